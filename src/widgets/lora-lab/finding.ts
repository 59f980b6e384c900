/** @file The finding of the lab as a sentence and one number, from its runs' own evaluations only. */
import { lastEvaluation } from '../../client/state.ts';
import { formatCount, formatLoss, formatShare } from '../../page/format.ts';
import type { Translate } from '../../page/language.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import type { LabText } from './texts.ts';

function ends(run: ShownRun | undefined) {
  const first = run?.evaluations[0];
  const last = lastEvaluation(run);
  return first && last ? { first, last } : null;
}

export function finding(runs: readonly ShownRun[], t: Translate<LabText>): string {
  const loraRun = runs.find(({ name }) => name === 'lora');
  const lora = ends(loraRun);
  const full = ends(runs.find(({ name }) => name === 'full'));
  if (!loraRun?.facts || !lora) return t('waiting');
  // The total includes the adapter's parameters.
  const { trainableParameters, totalParameters } = loraRun.facts;
  return t(full ? 'findingBoth' : 'findingOne', {
    step: lora.last.step,
    parameters: formatCount(trainableParameters),
    // Share of the base's parameters, without the adapter's own, as in the prediction above.
    share: formatShare(trainableParameters / (totalParameters - trainableParameters)),
    lora: formatShare(lora.last.heldOutExactMatch),
    loraBefore: formatLoss(lora.first.pretrainingLoss),
    loraAfter: formatLoss(lora.last.pretrainingLoss),
    full: formatShare(full?.last.heldOutExactMatch ?? Number.NaN),
    fullBefore: formatLoss(full?.first.pretrainingLoss ?? Number.NaN),
    fullAfter: formatLoss(full?.last.pretrainingLoss ?? Number.NaN),
  });
}

/** Held-out exact match of LoRA less that of full fine-tuning, -1 to 1; null where either is missing. */
export function gap(runs: readonly ShownRun[]): { value: number; lora: number; full: number } | null {
  const lora = ends(runs.find(({ name }) => name === 'lora'))?.last.heldOutExactMatch;
  const full = ends(runs.find(({ name }) => name === 'full'))?.last.heldOutExactMatch;
  return lora === undefined || full === undefined ? null : { value: lora - full, lora, full };
}
