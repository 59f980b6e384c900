/**
 * @file Files of the kinds that readers bring, each with what Transformers 5.23 and PEFT 0.21.2 answer on the
 * meta device: fields that PEFT overwrites, variants of LoRA, tied weights, old class names, cross-attention.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adapterFileBytes, parameterReport, totalParameters } from './counts.ts';
import { findModel } from './gallery/index.ts';
import { parsePythonJson } from './python-json.ts';

const PLACE = new URL('cases/', import.meta.url);
const read = (file: string): Record<string, unknown> =>
  parsePythonJson(readFileSync(new URL(file, PLACE), 'utf8')) as Record<string, unknown>;

const TOTALS: Readonly<Record<string, number>> = {
  'cfg_bert_decoder_cross_attention.json': 137_881_146,
  'cfg_flux_T5EncoderModel.json': 4_762_310_656,
  'cfg_gpt2_2019_no_model_type.json': 102_068_736,
  'cfg_gpt2_cross_attention.json': 152_806_656,
  'cfg_qwen3-32b_fp8_quantized.json': 32_762_123_264,
  'cfg_t5small_T5WithLMHeadModel.json': 60_506_624,
};

/** On which model, and trainable, base and file bytes. */
const ADAPTERS: Readonly<Record<string, [string, number, number, number]>> = {
  'peft_ensure_weight_tying_lm_head__qwen2.5-0.5b.json': [
    'Qwen/Qwen2.5-0.5B',
    136_675_328,
    494_032_768,
    546_714_016,
  ],
  'peft_ensure_weight_tying_target__qwen2.5-0.5b.json': [
    'Qwen/Qwen2.5-0.5B',
    2_985_984,
    494_032_768,
    11_957_136,
  ],
  'peft_lora_kasa__llama3.2-3b.json': ['meta-llama/Llama-3.2-3B', 9_176_832, 3_212_749_824, 36_729_384],
  'peft_lora_mica__llama3.2-3b.json': ['meta-llama/Llama-3.2-3B', 5_505_024, 3_212_749_824, 36_715_216],
  'peft_python_regex_Z__llama3.1-8b.json': ['meta-llama/Llama-3.1-8B', 3_407_872, 8_030_261_248, 13_648_432],
  'peft_python_regex_flag__llama3.1-8b.json': [
    'meta-llama/Llama-3.1-8B',
    3_407_872,
    8_030_261_248,
    13_648_432,
  ],
  'peft_seqcls__gemma3-4b.json': ['google/gemma-3-4b-pt', 3_228_672, 4_300_084_592, 12_941_152],
  'peft_tokencls__tinyllama.json': [
    'TinyLlama/TinyLlama-1.1B-Chat-v1.0',
    1_130_498,
    1_034_516_482,
    4_525_540,
  ],
};

describe('files of the kinds that readers bring', () => {
  it('are all here', () => {
    expect(readdirSync(PLACE).sort()).toEqual([...Object.keys(TOTALS), ...Object.keys(ADAPTERS)].sort());
  });

  for (const [file, total] of Object.entries(TOTALS)) {
    it(`${file} has ${total} parameters`, () => {
      expect(totalParameters(read(file))).toBe(total);
    });
  }

  for (const [file, [id, trainable, base, bytes]] of Object.entries(ADAPTERS)) {
    it(`${file} trains ${trainable} and writes ${bytes} bytes`, () => {
      const { config } = findModel(id);
      const report = parameterReport(config, read(file));
      expect([report.trainable, report.base, adapterFileBytes(config, read(file))]).toEqual([
        trainable,
        base,
        bytes,
      ]);
    });
  }

  it('prefixes take the width of the keys, whatever token_dim the authors left', () => {
    const llama = findModel('meta-llama/Llama-2-70b-hf').config;
    const prefix = { peft_type: 'PREFIX_TUNING', num_virtual_tokens: 20, task_type: 'CAUSAL_LM' };
    const right = 20 * 80 * 2 * 8 * 128;
    expect(parameterReport(llama, prefix).trainable).toBe(right);
    expect(parameterReport(llama, { ...prefix, token_dim: 8192 }).trainable).toBe(right);
    // As PEFT itself writes the config that it has rewritten.
    expect(parameterReport(llama, { ...prefix, token_dim: 1024, num_attention_heads: 8 }).trainable).toBe(
      right,
    );
    const gpt2 = findModel('openai-community/gpt2').config;
    expect(parameterReport(gpt2, { ...prefix, token_dim: 100 }).trainable).toBe(20 * 12 * 2 * 100);
  });

  it('key-value heads that a config leaves out are those of the class', () => {
    const { num_key_value_heads: _left, ...mistral } = findModel('mistralai/Mistral-7B-v0.1').config;
    expect(totalParameters(mistral)).toBe(7_241_732_096);
    // Said to be null, they are as many as the heads.
    expect(totalParameters({ ...mistral, num_key_value_heads: null })).toBe(8_047_038_464);
  });
});
