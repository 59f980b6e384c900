/** @file The run at real size: the same method and data on a model of the hub, with a suitable rate and batch size. */
import type { RunSpec } from '../train/spec.ts';

export interface Real {
  /** Name on the hub, or a folder. */
  model: string;
  learningRate: number;
  /** Examples per device and step. */
  batchSize: number;
  /** Gradient accumulation steps. */
  accumulation: number;
  epochs: number;
  warmupSteps: number;
  maxLength: number;
  /** Which reason the README gives for the rate. */
  why: 'lora' | 'full' | 'unchanged';
}

/** Hub models offered in the page: with a chat template, and small enough for one GPU of 24 GB with LoRA. */
export const REAL_MODELS = [
  'Qwen/Qwen3-0.6B',
  'Qwen/Qwen3-1.7B',
  'Qwen/Qwen3-4B',
  'Qwen/Qwen2.5-0.5B',
  'Qwen/Qwen2.5-1.5B',
  'meta-llama/Llama-3.2-1B-Instruct',
] as const;

/** Rate of LoRA in Dettmers et al. 2023 (arXiv 2305.14314, table 9) for models of up to 13 B parameters. */
const LORA_RATE = 2e-4;
/** Rate of full fine-tuning in Taori et al. 2023 (Stanford Alpaca, 7 B). */
const FULL_RATE = 2e-5;
/** Examples of an update, as in both. */
const UPDATE = 16;
const AT_ONCE = 2;
const EPOCHS = 3;
const MAX_LENGTH = 2048;
/** Share of the updates that are warm-up, as in both. */
const WARMUP = 0.03;

/** @param rows different rows of training data */
export function realOf({ method, optimizer }: RunSpec, model: string, rows: number): Real {
  const updates = Math.max(1, Math.ceil(rows / UPDATE)) * EPOCHS;
  const why = method.name === 'lora' ? 'lora' : method.name === 'full' ? 'full' : 'unchanged';
  return {
    model,
    learningRate: why === 'lora' ? LORA_RATE : why === 'full' ? FULL_RATE : optimizer.learningRate,
    batchSize: AT_ONCE,
    accumulation: UPDATE / AT_ONCE,
    epochs: EPOCHS,
    warmupSteps: Math.ceil(WARMUP * updates),
    maxLength: MAX_LENGTH,
    why,
  };
}
