/** @file Results of the soft prompts: the end of each run, and the vectors of prompt tuning at a step. */

import { lastEvaluation } from '../../client/state.ts';
import type { Inspection } from '../../train/inspection/types.ts';
import type { ShownRun } from '../parts/shown-run.ts';

export type Prompt = NonNullable<Inspection['prompt']>;

/** Prompt tuning's vectors at the first and at the newest evaluation that has them. */
export function promptEnds(run: ShownRun | undefined): { step: number; prompt: Prompt }[] {
  const inspected = (run?.evaluations.slice(0, run.evaluationCount) ?? []).flatMap(({ step, inspection }) =>
    inspection?.prompt ? [{ step, prompt: inspection.prompt }] : [],
  );
  return inspected.length > 1 ? [inspected[0]!, inspected[inspected.length - 1]!] : inspected;
}

/** Virtual tokens of a run; null for methods without any. */
export function virtualTokensOf({ spec }: ShownRun): number | null {
  return 'virtualTokens' in spec.method ? spec.method.virtualTokens : null;
}

interface Drift {
  count: number;
  /** Vectors whose nearest token is the one that was nearest before training. */
  still: number;
  /** Mean cosine to that first token's vector, where it is reported. */
  cosine: number;
}

/** How far the vectors are from the tokens they were initialised with; null where they were not. */
export function driftOf(before: Prompt, after: Prompt): Drift | null {
  const initial = before.tokens.map(({ nearest }) => nearest[0]);
  if (initial.length === 0 || initial.some((token) => !token || token.cosine < 0.99)) return null;
  const final = after.tokens.map(({ nearest }) => nearest[0]);
  return {
    count: initial.length,
    still: initial.filter((token, i) => token!.text === final[i]?.text).length,
    cosine: final.reduce((sum, token) => sum + (token?.cosine ?? 0), 0) / final.length,
  };
}

/** Exact match of prompt tuning as a share of LoRA's, at their last step; null until both are known. */
export function shareOfLora(runs: readonly ShownRun[]): number | null {
  const matchOf = (method: string) => {
    const run = runs.find(({ spec }) => spec.method.name === method);
    const last = lastEvaluation(run);
    return run && last?.step === run.spec.steps ? last.heldOutExactMatch : null;
  };
  const [prompt, lora] = [matchOf('prompt'), matchOf('lora')];
  return prompt !== null && lora ? prompt / lora : null;
}
