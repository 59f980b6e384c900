/**
 * @file What PEFT adapts where `target_modules` is not given, by `model_type`
 * (huggingface/peft@5d602fdb, src/peft/utils/constants.py).
 */
type Defaults = Readonly<Record<string, readonly string[]>>;

const QUERY_VALUE = ['q_proj', 'v_proj'];
const FUSED = ['query_key_value'];

export const LORA_TARGETS: Defaults = {
  t5: ['q', 'v'],
  mt5: ['q', 'v'],
  gpt2: ['c_attn'],
  bloom: FUSED,
  opt: QUERY_VALUE,
  gpt_neox: FUSED,
  bert: ['query', 'value'],
  roberta: ['query', 'value'],
  'xlm-roberta': ['query', 'value'],
  'deberta-v2': ['query_proj', 'value_proj'],
  llama: QUERY_VALUE,
  RefinedWebModel: FUSED,
  RefinedWeb: FUSED,
  falcon: FUSED,
  mistral: QUERY_VALUE,
  mixtral: QUERY_VALUE,
  gemma: QUERY_VALUE,
  gemma2: QUERY_VALUE,
  gemma3_text: QUERY_VALUE,
  qwen2: QUERY_VALUE,
  qwen3: QUERY_VALUE,
  bart: QUERY_VALUE,
  chatglm: FUSED,
  phi: ['q_proj', 'v_proj', 'fc1', 'fc2'],
};

/** VeRA's list is LoRA's but for Phi. */
export const VERA_TARGETS: Defaults = { ...LORA_TARGETS, phi: QUERY_VALUE };

export const ADALORA_TARGETS: Defaults = {
  bart: ['q_proj', 'k_proj', 'v_proj', 'out_proj', 'fc1', 'fc2'],
  t5: ['q', 'k', 'v', 'o', 'wi', 'wo'],
  mt5: ['q', 'k', 'v', 'o', 'wi_0', 'wi_1', 'wo'],
  gpt2: ['c_attn'],
  bloom: FUSED,
  opt: ['q_proj', 'k_proj', 'v_proj', 'out_proj', 'fc1', 'fc2'],
  gpt_neox: FUSED,
  llama: QUERY_VALUE,
  bert: ['query', 'value'],
  roberta: ['query', 'key', 'value', 'dense'],
  'deberta-v2': ['query_proj', 'key_proj', 'value_proj', 'dense'],
  gemma: QUERY_VALUE,
  gemma2: QUERY_VALUE,
  gemma3_text: QUERY_VALUE,
  qwen2: QUERY_VALUE,
  qwen3: QUERY_VALUE,
};

export const IA3_TARGETS: Defaults = {
  bart: ['q_proj', 'v_proj', 'fc2'],
  phi: ['q_proj', 'v_proj', 'fc2'],
  t5: ['k', 'v', 'wo'],
  mt5: ['k', 'v', 'wi_1'],
  gpt2: ['c_attn', 'mlp.c_proj'],
  bloom: ['query_key_value', 'mlp.dense_4h_to_h'],
  roberta: ['key', 'value', 'output.dense'],
  opt: ['q_proj', 'k_proj', 'fc2'],
  gpt_neox: ['query_key_value', 'dense_4h_to_h'],
  llama: ['k_proj', 'v_proj', 'down_proj'],
  mistral: ['k_proj', 'v_proj', 'down_proj'],
  mixtral: ['k_proj', 'v_proj', 'w2'],
  bert: ['key', 'value', 'output.dense'],
  'deberta-v2': ['key_proj', 'value_proj', 'output.dense'],
  RefinedWebModel: ['query_key_value', 'dense_4h_to_h'],
  RefinedWeb: ['query_key_value', 'dense_4h_to_h'],
  falcon: ['query_key_value', 'dense_4h_to_h'],
  gemma: ['q_proj', 'v_proj', 'down_proj'],
  gemma2: ['q_proj', 'v_proj', 'down_proj'],
  gemma3_text: ['q_proj', 'v_proj', 'down_proj'],
  qwen2: ['q_proj', 'v_proj', 'down_proj'],
  qwen3: ['q_proj', 'v_proj', 'down_proj'],
};

export const IA3_FEED_FORWARD: Defaults = {
  bart: ['fc2'],
  phi: ['fc2'],
  t5: ['wo'],
  mt5: [],
  gpt2: ['mlp.c_proj'],
  bloom: ['mlp.dense_4h_to_h'],
  roberta: ['output.dense'],
  opt: ['fc2'],
  gpt_neox: ['dense_4h_to_h'],
  llama: ['down_proj'],
  mistral: ['down_proj'],
  mixtral: ['w2'],
  bert: ['output.dense'],
  'deberta-v2': ['output.dense'],
  RefinedWebModel: ['dense_4h_to_h'],
  RefinedWeb: ['dense_4h_to_h'],
  falcon: ['dense_4h_to_h'],
  gemma: ['down_proj'],
  gemma2: ['down_proj'],
  gemma3_text: ['down_proj'],
  qwen2: ['down_proj'],
  qwen3: ['down_proj'],
};

export const LN_TARGETS: Defaults = {
  bart: ['self_attn_layer_norm', 'encoder_attn_layer_norm', 'final_layer_norm'],
  phi: ['input_layernorm', 'final_layernorm'],
  llama: ['input_layernorm', 'post_attention_layernorm', 'norm'],
  bloom: ['input_layernorm', 'post_attention_layernorm', 'ln_f'],
  t5: ['layer_norm', 'final_layer_norm'],
  mt5: ['layer_norm', 'final_layer_norm'],
  gpt2: ['ln_1', 'ln_2', 'ln_f'],
  falcon: ['input_layernorm', 'post_attention_layernorm', 'ln_f'],
  mistral: ['input_layernorm', 'post_attention_layernorm', 'norm'],
  gemma: ['input_layernorm', 'post_attention_layernorm', 'norm'],
  gemma2: [
    'input_layernorm',
    'post_attention_layernorm',
    'pre_feedforward_layernorm',
    'post_feedforward_layernorm',
    'norm',
  ],
  gemma3_text: [
    'input_layernorm',
    'post_attention_layernorm',
    'pre_feedforward_layernorm',
    'post_feedforward_layernorm',
    'norm',
  ],
  qwen2: ['post_attention_layernorm'],
  qwen3: ['post_attention_layernorm'],
};
