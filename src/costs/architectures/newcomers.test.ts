/**
 * @file Architectures that came with the gallery's latest models, or without one there: totals of published shapes, from model cards and from what
 * Transformers 5.23 makes of the classes' own defaults on the meta device.
 */
import { describe, expect, it } from 'vitest';
import { parameterReport, totalParameters } from '../counts.ts';
import { CostError } from '../error.ts';
import { findModel } from '../gallery/index.ts';
import known from '../oracle/config-fields.json';
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
};

describe('architectures of today', () => {
  for (const [type, total] of Object.entries(DEFAULTS)) {
    it(`${type} has ${total} parameters at its defaults`, () => {
      expect(totalParameters({ ...classes[type], model_type: type })).toBe(total);
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
