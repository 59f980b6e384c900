/**
 * @file Why LoRA forgets more here than in papers: rate, rank, scale and matrices, compared where each run first answers
 * 90 % of all held-out questions.
 */
import type { LoraSpec } from '../../src/peft/spec.ts';
import { LINEAR_TARGETS } from '../../src/peft/spec.ts';
import {
  DEFAULT_FULL_RATE,
  DEFAULT_LORA,
  DEFAULT_LORA_RATE,
  makeSpec,
  modelFor,
} from '../../src/recipes/defaults.ts';
import type { NamedSpec } from '../../src/recipes/method-specs.ts';
import type { RecordedRun } from '../../src/recordings/recording.ts';
import type { Language } from '../../src/world/types.ts';
import { readRecording } from './files.ts';
import type { Job } from './job.ts';
import { type Claims, percent } from './print.ts';

const WIDGET = 'lora-forgetting';
/** Held-out exact match at which forgetting is compared. */
const LEARNED = 0.9;

function specs(language: Language): NamedSpec[] {
  const model = modelFor(language);
  const lora = (name: string, learningRate: number, method: Partial<LoraSpec> = {}): NamedSpec => ({
    name,
    spec: makeSpec({ model, learningRate, method: { ...DEFAULT_LORA, ...method } }),
  });
  const full = (name: string, learningRate: number): NamedSpec => ({
    name,
    spec: makeSpec({ model, learningRate }),
  });
  return [
    full('full', DEFAULT_FULL_RATE),
    full('full-low', DEFAULT_FULL_RATE / 3),
    lora('lora', DEFAULT_LORA_RATE),
    lora('lora-low', DEFAULT_LORA_RATE / 3),
    lora('lora-r1', DEFAULT_LORA_RATE, { r: 1, loraAlpha: 2 }),
    lora('lora-r64', DEFAULT_LORA_RATE, { r: 64, loraAlpha: 128 }),
    lora('lora-half-scale', DEFAULT_LORA_RATE, { loraAlpha: 8 }),
    lora('lora-all', DEFAULT_LORA_RATE / 3, { targets: [...LINEAR_TARGETS] }),
  ];
}

export function loraForgettingJob(language: Language): Job {
  return {
    widget: WIDGET,
    language,
    runs: specs(language),
    evaluation: { everySteps: 16, samplePrompts: [] },
    asks: [],
    complete: true,
    sparse: true,
    measures: measuresOf,
  };
}

/** Rise of the pretraining loss and steps where the task is learned; absent where it never is. */
function measuresOf({ evaluations }: RecordedRun): Record<string, number> {
  const start = evaluations[0]!.pretrainingLoss;
  const end = evaluations.at(-1)!;
  const learned = evaluations.find(({ heldOutExactMatch }) => heldOutExactMatch >= LEARNED);
  return {
    endRise: end.pretrainingLoss - start,
    ...(learned && { learnedRise: learned.pretrainingLoss - start, learnedStep: learned.step }),
  };
}

export function printLoraForgetting(language: Language, { claim }: Claims): void {
  const { runs } = readRecording(WIDGET, language);
  console.log(
    `\n${modelFor(language)}: forgetting where ${percent(LEARNED)} of held-out questions are right`,
  );
  for (const { name, measures, evaluations } of runs) {
    const { learnedRise, learnedStep, endRise } = measures!;
    const there = learnedStep === undefined ? 'never' : `step ${learnedStep}: +${learnedRise!.toFixed(2)}`;
    console.log(
      `  ${name.padEnd(16)} ${there.padEnd(18)} end: ${percent(evaluations.at(-1)!.heldOutExactMatch)}, +${endRise!.toFixed(2)}`,
    );
  }
  const rise = (name: string) => runs.find((run) => run.name === name)!.measures!.learnedRise ?? Number.NaN;
  claim(
    'LoRA forgets more than full fine-tuning at the same match',
    `${rise('lora').toFixed(2)} against ${rise('full').toFixed(2)}`,
    'more',
    rise('lora') > rise('full'),
  );
  const variants = runs.filter(({ spec }) => spec.method.name === 'lora');
  const least = Math.min(...variants.flatMap(({ measures }) => measures!.learnedRise ?? []));
  claim('no variant of LoRA forgets as little', least.toFixed(2), 'more', least > rise('full'));
}
