/** @file A run as settings for the tools, in the names that Transformers shares with them. */
import type { LossMask } from '../data/encode.ts';
import type { LoraSpec, MethodSpec } from '../peft/spec.ts';
import type { RunSpec } from '../train/spec.ts';
import type { Real } from './real.ts';
import type { Settings } from './values.ts';

/** What a script starts training from. */
export type Start =
  /** The base, all of it trained. */
  | 'base'
  /** An adapter in PEFT's format, in `start/`. */
  | 'adapter'
  /** Leading singular vectors, which PEFT computes itself. */
  | 'pissa'
  /** Weights of the base, and of places that its config adds: `start/changed_weights.*`. */
  | 'weights'
  /** Modules that neither PEFT nor Transformers has: `start/added_modules.*`. */
  | 'modules';

export interface Plan {
  spec: RunSpec;
  start: Start;
  mask: LossMask;
  /** Most tokens of an example. */
  maxLength: number;
  /** Every conversation is one question and one answer, so that the last answer is every answer. */
  isSingle: boolean;
  /** Different rows of training data. */
  rows: number;
  /** The same training at real size; null for the same run. */
  real: Real | null;
}

/** The folder of one size: the top, or `real/`. */
export const folderOf = ({ real }: Plan): string => (real ? 'real/' : '');

export function startOf({ method }: RunSpec): Start {
  if (method.name === 'full') return 'base';
  if (method.name === 'lora' && method.init === 'pissa') return 'pissa';
  if (method.name === 'houlsby' || method.name === 'pfeiffer') return 'modules';
  return ['head', 'layers', 'bitfit'].includes(method.name) ? 'weights' : 'adapter';
}

export const modulesOf = ({ targets }: LoraSpec): string[] => targets.map((target) => `${target}_proj`);

export const isQuantized = (method: MethodSpec): boolean =>
  method.name === 'lora' && method.quantization !== undefined;

/** The package that quantizes a model of the hub, as a line of requirements; the base of the same run needs none. */
export const quantizer = ({ real, spec }: Plan): string =>
  real && isQuantized(spec.method) ? 'bitsandbytes==0.49.1\n' : '';

/**
 * The schedule of `train/schedule.ts` in Transformers' names. `cosine_warmup_with_min_lr` is the one that counts as we do:
 * its first update has the rate of step 1, and with no cycle it stays at the peak. Not exact where there is no equal: linear
 * decay takes `polynomial`, whose rate may end below zero, and only without a warm-up.
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

/** The optimizer in Transformers' names. Throws for Muon, which Transformers does not have. */
export function optimizerSettings({ optimizer }: RunSpec): Settings {
  if (optimizer.name === 'muon') throw new RangeError('Muon is not one of the optimizers of Transformers');
  return optimizer.name === 'adamw'
    ? {
        optim: 'adamw_torch',
        optim_args: null,
        adam_beta1: optimizer.beta1,
        adam_beta2: optimizer.beta2,
        adam_epsilon: optimizer.epsilon,
      }
    : {
        optim: 'sgd',
        optim_args: `momentum=${optimizer.momentum}`,
        adam_beta1: 0.9,
        adam_beta2: 0.999,
        adam_epsilon: 1e-8,
      };
}

/** Whether activations can be made again in the backward pass: that forgets the cache, in which prefixes stand. */
export const checkpoints = ({ name }: MethodSpec): boolean => name !== 'prefix' && name !== 'ptuning';

/** Length, batch size and learning rate: the page's, or those at real size. */
function paceSettings({ spec, real }: Plan): Settings {
  const { exact: _, ...schedule } = scheduleSettings(spec);
  if (!real)
    return {
      max_steps: spec.steps,
      num_train_epochs: 1,
      per_device_train_batch_size: spec.batchSize,
      gradient_accumulation_steps: 1,
      ...schedule,
      warmup_ratio: null,
      bf16: false,
      gradient_checkpointing: false,
      gradient_checkpointing_kwargs: null,
    };
  return {
    max_steps: -1,
    num_train_epochs: real.epochs,
    per_device_train_batch_size: real.batchSize,
    gradient_accumulation_steps: real.accumulation,
    learning_rate: real.learningRate,
    lr_scheduler_type: 'cosine',
    lr_scheduler_kwargs: {},
    warmup_steps: real.warmupSteps,
    warmup_ratio: null,
    bf16: true,
    gradient_checkpointing: checkpoints(spec.method),
    gradient_checkpointing_kwargs: { use_reentrant: false },
  };
}

/** Settings of Transformers' `TrainingArguments` that TRL and LLaMA-Factory share: the same batches, steps and numbers. */
export function trainingSettings(plan: Plan): Settings {
  const { seed, optimizer } = plan.spec;
  return {
    ...paceSettings(plan),
    per_device_eval_batch_size: plan.real ? plan.real.batchSize : plan.spec.batchSize,
    ...optimizerSettings(plan.spec),
    optim_target_modules: null,
    weight_decay: optimizer.weightDecay,
    max_grad_norm: optimizer.clipNorm,
    average_tokens_across_devices: true,
    label_smoothing_factor: 0,
    neftune_noise_alpha: null,
    fp16: false,
    bf16_full_eval: false,
    fp16_full_eval: false,
    tf32: null,
    torch_compile: false,
    use_cache: false,
    accelerator_config: null,
    parallelism_config: null,
    auto_find_batch_size: false,
    train_sampling_strategy: plan.real ? 'random' : 'sequential',
    seed,
    data_seed: seed,
    full_determinism: false,
    dataloader_drop_last: false,
    dataloader_num_workers: 0,
    dataloader_pin_memory: plan.real !== null,
    remove_unused_columns: true,
    logging_strategy: 'steps',
    logging_steps: 1,
    logging_first_step: true,
    save_strategy: plan.real ? 'epoch' : 'no',
    eval_strategy: plan.real ? 'epoch' : 'no',
    load_best_model_at_end: false,
    report_to: 'none',
  };
}
