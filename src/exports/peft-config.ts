/** @file PEFT's config classes of the methods, for scripts that begin without an adapter of ours. */
import type { MethodSpec } from '../peft/spec.ts';
import { modulesOf } from './plan.ts';
import type { Settings } from './values.ts';

/** Class and arguments of the PEFT config; null where PEFT has no such method. */
export function peftConfig(method: MethodSpec): { name: string; settings: Settings } | null {
  const task = { task_type: 'CAUSAL_LM' };
  switch (method.name) {
    case 'lora':
      return {
        name: 'LoraConfig',
        settings: {
          ...task,
          r: method.r,
          lora_alpha: method.loraAlpha,
          lora_dropout: method.dropout,
          target_modules: modulesOf(method),
          bias: 'none',
          use_rslora: method.rslora === true,
          use_dora: method.dora === true,
          init_lora_weights: method.init === 'pissa' ? 'pissa' : true,
        },
      };
    case 'prompt':
      return {
        name: 'PromptTuningConfig',
        settings: { ...task, num_virtual_tokens: method.virtualTokens, prompt_tuning_init: 'RANDOM' },
      };
    case 'prefix':
    case 'ptuning': {
      const hidden = method.name === 'prefix' ? method.projection : null;
      return {
        name: 'PrefixTuningConfig',
        settings: {
          ...task,
          num_virtual_tokens: method.virtualTokens,
          prefix_projection: hidden !== null,
          encoder_hidden_size: hidden,
        },
      };
    }
    case 'ia3':
      return {
        name: 'IA3Config',
        settings: {
          ...task,
          target_modules: ['k_proj', 'v_proj', 'down_proj'],
          feedforward_modules: ['down_proj'],
        },
      };
    case 'norms':
      return {
        name: 'LNTuningConfig',
        settings: { ...task, target_modules: ['input_layernorm', 'post_attention_layernorm', 'norm'] },
      };
    default:
      return null;
  }
}
