/** @file The curves of SFT live: loss of this run and, faded, of the one before, and both exact matches. */
import type { Series } from '../../charts/series.ts';
import type { RunState } from '../../client/state.ts';
import type { Language } from '../../page/language.ts';
import { evaluationSeries, lossSeries } from '../parts/run-series.ts';
import { fromLive, type ShownRun } from '../parts/shown-run.ts';
import { partTexts } from '../parts/texts.ts';
import { texts } from './texts.ts';

export function lossCurves(
  runs: readonly ShownRun[],
  before: RunState | undefined,
  language: Language,
): Series[] {
  const { training, validation } = texts[language];
  const words = { training, validation };
  // For a moment after a new start the throttle still shows the run before.
  const past = before && runs.every(({ key }) => key !== before.runId) ? [before] : [];
  const earlier = lossSeries(past.map(fromLive), words, language);
  return [
    ...earlier
      .slice(0, 1)
      .map((one) => ({ ...one, faded: true, label: `${partTexts[language].previous} · ${one.label}` })),
    ...lossSeries(runs, words, language),
  ];
}

export function matchCurves(runs: readonly ShownRun[], language: Language): Series[] {
  const { heldOut, seen } = texts[language];
  return [
    ...evaluationSeries(runs, 'heldOutExactMatch', heldOut, language),
    ...evaluationSeries(runs, 'seenExactMatch', seen, language).map(
      (one): Series => ({ ...one, kind: 'other', quantity: 'pretraining' }),
    ),
  ];
}
