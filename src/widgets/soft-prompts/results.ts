/** @file Results of the soft prompts: the end of each run, and the vectors of prompt tuning at a step. */

import type { Inspection } from '../../train/inspection/types.ts';
import type { EvaluationPoint } from '../../train/protocol.ts';
import type { ShownRun } from '../parts/shown-run.ts';

export type Prompt = NonNullable<Inspection['prompt']>;

export function lastOf(run: ShownRun | undefined): EvaluationPoint | undefined {
  return run && run.evaluationCount > 0 ? run.evaluations[run.evaluationCount - 1] : undefined;
}

/** Prompt tuning's vectors at the first and at the newest evaluation that has them. */
export function promptEnds(run: ShownRun | undefined): { step: number; prompt: Prompt }[] {
  const told = (run?.evaluations.slice(0, run.evaluationCount) ?? []).flatMap(({ step, inspection }) =>
    inspection?.prompt ? [{ step, prompt: inspection.prompt }] : [],
  );
  return told.length > 1 ? [told[0]!, told[told.length - 1]!] : told;
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

/** How far the vectors went from the tokens they began as; null where they did not begin as tokens. */
export function driftOf(before: Prompt, after: Prompt): Drift | null {
  const started = before.tokens.map(({ nearest }) => nearest[0]);
  if (started.length === 0 || started.some((token) => !token || token.cosine < 0.99)) return null;
  const now = after.tokens.map(({ nearest }) => nearest[0]);
  return {
    count: started.length,
    still: started.filter((token, i) => token!.text === now[i]?.text).length,
    cosine: now.reduce((sum, token) => sum + (token?.cosine ?? 0), 0) / now.length,
  };
}

/** What prompt tuning came to as a share of what LoRA did, at their last step; null until both are there. */
export function shareOfLora(runs: readonly ShownRun[]): number | null {
  const matchOf = (method: string) => {
    const run = runs.find(({ spec }) => spec.method.name === method);
    const last = lastOf(run);
    return run && last?.step === run.spec.steps ? last.heldOutExactMatch : null;
  };
  const [prompt, lora] = [matchOf('prompt'), matchOf('lora')];
  return prompt !== null && lora ? prompt / lora : null;
}
