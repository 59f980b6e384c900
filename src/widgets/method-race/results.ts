/** @file Results of the race: one row per contender, and the Pareto front. */
import { lastEvaluation } from '../../client/state.ts';
import { CONTENDERS } from '../../recipes/contenders.ts';
import { type MethodVariant, variantOf } from '../../recipes/variants.ts';
import type { ShownRun } from '../parts/shown-run.ts';

/** The chapter's three families, and full fine-tuning beside them. */
export const FAMILIES = ['full', 'selective', 'additive', 'low-rank'] as const;
type Family = (typeof FAMILIES)[number];

const FAMILY: Readonly<Record<MethodVariant, Family>> = {
  full: 'full',
  head: 'selective',
  layers: 'selective',
  // In a base without biases they are added, but what is trained is what BitFit selects.
  bitfit: 'selective',
  norms: 'selective',
  houlsby: 'additive',
  pfeiffer: 'additive',
  prompt: 'additive',
  prefix: 'additive',
  prefixMlp: 'additive',
  ptuning: 'additive',
  ia3: 'additive',
  lora: 'low-rank',
  rslora: 'low-rank',
  loraPlus: 'low-rank',
  dora: 'low-rank',
  pissa: 'low-rank',
  qloraInt8: 'low-rank',
  qloraNf4: 'low-rank',
};

export function familyOf(id: MethodVariant): Family {
  return FAMILY[id];
}

export interface RaceResult {
  id: MethodVariant;
  run: ShownRun;
  /** Null until its first evaluation. */
  step: number | null;
  match: number | null;
  before: number | null;
  after: number | null;
  parameters: number | null;
  optimizerBytes: number | null;
  dispatches: number | null;
  milliseconds: number | null;
}

/** The newest run of each contender, in the order of the race. */
export function resultsOf(runs: readonly ShownRun[]): RaceResult[] {
  const newest = new Map<MethodVariant, ShownRun>();
  for (const run of runs) newest.set(variantOf(run.spec.method), run);
  return CONTENDERS.flatMap(({ id }) => {
    const run = newest.get(id);
    return run ? [resultOf(id, run)] : [];
  });
}

function resultOf(id: MethodVariant, run: ShownRun): RaceResult {
  const first = run.evaluations[0];
  const last = lastEvaluation(run);
  return {
    id,
    run,
    step: last?.step ?? null,
    match: last?.heldOutExactMatch ?? null,
    before: first?.pretrainingLoss ?? null,
    after: last?.pretrainingLoss ?? null,
    parameters: run.facts?.trainableParameters ?? null,
    optimizerBytes: run.facts?.optimizerBytes ?? null,
    dispatches: run.facts?.dispatches ?? null,
    milliseconds: run.speed?.millisecondsPerStep ?? null,
  };
}

/** Rise of the pretraining loss, nats per token. */
export function riseOf({ before, after }: RaceResult): number | null {
  return before === null || after === null ? null : after - before;
}

/** A result that has been trained and measured. */
export type Finished = RaceResult & { step: number; match: number; parameters: number };

export function finished(results: readonly RaceResult[]): Finished[] {
  return results.filter(
    (one): one is Finished =>
      one.step !== null && one.step > 0 && one.match !== null && one.parameters !== null,
  );
}

/**
 * Those that no other beats in one quantity without losing in the other, cheapest first.
 * @param cost less is better. @param gain more is better.
 */
export function paretoFront<Item>(
  items: readonly Item[],
  cost: (item: Item) => number,
  gain: (item: Item) => number,
): Item[] {
  const sorted = [...items].sort((a, b) => cost(a) - cost(b) || gain(b) - gain(a));
  let best = Number.NEGATIVE_INFINITY;
  return sorted.filter((item) => {
    if (gain(item) <= best) return false;
    best = gain(item);
    return true;
  });
}
