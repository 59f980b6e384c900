/** @file Every slip gets one sentence that names the field; nothing becomes NaN. */
import { describe, expect, it } from 'vitest';
import { adapterFileBytes, totalParameters, trainableParameters } from './counts.ts';
import { CostError, type CostErrorCode } from './error.ts';
import { trainingFlops } from './flops.ts';
import { findModel } from './gallery/index.ts';
import { trainingMemory } from './memory.ts';
import { storageForTasks } from './storage.ts';

const LLAMA = findModel('meta-llama/Llama-3.2-3B').config;
const LORA = { peft_type: 'LORA', r: 8 };

function failure(run: () => unknown): CostError {
  try {
    run();
  } catch (error) {
    if (error instanceof CostError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function expectFailure(run: () => unknown, code: CostErrorCode, place: string, field: string): void {
  const error = failure(run);
  expect([error.code, error.place, error.field]).toEqual([code, place, field]);
  // One sentence, which names the field.
  expect(error.message).toMatch(/^[^\n]+\.$/);
  expect(error.message).toContain(field);
}

const without = (field: string): Record<string, unknown> => {
  const { [field]: _gone, ...rest } = LLAMA;
  return rest;
};

describe('a config that cannot be', () => {
  it('is no object', () => {
    for (const config of [null, [], 'llama', 7, undefined]) {
      expect(failure(() => totalParameters(config)).code).toBe('notAnObject');
    }
  });

  it('has an unknown architecture', () => {
    expectFailure(
      () => totalParameters({ ...LLAMA, model_type: 'mamba' }),
      'unknownArchitecture',
      'config',
      'model_type',
    );
    expectFailure(
      () => totalParameters({ ...LLAMA, model_type: 'toString' }),
      'unknownArchitecture',
      'config',
      'model_type',
    );
    const { architectures: _gone, ...unnamed } = without('model_type');
    expectFailure(() => totalParameters(unnamed), 'missingField', 'config', 'model_type');
    // A class name says it too.
    expect(totalParameters(without('model_type'))).toBe(totalParameters(LLAMA));
    expectFailure(() => totalParameters({ ...LLAMA, model_type: 7 }), 'wrongType', 'config', 'model_type');
  });

  it('lacks a field', () => {
    for (const field of [
      'hidden_size',
      'num_hidden_layers',
      'vocab_size',
      'intermediate_size',
      'num_attention_heads',
    ]) {
      expectFailure(() => totalParameters(without(field)), 'missingField', 'config', field);
    }
  });

  it('has an absurd number', () => {
    for (const field of ['hidden_size', 'num_hidden_layers', 'vocab_size', 'intermediate_size', 'head_dim']) {
      for (const value of [0, -1, 1.5, 1e12, Number.NaN, Number.POSITIVE_INFINITY]) {
        expectFailure(() => totalParameters({ ...LLAMA, [field]: value }), 'outOfRange', 'config', field);
      }
      for (const value of ['4096', true, [4096], {}]) {
        expectFailure(() => totalParameters({ ...LLAMA, [field]: value }), 'wrongType', 'config', field);
      }
    }
  });

  it('contradicts itself', () => {
    const heads = { ...without('head_dim'), num_attention_heads: 7, num_key_value_heads: 7 };
    expectFailure(() => totalParameters(heads), 'contradiction', 'config', 'num_attention_heads');
    expectFailure(
      () => totalParameters({ ...LLAMA, num_key_value_heads: 7 }),
      'contradiction',
      'config',
      'num_key_value_heads',
    );
    expectFailure(
      () => totalParameters({ ...LLAMA, architectures: ['GPT2LMHeadModel'] }),
      'contradiction',
      'config',
      'architectures',
    );
    expectFailure(
      () => totalParameters({ ...LLAMA, architectures: ['LlamaForMaskedLM'] }),
      'contradiction',
      'config',
      'architectures',
    );
    const gpt2 = { ...findModel('openai-community/gpt2').config, hidden_size: 1024 };
    expectFailure(() => totalParameters(gpt2), 'contradiction', 'config', 'hidden_size');
    const mixtral = { ...findModel('mistralai/Mixtral-8x7B-v0.1').config, num_experts_per_tok: 9 };
    expectFailure(() => totalParameters(mixtral), 'contradiction', 'config', 'num_experts_per_tok');
  });

  it('is larger than can be counted or listed', () => {
    const heads = { num_attention_heads: 8192, num_key_value_heads: 8192, head_dim: 262_144 };
    const wide = { ...LLAMA, ...heads, hidden_size: 262_144, num_hidden_layers: 1000 };
    expect(failure(() => totalParameters(wide)).code).toBe('outOfRange');
    const many = { ...findModel('Qwen/Qwen3-30B-A3B').config, num_experts: 1024, num_hidden_layers: 1000 };
    expectFailure(() => totalParameters(many), 'outOfRange', 'config', 'num_experts');
  });

  it('has flags and words of the wrong kind', () => {
    expectFailure(
      () => totalParameters({ ...LLAMA, tie_word_embeddings: 'yes' }),
      'wrongType',
      'config',
      'tie_word_embeddings',
    );
    expectFailure(
      () => totalParameters({ ...LLAMA, torch_dtype: 'int8' }),
      'unknownChoice',
      'config',
      'torch_dtype',
    );
    expectFailure(
      () => totalParameters({ ...LLAMA, architectures: 'LlamaForCausalLM' }),
      'wrongType',
      'config',
      'architectures',
    );
  });
});

describe('a PEFT config that cannot be', () => {
  const run = (peft: unknown) => () => trainableParameters(LLAMA, peft);

  it('names no method, or an unknown one', () => {
    expect(failure(run(null)).code).toBe('notAnObject');
    expectFailure(run({ r: 8 }), 'missingField', 'peft', 'peft_type');
    expectFailure(run({ peft_type: 'BOFT' }), 'unknownMethod', 'peft', 'peft_type');
    expectFailure(run({ peft_type: 'constructor' }), 'unknownMethod', 'peft', 'peft_type');
    expectFailure(run({ ...LORA, task_type: 'POETRY' }), 'unknownChoice', 'peft', 'task_type');
  });

  it('has an absurd rank', () => {
    for (const r of [0, -8, 1.5, 1e12, Number.NaN])
      expectFailure(run({ ...LORA, r }), 'outOfRange', 'peft', 'r');
    expectFailure(run({ ...LORA, r: '8' }), 'wrongType', 'peft', 'r');
    expectFailure(run({ ...LORA, rank_pattern: { q_proj: 0 } }), 'outOfRange', 'peft', 'rank_pattern');
    expectFailure(run({ ...LORA, rank_pattern: [1] }), 'wrongType', 'peft', 'rank_pattern');
  });

  it('names modules that are not there, or that cannot be adapted', () => {
    const unmatched = failure(run({ ...LORA, target_modules: ['query_key_value'] }));
    expect(unmatched.code).toBe('unmatchedTarget');
    expect(unmatched.values.choices).toContain('q_proj');
    expectFailure(
      run({ ...LORA, target_modules: 'no_such_.*' }),
      'unmatchedTarget',
      'peft',
      'target_modules',
    );
    expectFailure(
      run({ ...LORA, target_modules: ['self_attn'] }),
      'unsupportedTarget',
      'peft',
      'target_modules',
    );
    expectFailure(run({ ...LORA, target_modules: ['norm'] }), 'unsupportedTarget', 'peft', 'target_modules');
    expectFailure(run({ ...LORA, target_modules: '(' }), 'badPattern', 'peft', 'target_modules');
    expectFailure(run({ ...LORA, target_modules: [1] }), 'wrongType', 'peft', 'target_modules');
    expectFailure(run({ ...LORA, modules_to_save: ['score'] }), 'unmatchedTarget', 'peft', 'modules_to_save');
    expectFailure(
      run({ ...LORA, trainable_token_indices: [200_000] }),
      'outOfRange',
      'peft',
      'trainable_token_indices',
    );
  });

  it('needs target_modules where PEFT has no default', () => {
    const phi = findModel('microsoft/Phi-3-mini-4k-instruct').config;
    expectFailure(() => trainableParameters(phi, LORA), 'missingField', 'peft', 'target_modules');
  });

  it('contradicts itself', () => {
    expectFailure(
      run({ ...LORA, layers_to_transform: [0], target_modules: '.*q_proj' }),
      'contradiction',
      'peft',
      'layers_to_transform',
    );
    expectFailure(run({ ...LORA, layers_pattern: 'layers' }), 'contradiction', 'peft', 'layers_pattern');
    expectFailure(run({ peft_type: 'ADALORA', init_r: 4, target_r: 8 }), 'contradiction', 'peft', 'target_r');
    const ia3 = { peft_type: 'IA3', target_modules: ['k_proj'], feedforward_modules: ['down_proj'] };
    expectFailure(run(ia3), 'contradiction', 'peft', 'feedforward_modules');
    expectFailure(run({ peft_type: 'LAYERS' }), 'missingField', 'peft', 'layers');
    expectFailure(run({ peft_type: 'LAYERS', last: 1, layers: [0] }), 'contradiction', 'peft', 'layers');
    expectFailure(run({ peft_type: 'LAYERS', last: 29 }), 'outOfRange', 'peft', 'last');
  });

  it('holds fields that change the count and are not covered', () => {
    expectFailure(
      run({ ...LORA, layer_replication: [[0, 4]] }),
      'unsupportedField',
      'peft',
      'layer_replication',
    );
    expectFailure(
      run({ ...LORA, target_parameters: ['gate_up_proj'] }),
      'unsupportedField',
      'peft',
      'target_parameters',
    );
    expect(
      trainableParameters(LLAMA, { ...LORA, layer_replication: null, target_parameters: [] }),
    ).toBeGreaterThan(0);
  });

  it('trains a head that the model class does not have', () => {
    const body = { ...LLAMA, architectures: ['LlamaModel'] };
    expectFailure(
      () => trainableParameters(body, { peft_type: 'HEAD' }),
      'contradiction',
      'peft',
      'peft_type',
    );
  });
});

describe('options that cannot be', () => {
  const run =
    (options: Record<string, unknown>, peft: unknown = LORA) =>
    () =>
      trainingMemory(LLAMA, peft, options);

  it('have absurd numbers or unknown words', () => {
    for (const value of [0, -1, 1e12, Number.NaN]) {
      expectFailure(run({ batch: value }), 'outOfRange', 'options', 'batch');
      expectFailure(run({ sequence: value }), 'outOfRange', 'options', 'sequence');
      expectFailure(() => storageForTasks(LLAMA, LORA, value), 'outOfRange', 'options', 'tasks');
      expect(failure(() => trainingFlops(LLAMA, LORA, { tokens: value === 1e12 ? 1e18 : value })).field).toBe(
        'tokens',
      );
    }
    expectFailure(run({ precision: 'fp16' }), 'unknownChoice', 'options', 'precision');
    expectFailure(run({ optimizer: 'lion' }), 'unknownChoice', 'options', 'optimizer');
    expectFailure(run({ quantization: 'nf2' }), 'unknownChoice', 'options', 'quantization');
    expectFailure(run({ convention: 10 }), 'unknownChoice', 'options', 'convention');
    expectFailure(run({ checkpointing: 1 }), 'wrongType', 'options', 'checkpointing');
  });

  it('contradict the method or each other', () => {
    expectFailure(
      run({ quantization: 'nf4' }, { peft_type: 'FULL' }),
      'contradiction',
      'options',
      'quantization',
    );
    expectFailure(
      run({ quantization: 'int8' }, { peft_type: 'LAYERS', last: 1 }),
      'contradiction',
      'options',
      'quantization',
    );
    expectFailure(run({ precision: 'float32', convention: 8 }), 'contradiction', 'options', 'convention');
    expect(run({ quantization: 'nf4' })).not.toThrow();
    expect(run({ quantization: 'nf4' }, { peft_type: 'BITFIT' })).not.toThrow();
  });

  it('are not remembered as something else: NaN is no null', () => {
    expect(adapterFileBytes({ ...LLAMA, head_dim: null }, LORA)).toBeGreaterThan(0);
    expect(failure(() => adapterFileBytes({ ...LLAMA, head_dim: Number.NaN }, LORA)).field).toBe('head_dim');
  });
});
