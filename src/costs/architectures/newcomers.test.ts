/**
 * @file Architectures that came with the gallery's latest models, or without one there: totals of published shapes, from model cards and from what
 * Transformers 5.23 makes of the classes' own defaults on the meta device.
 */
import { describe, expect, it } from 'vitest';
import { parameterReport, totalParameters } from '../counts.ts';
import { CostError } from '../error.ts';
import { findModel } from '../gallery/index.ts';
import known from '../oracle/config-fields.json';
import shapes from '../oracle/shapes.json';
import { openModel } from './index.ts';

const classes: Record<string, Record<string, unknown>> = known.models;

/** Parameters of a class at its defaults, as Transformers counts them. */
const DEFAULTS: Readonly<Record<string, number>> = {
  phi: 1_418_270_720,
  olmo3: 6_888_624_128,
  ministral3: 8_489_553_920,
  internlm3: 8_804_241_408,
  glm4: 9_400_279_040,
  glm4_moe: 103_481_200_640,
  smollm3: 3_075_098_624,
  granite: 6_738_415_616,
  gpt_oss: 116_829_156_672,
  minimax_m2: 228_689_748_992,
  qwen3_5_text: 8_953_803_264,
  qwen3_5_moe_text: 34_660_610_688,
  llama4_text: 107_769_861_120,
  distilbert: 66_362_880,
  deepseek_v32: 671_877_929_216,
  glm_moe_dsa: 743_911_199_232,
  qwen3_next: 79_674_391_296,
  gemma4_text: 5_077_177_856,
  deepseek_v4: 284_325_869_015,
};

/** Parameters of other shapes of a class, as Transformers 5.23 counts them on the meta device (2026-11-29). */
const SHAPES: Readonly<Record<keyof typeof shapes, number>> = {
  'google/gemma-4-E2B': 4_628_569_344,
  'google/gemma-4-E4B': 7_463_013_376,
  'google/gemma-4-26B-A4B': 25_233_141_760,
  'google/gemma-4-31B': 30_697_345_280,
  'Gemma 4 as Transformers writes it': 670_607_776,
  'DeepSeek-V4 as DeepSeek writes it': 33_983_758_163,
  'DeepSeek-V4 with rates of its own': 2_361_411,
};

