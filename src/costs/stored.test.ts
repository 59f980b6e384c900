/** @file Quantised checkpoints: what each layout holds, counted by hand on one matrix and on whole files. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openModel } from './architectures/index.ts';
import { totalParameters } from './counts.ts';
import { CostError } from './error.ts';
import { findModel } from './gallery/index.ts';
import { trainingMemory } from './memory.ts';
import shapes from './oracle/shapes.json';
import { checkpointBytes, storageForTasks } from './storage.ts';
import { storedBytes } from './stored.ts';

const QWEN = findModel('Qwen/Qwen3-32B').config;
const LORA = { peft_type: 'LORA', r: 8, target_modules: ['q_proj'] };

const quantised = (quantization_config: Record<string, unknown>): Record<string, unknown> => ({
  ...QWEN,
  quantization_config,
});

/** Bytes of the first block's up projection, 25,600 outputs of 5,120 inputs. */
function upBytes(quantization_config: Record<string, unknown>): number | null {
  const model = openModel(quantised(quantization_config));
  return storedBytes(model, model.modules.find(({ name }) => name.endsWith('layers.0.mlp.up_proj'))!);
}

const SIZE = 25_600 * 5_120;
const nvfp4 = { config_groups: { group_0: { weights: { num_bits: 4, type: 'float', group_size: 16 } } } };
const w4a16 = { num_bits: 4, type: 'int', strategy: 'group', group_size: 128, symmetric: true };

describe('a quantised checkpoint', () => {
  const layouts: [string, Record<string, unknown>, number][] = [
    ['fp8 in blocks', { quant_method: 'fp8', weight_block_size: [128, 128] }, SIZE + 4 * 200 * 40],
    ['fp8 whole', { quant_method: 'fp8' }, SIZE + 4],
    ['int8', { quant_method: 'bitsandbytes', load_in_8bit: true }, SIZE + 4 * 25_600],
    ['nf4', { load_in_4bit: true, bnb_4bit_quant_type: 'nf4' }, SIZE / 2 + (4 * SIZE) / 64],
    [
      'nf4, constants too',
      { quant_method: 'bitsandbytes', load_in_4bit: true, bnb_4bit_use_double_quant: true },
      SIZE / 2 + SIZE / 64 + (4 * SIZE) / 64 / 256,
    ],
    // Packed weights, 16-bit scales, packed zeros, the group of each input.
    [
      'gptq',
      { quant_method: 'gptq', bits: 4, group_size: 128 },
      SIZE / 2 + 2 * 40 * 25_600 + (40 * 25_600) / 2 + 4 * 5_120,
    ],
    [
      'awq',
      { quant_method: 'awq', bits: 4, group_size: 128 },
      SIZE / 2 + 2 * 40 * 25_600 + (40 * 25_600) / 2,
    ],
    ['nvfp4', { quant_method: 'compressed-tensors', ...nvfp4 }, SIZE / 2 + SIZE / 16 + 8],
    ['nvfp4 of NVIDIA', { quant_method: 'modelopt', quant_algo: 'NVFP4' }, SIZE / 2 + SIZE / 16 + 8],
    [
      'int4 with 16-bit inputs',
      { quant_method: 'compressed-tensors', config_groups: { group_0: { weights: w4a16 } } },
      SIZE / 2 + 16 + 2 * 40 * 25_600,
    ],
  ];
  for (const [name, fields, bytes] of layouts) {
    it(`holds a matrix as its layout says: ${name}`, () => {
      expect(upBytes(fields)).toBe(bytes);
    });
  }

  it('may hold experts in fewer bits than the rest', () => {
    const base = shapes['DeepSeek-V4 as DeepSeek writes it'];
    const quantization_config = { quant_method: 'fp8', weight_block_size: [128, 128], scale_fmt: 'ue8m0' };
    const model = openModel({ ...base, expert_dtype: 'fp4', quantization_config });
    const bytesOf = (end: string): number | null =>
      storedBytes(model, model.modules.find(({ name }) => name.endsWith(end))!);
    const experts = 256 * 4096 * 4096;
    expect(bytesOf('mlp.experts.gate_up_proj')).toBe(experts / 2 + experts / 32);
    expect(bytesOf('self_attn.q_a_proj')).toBe(4096 * 1024 + 32 * 8);
    expect(() => openModel({ ...base, expert_dtype: 'fp2', quantization_config })).toThrow(/expert_dtype/);
  });

  it('has the parameters of the model, and about half the bytes in fp8', () => {
    const text = readFileSync(new URL('cases/cfg_qwen3-32b_fp8_quantized.json', import.meta.url), 'utf8');
    const config = JSON.parse(text) as Record<string, unknown>;
    expect(totalParameters(config)).toBe(totalParameters(QWEN));
    // Embedding and head stay in 16 bit: 2 x 151,936 x 5,120 x 2 bytes.
    expect(checkpointBytes(config)).toBeGreaterThan(totalParameters(QWEN) + 2 * 151_936 * 5_120);
    expect(checkpointBytes(config) / checkpointBytes(QWEN)).toBeLessThan(0.53);
    expect(trainingMemory(config, LORA).weights).toBe(checkpointBytes(config));
    expect(storageForTasks(config, LORA, 1).base).toBe(checkpointBytes(config));
  });

  it('leaves what it names as it is', () => {
    const fp8 = { quant_method: 'fp8', weight_block_size: [128, 128] };
    expect(upBytes({ ...fp8, modules_to_not_convert: ['mlp'] })).toBeNull();
    expect(upBytes({ ...fp8, modules_to_not_convert: ['model.layers.0.mlp.up_proj'] })).toBeNull();
    expect(upBytes({ ...fp8, modules_to_not_convert: ['lm_head', 'model.layers.1'] })).not.toBeNull();
    const packed = { quant_method: 'compressed-tensors', ...nvfp4 };
    expect(upBytes({ ...packed, ignore: ['re:.*up_proj$'] })).toBeNull();
    expect(upBytes({ ...packed, ignore: ['model.layers.*.mlp*'] })).toBeNull();
  });

  it('cannot be trained in place, and its layout must be known', () => {
    const ask = (config: unknown, peft: unknown): CostError => {
      try {
        trainingMemory(config, peft);
      } catch (error) {
        if (error instanceof CostError) return error;
      }
      throw new Error('it passed');
    };
    const config = quantised({ quant_method: 'gptq', bits: 4 });
    expect(ask(config, { peft_type: 'FULL' })).toMatchObject({
      code: 'contradiction',
      field: 'quantization_config',
    });
    expect(ask(quantised({ quant_method: 'vptq' }), LORA)).toMatchObject({ code: 'unsupportedField' });
    expect(() => trainingMemory(config, { peft_type: 'LN_TUNING' })).not.toThrow();
  });
});
