/** @file The finding as a sentence, from the runs' own evaluations only. */
import { lastEvaluation } from '../../client/state.ts';
import { formatLoss, formatShare } from '../../page/format.ts';
import type { Translate } from '../../page/language.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import type { texts } from './texts.ts';

/** @param ended advice is given only about a run that is over. */
export function finding(
  run: ShownRun | undefined,
  ended: boolean,
  t: Translate<keyof (typeof texts)['zh']>,
): string {
  const last = lastEvaluation(run);
  const first = run?.evaluations[0];
  if (!last || !first) return t('waiting');
  const key =
    last.heldOutExactMatch >= 0.9
      ? 'findingGood'
      : ended && last.heldOutExactMatch < 0.5
        ? 'findingLow'
        : 'findingMid';
  const sentence = t(key, {
    step: last.step,
    heldOut: formatShare(last.heldOutExactMatch),
    seen: formatShare(last.seenExactMatch),
  });
  if (last === first) return sentence;
  const forgetting = t('forgetting', {
    before: formatLoss(first.pretrainingLoss),
    after: formatLoss(last.pretrainingLoss),
  });
  return `${sentence} ${forgetting}`;
}
