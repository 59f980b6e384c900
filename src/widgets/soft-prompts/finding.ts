/** @file The finding as a sentence, from the runs' own evaluations only. */
import { lastEvaluation } from '../../client/state.ts';
import { formatCount, formatShare } from '../../page/format.ts';
import { joinTexts, type Language, type Translate } from '../../page/language.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import { driftOf, promptEnds } from './results.ts';
import type { SoftText } from './texts.ts';

/** Below this difference in exact match prompt tuning counts as equal. */
const CLOSE = 0.1;

/** @param runs the compared ones, without those of other lengths. */
export function finding(runs: readonly ShownRun[], t: Translate<SoftText>, language: Language): string {
  const measured = runs.flatMap((run) => {
    const last = lastEvaluation(run);
    return last && last.step > 0 ? [{ run, last }] : [];
  });
  if (measured.length === 0) return t('waiting');
  const list = measured.map(({ run, last }) =>
    t('entry', {
      label: methodShortName(run.spec.method, language),
      match: formatShare(last.heldOutExactMatch),
      parameters: run.facts ? formatCount(run.facts.trainableParameters) : '–',
    }),
  );
  const step = Math.max(...measured.map(({ last }) => last.step));
  const parts = [t('findingOne', { step, list: joinTexts(list, 'clauses', language) })];
  const prompt = measured.find(({ run }) => run.spec.method.name === 'prompt');
  const lora = measured.find(({ run }) => run.spec.method.name === 'lora');
  if (prompt?.run.facts && lora?.run.facts) {
    const gap = lora.last.heldOutExactMatch - prompt.last.heldOutExactMatch;
    parts.push(
      t(gap > CLOSE ? 'findingWeak' : 'findingStrong', {
        points: Math.round(100 * Math.abs(gap)),
        share: formatShare(prompt.run.facts.trainableParameters / lora.run.facts.trainableParameters),
      }),
    );
  }
  const [before, after] = promptEnds(prompt?.run);
  const drift = before && after ? driftOf(before.prompt, after.prompt) : null;
  if (drift && prompt) {
    parts.push(t('findingNear', { n: drift.count, still: drift.still, cosine: drift.cosine.toFixed(2) }));
  }
  return joinTexts(parts, 'sentences', language);
}
