/**
 * @file The methods a reader can put side by side, as PEFT configs that fit the chosen model, and the training
 * settings that belong to them (QLoRA is LoRA on every linear map over a 4-bit base).
 */

import type { PartialOptions, TrainingOptions } from '../../costs/index.ts';
import { COST_METHODS } from '../../recipes/defaults.ts';

export const METHOD_IDS = COST_METHODS;
export type MethodId = (typeof METHOD_IDS)[number];

/** Which matrices LoRA and its variants adapt: PEFT's default for the architecture, or every linear map. */
export type TargetChoice = 'default' | 'all';

interface MethodSettings {
  /** Rank of LoRA, DoRA, LoHa; half of AdaLoRA's start; width of adapters. */
  rank: number;
  targets: TargetChoice;
  /** Virtual tokens of prompt and prefix methods. */
  tokens: number;
  /** Blocks that layer-selective tuning trains. */
  topLayers: number;
  /** Parsed adapter_config.json of the reader. */
  custom: unknown;
}

type Config = Readonly<Record<string, unknown>>;

/** Architectures without default targets in PEFT, and the targets taken here. */
const FALLBACK_TARGETS: Readonly<Record<string, string | readonly string[]>> = {
  phi3: ['qkv_proj'],
  qwen2_moe: ['q_proj', 'v_proj'],
  qwen3_moe: ['q_proj', 'v_proj'],
  deepseek_v3: ['q_a_proj', 'kv_b_proj'],
  gemma3: '.*language_model.*\\.(q_proj|v_proj)',
};

export function taskOf({ model_type: modelType }: Config): string {
  if (modelType === 't5' || modelType === 'mt5') return 'SEQ_2_SEQ_LM';
  const encoders = ['bert', 'roberta', 'xlm-roberta', 'deberta-v2'];
  return encoders.includes(String(modelType)) ? 'SEQ_CLS' : 'CAUSAL_LM';
}

/** The blocks of a config, whatever the field is called; 1 where it does not say. */
export function layersOf(config: Config): number {
  const inner = (config.text_config ?? {}) as Config;
  for (const value of [
    config.num_hidden_layers,
    config.n_layer,
    config.num_layers,
    inner.num_hidden_layers,
  ]) {
    if (typeof value === 'number' && value > 0) return value;
  }
  return 1;
}

interface PlannedMethod {
  peft: unknown;
  /** What the method prescribes of the training settings. */
  options: PartialOptions;
}

export function planMethod(id: MethodId, config: Config, settings: MethodSettings): PlannedMethod {
  const { rank, tokens } = settings;
  const task = { task_type: taskOf(config) };
  const fallback = FALLBACK_TARGETS[String(config.model_type)];
  const chosen = settings.targets === 'all' ? 'all-linear' : fallback;
  const targets = chosen === undefined ? {} : { target_modules: chosen };
  const plain = (peft: object): PlannedMethod => ({ peft, options: {} });
  switch (id) {
    case 'full':
      return plain({ peft_type: 'FULL', ...task });
    case 'layers':
      return plain({ peft_type: 'LAYERS', last: Math.min(settings.topLayers, layersOf(config)), ...task });
    case 'head':
      return plain({ peft_type: 'HEAD', ...task });
    case 'bitfit':
      return plain({ peft_type: 'BITFIT', ...task });
    case 'norms':
      return plain({ peft_type: 'LN_TUNING', ...task });
    case 'houlsby':
      return plain({ peft_type: 'HOULSBY', bottleneck: rank, ...task });
    case 'prompt':
      return plain({ peft_type: 'PROMPT_TUNING', num_virtual_tokens: tokens, ...task });
    case 'prefix':
      return plain({ peft_type: 'PREFIX_TUNING', num_virtual_tokens: tokens, ...task });
    case 'ptuning':
      return plain({ peft_type: 'P_TUNING', num_virtual_tokens: tokens, ...task });
    case 'ia3':
      return plain({ peft_type: 'IA3', ...task });
    case 'lora':
      return plain({ peft_type: 'LORA', r: rank, ...targets, ...task });
    case 'dora':
      return plain({ peft_type: 'LORA', r: rank, use_dora: true, ...targets, ...task });
    case 'adalora':
      return plain({ peft_type: 'ADALORA', init_r: 2 * rank, target_r: rank, ...targets, ...task });
    case 'loha':
      return plain({ peft_type: 'LOHA', r: rank, ...targets, ...task });
    case 'vera':
      return plain({ peft_type: 'VERA', r: 256, ...targets, ...task });
    case 'qlora':
      return {
        peft: { peft_type: 'LORA', r: rank, target_modules: 'all-linear', ...task },
        options: { quantization: 'nf4', doubleQuantization: true },
      };
    case 'custom':
      return { peft: settings.custom, options: {} };
  }
}

/** What a method overrides wins, except that a quantised base cannot be trained in place. */
export function optionsFor(planned: PlannedMethod, options: TrainingOptions, id: MethodId): TrainingOptions {
  const trainsBase = id === 'full' || id === 'layers' || id === 'head';
  const quantization = trainsBase ? 'none' : options.quantization;
  return { ...options, quantization, ...planned.options };
}
