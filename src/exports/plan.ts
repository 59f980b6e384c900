/** @file What the tools are told of a run, and how numbers and texts are written for them. */
import type { RunSpec } from '../train/spec.ts';

export interface Plan {
  spec: RunSpec;
  /** Tokens that the longest example may have. */
  maxLength: number;
  /** True where `start/` holds the adapter before the first step. */
  adapter: boolean;
}

type Scalar = string | number | boolean | null;
export type Setting = Scalar | readonly Scalar[] | { readonly [key: string]: Scalar };

/** PyYAML reads 1e-8 as text: an exponent needs a point before it. */
function number(value: number): string {
  const text = String(value);
  return /e/.test(text) && !text.includes('.') ? text.replace('e', '.0e') : text;
}

function yamlValue(value: Setting): string {
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${yamlValue(one)}`)
      .join(', ')}}`;
  // JSON is YAML: quotes and breaks in a text stay text.
  return JSON.stringify(value);
}

/** One setting a line. */
export function yaml(settings: Readonly<Record<string, Setting>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}: ${yamlValue(value)}\n`)
    .join('');
}

/** A value as Python writes it. */
export function python(value: Setting): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${python(one)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

/**
 * The schedule of `train/schedule.ts` in Transformers' names. `cosine_warmup_with_min_lr` is the one that counts as we do:
 * its first update has the rate of step 1, and with no cycle it stays at the peak. Null where there is no equal: linear decay
 * takes `polynomial`, whose rate may end below zero, and only without a warm-up.
 */
export function scheduleSettings({ schedule, steps, optimizer }: RunSpec): {
  learning_rate: number;
  lr_scheduler_type: string;
  lr_scheduler_kwargs: { [key: string]: number };
  warmup_steps: number;
  exact: boolean;
} {
  const { name, warmupSteps } = schedule;
  const rate = optimizer.learningRate;
  if (name !== 'linear')
    return {
      learning_rate: rate,
      lr_scheduler_type: 'cosine_warmup_with_min_lr',
      lr_scheduler_kwargs: { min_lr_rate: 0, num_cycles: name === 'cosine' ? 0.5 : 0 },
      warmup_steps: warmupSteps,
      exact: true,
    };
  if (warmupSteps === 0 && steps > 1)
    return {
      learning_rate: rate * (1 - 1 / steps),
      lr_scheduler_type: 'polynomial',
      lr_scheduler_kwargs: { lr_end: -rate / steps, power: 1 },
      warmup_steps: 0,
      exact: true,
    };
  return {
    learning_rate: rate,
    lr_scheduler_type: 'linear',
    lr_scheduler_kwargs: {},
    warmup_steps: warmupSteps,
    exact: false,
  };
}

/** Settings of Transformers' `TrainingArguments` that TRL and LLaMA-Factory share: the same batches, steps and numbers. */
export function trainingSettings({ spec }: Plan): Record<string, Setting> {
  const { optimizer, steps, batchSize, seed } = spec;
  if (optimizer.name === 'muon') throw new RangeError('Muon is not one of the optimizers of these tools');
  const { exact: _, ...schedule } = scheduleSettings(spec);
  return {
    max_steps: steps,
    per_device_train_batch_size: batchSize,
    gradient_accumulation_steps: 1,
    ...schedule,
    ...(optimizer.name === 'adamw'
      ? {
          optim: 'adamw_torch',
          adam_beta1: optimizer.beta1,
          adam_beta2: optimizer.beta2,
          adam_epsilon: optimizer.epsilon,
        }
      : { optim: 'sgd', optim_args: `momentum=${optimizer.momentum}` }),
    weight_decay: optimizer.weightDecay,
    max_grad_norm: optimizer.clipNorm,
    label_smoothing_factor: 0,
    neftune_noise_alpha: null,
    bf16: false,
    fp16: false,
    seed,
    data_seed: seed,
    dataloader_drop_last: false,
    remove_unused_columns: true,
    logging_strategy: 'steps',
    logging_steps: 1,
    logging_first_step: true,
    save_strategy: 'no',
    eval_strategy: 'no',
    report_to: 'none',
  };
}
