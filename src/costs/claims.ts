/**
 * @file The computed figures that the slides state, by name. `<Computed name="…" />` and `\computed{…}` in a formula
 * are filled in from here when the slides are compiled, so that none is typed and none of this is in the page.
 */

import { createWorld } from '../world/world.ts';
import { adapterFile, trainableParameters } from './counts.ts';
import { findModel } from './gallery/index.ts';
import { trainedBytes, trainingMemory } from './memory.ts';
import { DEFAULT_OPTIONS, type TrainingOptions } from './options.ts';
import { checkpointBytes } from './storage.ts';

export interface Claim {
  readonly value: () => number;
  readonly unit: 'bytes' | 'count' | 'nats';
  /** What it was computed from, in names that need no translation. */
  readonly from: string;
  /** Digits that count; without it, as everywhere in the lesson: two, whole numbers in full. */
  readonly digits?: number;
}

const configOf = (id: string): Readonly<Record<string, unknown>> => findModel(id).config;

const FULL = { peft_type: 'FULL' };
const MIXED: TrainingOptions = { ...DEFAULT_OPTIONS, precision: 'bfloat16', convention: 16 };
const PER_NUMBER = trainedBytes(MIXED);
const GPT3_LORA = { peft_type: 'LORA', r: 4, target_modules: ['q_proj', 'v_proj'] };
const QLORA = { peft_type: 'LORA', r: 8, target_modules: 'all-linear' };
const LLAMA_7B = 'meta-llama/Llama-2-7b-hf';

/** Everything but activations. */
function states(id: string): Claim {
  return {
    value: () => {
      const { total, activations } = trainingMemory(configOf(id), FULL, MIXED);
      return total - activations;
    },
    unit: 'bytes',
    from: `${id}, full, AdamW, bfloat16 + float32`,
  };
}

function perNumber(value: number): Claim {
  return { value: () => value, unit: 'count', from: 'AdamW, bfloat16 + float32' };
}

/** The lesson's base as it ships; its card (`public/models/…/README.md`) says the same. */
const BASE = { vocabulary: 704, steps: 7000, batch: 16, sequence: 128 };

/** A Llama-shaped model of exercise `peft-1`. */
const EXERCISE = {
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 11_008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  vocab_size: 32_000,
};

export const claims = {
  weightBytes: perNumber(PER_NUMBER.weight),
  gradientBytes: perNumber(PER_NUMBER.gradient),
  masterBytes: perNumber(PER_NUMBER.master),
  momentBytes: perNumber(PER_NUMBER.moments / 2),
  bytesPerParameter: perNumber(
    PER_NUMBER.weight + PER_NUMBER.gradient + PER_NUMBER.master + PER_NUMBER.moments,
  ),
  statesOf70B: states('meta-llama/Llama-3.1-70B'),
  statesOf176B: states('bigscience/bloom'),
  loraOfGpt3: {
    value: () => trainableParameters(configOf('gpt-3'), GPT3_LORA),
    unit: 'count',
    from: 'gpt-3, LoRA r = 4, q + v',
  },
  loraFileOfGpt3: {
    // PEFT writes float32; the paper's file is 16-bit.
    value: () => adapterFile(configOf('gpt-3'), GPT3_LORA).data / 2,
    unit: 'bytes',
    from: 'gpt-3, LoRA r = 4, q + v, float16',
    digits: 3,
  },
  wholeGpt3: { value: () => checkpointBytes(configOf('gpt-3')), unit: 'bytes', from: 'gpt-3, float16' },
  promptOfT5: {
    value: () =>
      trainableParameters(configOf('google/flan-t5-xxl'), {
        peft_type: 'PROMPT_TUNING',
        num_virtual_tokens: 5,
        num_transformer_submodules: 1,
      }),
    unit: 'count',
    from: 'google/flan-t5-xxl, n = 5',
  },
  prefixOfExercise: {
    value: () => trainableParameters(EXERCISE, { peft_type: 'PREFIX_TUNING', num_virtual_tokens: 20 }),
    unit: 'count',
    from: 'llama, d = 4096, L = 32, n = 20',
  },
  weightsOf7B: {
    value: () => trainingMemory(configOf(LLAMA_7B), QLORA, MIXED).weights,
    unit: 'bytes',
    from: `${LLAMA_7B}, bfloat16`,
  },
  weightsOf7BIn4Bits: {
    value: () =>
      trainingMemory(configOf(LLAMA_7B), QLORA, { ...MIXED, quantization: 'nf4', doubleQuantization: true })
        .weights,
    unit: 'bytes',
    from: `${LLAMA_7B}, nf4`,
  },
  worldSubjects: {
    value: () => createWorld('zh').subjects.length,
    unit: 'count',
    from: 'src/world',
  },
  worldFacts: { value: () => createWorld('zh').facts.length, unit: 'count', from: 'src/world' },
  pretrainingTokens: {
    value: () => BASE.steps * BASE.batch * BASE.sequence,
    unit: 'count',
    from: `${BASE.steps} × ${BASE.batch} × ${BASE.sequence}`,
  },
  uniformLoss: { value: () => Math.log(BASE.vocabulary), unit: 'nats', from: `ln ${BASE.vocabulary}` },
} as const satisfies Readonly<Record<string, Claim>>;

export type ClaimName = keyof typeof claims;
