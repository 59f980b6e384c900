/**
 * @file What is held against Transformers and PEFT: the shipped bases and adapters, a short training of every method,
 * and adapters that PEFT makes itself.
 */
import type { LoraSpec, MethodSpec } from '../../src/peft/spec.ts';
import { CONTENDERS } from '../../src/recipes/contenders.ts';
import type { AdapterName } from '../../src/recipes/tasks.ts';
import { ADAPTER_NAMES } from '../../src/recipes/tasks.ts';
import type { Language } from '../../src/world/types.ts';

/** How the files of a case are loaded; see `compare.py`. */
export type Form =
  /** A model folder, by `AutoModelForCausalLM`. */
  | 'model'
  /** An adapter folder, by `PeftModel`. */
  | 'adapter'
  /** `changed_weights.json` and `.safetensors`, by `load_state_dict`: what PEFT has no format for. */
  | 'weights'
  /** `added_modules.json` and `.safetensors`, put in by hand: what no library knows. */
  | 'modules';

interface Trained {
  id: string;
  method: MethodSpec;
  learningRate: number;
}

const lora: LoraSpec = { name: 'lora', r: 4, loraAlpha: 16, targets: ['q', 'v'], dropout: 0 };
const everywhere: LoraSpec = { ...lora, targets: ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] };

/** Every contender of the race, and settings that none of them has. */
export const TRAINED: readonly Trained[] = [
  ...CONTENDERS.map(({ id, method, learningRate }) => ({ id, method, learningRate })),
  { id: 'loraAllMaps', method: everywhere, learningRate: 3e-3 },
  { id: 'loraMlp', method: { ...lora, r: 3, targets: ['gate', 'down'], dropout: 0.1 }, learningRate: 3e-3 },
  { id: 'rsloraDora', method: { ...everywhere, rslora: true, dora: true }, learningRate: 1e-3 },
  { id: 'rsloraPissa', method: { ...lora, rslora: true, init: 'pissa' }, learningRate: 1e-3 },
  { id: 'promptRandom', method: { name: 'prompt', virtualTokens: 5, init: 'random' }, learningRate: 1e-2 },
];

export function formOf({ name }: MethodSpec): Form {
  if (name === 'full') return 'model';
  if (name === 'houlsby' || name === 'pfeiffer') return 'modules';
  return ['head', 'layers', 'bitfit'].includes(name) ? 'weights' : 'adapter';
}

export const SHIPPED: readonly { language: Language; name: AdapterName }[] = (['zh', 'en'] as const).flatMap(
  (language) => ADAPTER_NAMES.map((name) => ({ language, name })),
);

/** Settings of adapters that PEFT makes, with random weights, and what the page calls them. */
export const MADE_BY_PEFT: readonly { id: string; method: MethodSpec; peft: Record<string, unknown> }[] = [
  {
    id: 'lora',
    method: lora,
    peft: { peft_type: 'LORA', r: 4, lora_alpha: 16, target_modules: ['q_proj', 'v_proj'] },
  },
  {
    id: 'dora',
    method: { ...everywhere, rslora: true, dora: true },
    peft: {
      peft_type: 'LORA',
      r: 4,
      lora_alpha: 16,
      target_modules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
      use_rslora: true,
      use_dora: true,
    },
  },
  {
    id: 'ia3',
    method: { name: 'ia3' },
    peft: {
      peft_type: 'IA3',
      target_modules: ['k_proj', 'v_proj', 'down_proj'],
      feedforward_modules: ['down_proj'],
    },
  },
  {
    id: 'norms',
    method: { name: 'norms' },
    peft: { peft_type: 'LN_TUNING', target_modules: ['input_layernorm', 'post_attention_layernorm', 'norm'] },
  },
  {
    id: 'prompt',
    method: { name: 'prompt', virtualTokens: 6 },
    peft: { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 6 },
  },
  {
    id: 'prefix',
    method: { name: 'prefix', virtualTokens: 6, projection: null },
    peft: { peft_type: 'PREFIX_TUNING', num_virtual_tokens: 6 },
  },
  {
    id: 'prefixMlp',
    method: { name: 'prefix', virtualTokens: 6, projection: 32 },
    peft: {
      peft_type: 'PREFIX_TUNING',
      num_virtual_tokens: 6,
      prefix_projection: true,
      encoder_hidden_size: 32,
    },
  },
];
