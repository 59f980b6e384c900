/**
 * @file Grouped modules against all modules one by one: the same numbers, for every model of the gallery and
 * every method; and how little is left to visit.
 */
import { describe, expect, it } from 'vitest';
import { openModel } from './architectures/index.ts';
import { countPlan, modelParameters, open, planFile } from './counts.ts';
import { CostError } from './error.ts';
import { planFlops } from './flops.ts';
import { findModel, models } from './gallery/index.ts';
import { groupModules, treatsAlike } from './grouped.ts';
import { planMemory } from './memory.ts';
import { openMethod, readTask } from './methods/index.ts';
import { copiesOfTensor, type MethodPlan } from './methods/method.ts';
import { type Model, weightSize } from './module.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import { blockCount } from './roles.ts';
import { mapPlan } from './trainable-map.ts';

const METHODS: readonly Record<string, unknown>[] = [
  { peft_type: 'FULL' },
  { peft_type: 'HEAD' },
  { peft_type: 'BITFIT' },
  { peft_type: 'LAYERS', last: 2 },
  { peft_type: 'LAYERS', layers: [0, 3, 5] },
  { peft_type: 'HOULSBY', bottleneck: 16, own_layer_norm: true },
  { peft_type: 'PFEIFFER', bottleneck: 8, train_layer_norm: true },
  { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 20 },
  { peft_type: 'PREFIX_TUNING', num_virtual_tokens: 20 },
  { peft_type: 'P_TUNING', num_virtual_tokens: 20 },
  { peft_type: 'LORA', r: 8 },
  { peft_type: 'LORA', r: 8, target_modules: 'all-linear', bias: 'all' },
  { peft_type: 'LORA', r: 3, target_modules: 'all-linear', use_dora: true, bias: 'lora_only' },
  {
    peft_type: 'LORA',
    r: 8,
    target_modules: ['q_proj', 'v_proj'],
    modules_to_save: ['lm_head', 'embed_tokens'],
  },
  { peft_type: 'ADALORA', init_r: 12, target_r: 8 },
  { peft_type: 'IA3' },
  { peft_type: 'LN_TUNING' },
  { peft_type: 'LN_TUNING', target_modules: ['input_layernorm', 'ln_1', 'norm'] },
  { peft_type: 'LOHA', r: 4 },
  { peft_type: 'VERA', r: 64, target_modules: 'all-linear' },
];

interface Answer {
  error: string | null;
  count?: unknown;
  file?: unknown;
  memory?: unknown;
  flops?: unknown;
  map?: unknown;
}

function answer(model: Model, peft: unknown): Answer {
  try {
    const plan: MethodPlan = openMethod(model, peft);
    const options = { ...DEFAULT_OPTIONS, optimizer: 'adamw8bit' as const };
    return {
      error: null,
      count: { ...countPlan(plan), total: modelParameters(model), unmatched: plan.unmatched },
      file: planFile(plan),
      memory: planMemory(model, plan, options),
      flops: planFlops(model, plan, { tokens: 1000, sequence: 128, checkpointing: true }),
      map: mapPlan(model, plan),
    };
  } catch (error) {
    if (!(error instanceof CostError)) throw error;
    return { error: error.message };
  }
}

describe('equal modules listed once', () => {
  it.each(models.map(({ id }) => [id]))('%s: the same numbers as one by one', (id) => {
    const { config } = findModel(id);
    for (const peft of METHODS) {
      expect(treatsAlike(peft)).toBe(true);
      const whole = openModel(config, readTask(peft));
      const [one, all] = [answer(groupModules(whole), peft), answer(whole, peft)];
      const label = `${id} ${JSON.stringify(peft)}`;
      expect(one.error === null, label).toBe(all.error === null);
      if (one.error !== null) continue;
      expect(one.count, label).toEqual(all.count);
      expect(one.file, label).toEqual(all.file);
      expect(one.map, label).toEqual(all.map);
      // Shares of experts are fractions: their sum and their product differ by rounding.
      for (const part of ['memory', 'flops'] as const) {
        for (const [name, value] of Object.entries(all[part] as Record<string, number>)) {
          const other = (one[part] as Record<string, number>)[name]!;
          expect(Math.abs(other - value), `${label} ${name}`).toBeLessThanOrEqual(value * 1e-12);
        }
      }
    }
  });

  it('asks for all modules where a config may single one out', () => {
    const lora = { peft_type: 'LORA' };
    expect(treatsAlike({ ...lora, target_modules: ['q_proj', 'fc1', 'wi_0', 'self_attn.v_proj'] })).toBe(
      true,
    );
    expect(treatsAlike({ ...lora, rank_pattern: {} })).toBe(true);
    expect(treatsAlike({ ...lora, target_modules: ['layers.0.self_attn.q_proj'] })).toBe(false);
    expect(treatsAlike({ ...lora, target_modules: '.*[02468]\\.q_proj' })).toBe(false);
    expect(treatsAlike({ ...lora, exclude_modules: ['0'] })).toBe(false);
    expect(treatsAlike({ ...lora, layers_to_transform: [0, 1] })).toBe(false);
    expect(treatsAlike({ ...lora, rank_pattern: { q_proj: 4 } })).toBe(false);
    expect(treatsAlike({ ...lora, modules_to_save: ['layers.3'] })).toBe(false);
  });
});

describe('what one calculation visits', () => {
  it.each(models.map(({ id }) => [id]))('%s: no more than 60 modules and 8 tensors of each', (id) => {
    const { config } = findModel(id);
    const { model, plan } = open(config, {
      peft_type: 'LORA',
      target_modules: 'all-linear',
      use_dora: true,
    });
    expect(model.modules.length).toBeLessThanOrEqual(60);
    expect(plan.tensors.length).toBeLessThanOrEqual(8 * 60);
    const weights = model.modules.reduce((sum, module) => sum + weightSize(module), 0);
    expect(weights).toBeGreaterThan(0);
    expect(blockCount(model)).toBeLessThanOrEqual(150);
  });
  it('lists the 45,000 modules of DeepSeek-V3 as 24, and knows how many they are', () => {
    const { model, plan } = open(findModel('deepseek-ai/DeepSeek-V3').config, {
      peft_type: 'LORA',
      target_modules: 'all-linear',
    });
    expect(model.modules.length).toBeLessThanOrEqual(24);
    expect(plan.tensors.reduce((sum, tensor) => sum + copiesOfTensor(tensor).count, 0)).toBeGreaterThan(
      89_000,
    );
  });
});