describe('architectures of today', () => {
  for (const [type, total] of Object.entries(DEFAULTS)) {
    it(`${type} has ${total} parameters at its defaults`, () => {
      expect(totalParameters({ ...classes[type], model_type: type })).toBe(total);
    });
  }

  for (const [name, total] of Object.entries(SHAPES)) {
    it(`${name} has ${total} parameters`, () => {
      expect(totalParameters(shapes[name as keyof typeof shapes])).toBe(total);
    });
  }

  it('have the totals that their authors publish', () => {
    const bart = { ...classes.bart, model_type: 'bart' };
    expect(totalParameters(bart)).toBe(406_291_456);
    // 20.9 and 116.8 billion (arXiv 2508.10925, table 1).
    expect(totalParameters(findModel('openai/gpt-oss-20b').config)).toBe(20_914_757_184);
    expect(totalParameters(findModel('openai/gpt-oss-120b').config)).toBe(116_829_156_672);
    expect(totalParameters(findModel('HuggingFaceTB/SmolLM3-3B').config)).toBe(3_075_098_624);
    const minicpm = {
      ...{ model_type: 'minicpm', hidden_size: 2304, intermediate_size: 5760, num_hidden_layers: 40 },
      ...{ num_attention_heads: 36, num_key_value_heads: 36, vocab_size: 122_753 },
    };
    // 2.4 billion without the embedding (arXiv 2404.06395).
    expect(totalParameters(minicpm) - 122_753 * 2304).toBe(2_442_057_984);
    const glm = {
      ...{
        model_type: 'chatglm',
        hidden_size: 4096,
        ffn_hidden_size: 13_696,
        num_layers: 28,
        kv_channels: 128,
      },
      ...{ num_attention_heads: 32, multi_query_attention: true, multi_query_group_num: 2 },
      ...{ padded_vocab_size: 65_024, add_qkv_bias: true, add_bias_linear: false },
    };
    expect(totalParameters(glm)).toBe(6_243_584_000);
    const glm4 = { ...glm, num_layers: 40, padded_vocab_size: 151_552 };
    expect(totalParameters(glm4)).toBe(9_399_951_360);
    const kimi = { ...findModel('deepseek-ai/DeepSeek-V3').config, model_type: 'kimi_k2' };
    // Kimi K2: 64 heads, 384 experts, one dense block: "1T parameters".
    const k2 = {
      ...kimi,
      num_attention_heads: 64,
      n_routed_experts: 384,
      first_k_dense_replace: 1,
      vocab_size: 163_840,
    };
    expect(totalParameters(k2) / 1e12).toBeCloseTo(1.03, 2);
    // DeepSeek-V4-Flash is the default of its class: 284 billion.
    expect(Math.round(DEFAULTS.deepseek_v4! / 1e9)).toBe(284);
    // Gemma 4 E2B has 2 billion "effective" parameters, its embeddings by block aside.
    expect((SHAPES['google/gemma-4-E2B'] - 262_144 * 35 * 256) / 1e9).toBeCloseTo(2.28, 2);
    const internlm = {
      ...{ model_type: 'internlm', architectures: ['InternLMForCausalLM'], bias: true },
      ...{ hidden_size: 4096, intermediate_size: 11_008, num_hidden_layers: 32, num_attention_heads: 32 },
      vocab_size: 103_168,
    };
    expect(totalParameters(internlm)).toBe(7_321_948_160);
    const { bias: _bias, ...unstated } = internlm;
    expect(totalParameters(unstated)).toBe(7_321_948_160);
    const internlm2 = {
      ...{ model_type: 'internlm2', architectures: ['InternLM2ForCausalLM'], bias: false },
      ...{ hidden_size: 4096, intermediate_size: 14_336, num_hidden_layers: 32, num_attention_heads: 32 },
      ...{ num_key_value_heads: 8, vocab_size: 92_544 },
    };
    // "7.74B params" on its page.
    expect(totalParameters(internlm2)).toBe(7_737_708_544);
    const wqkv = { peft_type: 'LORA', r: 8, target_modules: ['wqkv'] };
    expect(parameterReport(internlm2, wqkv).trainable).toBe(32 * 8 * (4096 + 6144));
  });

  it('are counted by their language model where they also see', () => {
    const { architectures: _class, ...qwen } = findModel('Qwen/Qwen2.5-7B').config;
    const flat = { ...qwen, model_type: 'qwen2_5_vl', vision_config: { depth: 32 } };
    const nested = {
      model_type: 'qwen2_5_vl',
      vision_config: {},
      text_config: { ...qwen, model_type: 'qwen2_5_vl_text' },
    };
    for (const config of [flat, nested]) {
      expect(totalParameters(config)).toBe(totalParameters(qwen));
      expect(openModel(config).isTextPart).toBe(true);
      expect(parameterReport(config, { peft_type: 'LORA', r: 8 }).trainable).toBe(
        parameterReport(qwen, { peft_type: 'LORA', r: 8 }).trainable,
      );
    }
    // LLaVA 1.5 leaves the sizes of its Vicuna to the class.
    const llava = {
      architectures: ['LlavaForConditionalGeneration'],
      model_type: 'llava',
      text_config: { _name_or_path: 'lmsys/vicuna-7b-v1.5', model_type: 'llama', vocab_size: 32_064 },
      vision_config: { model_type: 'clip_vision_model' },
    };
    expect(totalParameters(llava)).toBe(6_738_939_904);
  });

  it('are counted by their language model: Gemma 4, Qwen3-VL', () => {
    const wholes = [
      [{ ...shapes['google/gemma-4-E2B'] }, 'gemma4', 'gemma4_text', 'Gemma4ForConditionalGeneration'],
      [findModel('Qwen/Qwen3-0.6B').config, 'qwen3_vl', 'qwen3_vl_text', 'Qwen3VLForConditionalGeneration'],
      [
        findModel('Qwen/Qwen3-30B-A3B').config,
        ...['qwen3_vl_moe', 'qwen3_vl_moe_text', 'Qwen3VLMoeForConditionalGeneration'],
      ],
    ] as const;
    for (const [text, type, textType, name] of wholes) {
      const whole = {
        ...{ architectures: [name], model_type: type, vision_config: { hidden_size: 768 } },
        text_config: { ...text, model_type: textType },
      };
      expect(totalParameters(whole)).toBe(totalParameters(text));
      const model = openModel(whole);
      expect(model.isTextPart).toBe(true);
      expect(model.modules[0]!.name).toBe('model.language_model.embed_tokens');
    }
  });

  it('are refused by name where a field says what no class has', () => {
    const gemma = shapes['google/gemma-4-E2B'];
    const { layer_types: types } = gemma;
    const deepseek = shapes['DeepSeek-V4 as DeepSeek writes it'];
    // The class makes the last block a full one.
    const sliding = { ...gemma, layer_types: types.with(-1, 'sliding_attention') };
    expect(totalParameters(sliding)).toBe(totalParameters(gemma));
    const odd: readonly [string, object][] = [
      ['layer_types', { ...gemma, layer_types: types.slice(1) }],
      ['layer_types', { ...gemma, layer_types: types.with(0, 'chunked_attention') }],
      ['num_kv_shared_layers', { ...gemma, num_kv_shared_layers: 32 }],
      ['per_layer_config', { ...gemma, per_layer_config: { '3': { intermediate_size: 8 } } }],
      ['per_layer_config', { ...gemma, per_layer_config: { '35': { head_dim: 8 } } }],
      ['compress_ratios', { ...deepseek, compress_ratios: [0, 0, 4, 64, 4] }],
      ['compress_ratios', { ...deepseek, compress_ratios: [0, 0, 4] }],
      ['layer_types', { ...deepseek, layer_types: Array(5).fill('full_attention') }],
    ];
    for (const [field, config] of odd) {
      expect(() => openModel(config), field).toThrow(CostError);
      expect(() => openModel(config), field).toThrow(new RegExp(`^${field} `));
    }
  });

  it('refuse names that PEFT would turn into tensors of experts', () => {
    const config = { ...classes.minimax_m2, model_type: 'minimax_m2', num_hidden_layers: 2 };
    const ask = (target_modules: unknown): unknown =>
      parameterReport(config, { peft_type: 'LORA', target_modules });
    for (const targets of ['all-linear', ['q_proj', 'down_proj'], '.*mlp.*']) {
      expect(() => ask(targets)).toThrow(CostError);
    }
    expect(() => ask(['q_proj', 'v_proj'])).not.toThrow();
  });
});
