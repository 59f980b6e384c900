/**
 * @file Fields of Transformers' config classes that no count follows from. What an architecture reads counts; a
 * field that is neither read nor listed here fails `fields.test.ts`, which walks the classes of Transformers 5.23.
 * A field that is in no class changes nothing: the model classes do not read it.
 */
import { CostError, show } from '../error.ts';
import type { Source } from '../read.ts';

/** How a model computes, what it was trained with, which tokens are special. */
export const FREE_FIELDS: ReadonlySet<string> = new Set([
  // Of every config.
  ...['_name_or_path', 'chunk_size_feed_forward', 'is_encoder_decoder', 'label2id', 'output_attentions'],
  ...[
    'output_hidden_states',
    'problem_type',
    'return_dict',
    'initializer_range',
    'initializer_factor',
    'init_std',
  ],
  ...['use_cache', 'bos_token_id', 'eos_token_id', 'pad_token_id', 'decoder_start_token_id'],
  // Functions, constants and random dropping.
  ...[
    'activation',
    'activation_function',
    'hidden_act',
    'hidden_activation',
    'dense_act_fn',
    'pooler_hidden_act',
  ],
  ...[
    'rms_norm_eps',
    'layer_norm_eps',
    'layer_norm_epsilon',
    'attention_dropout',
    'hidden_dropout',
    'dropout',
  ],
  ...['attn_pdrop', 'embd_pdrop', 'resid_pdrop', 'layerdrop', 'dropout_rate', 'classifier_dropout'],
  ...['attention_probs_dropout_prob', 'hidden_dropout_prob', 'pooler_dropout', 'summary_first_dropout'],
  ...['attn_logit_softcapping', 'final_logit_softcapping', 'query_pre_attn_scalar', 'scale_attn_weights'],
  ...['scale_attn_by_inverse_layer_idx', 'reorder_and_upcast_attn', 'scale_decoder_outputs'],
  ...[
    'apply_residual_connection_post_layernorm',
    'use_parallel_residual',
    'slow_but_exact',
    'pretraining_tp',
  ],
  // Positions that are computed and not learned; which positions a layer sees.
  ...[
    'rope_parameters',
    'rope_interleave',
    'original_max_position_embeddings',
    'max_position_embeddings',
    'alibi',
  ],
  ...['relative_attention_max_distance', 'layer_types', 'max_window_layers', 'sliding_window'],
  ...['_sliding_window_pattern', 'use_sliding_window', 'use_bidirectional_attention'],
  // Which experts a token goes to; predictions of tokens after the next, which the class leaves out.
  ...['n_group', 'topk_group', 'norm_topk_prob', 'routed_scaling_factor', 'output_router_logits'],
  ...['router_aux_loss_coef', 'router_jitter_noise', 'num_nextn_predict_layers'],
  // Derived by the class from others, or of a class that stands nowhere here (GPT-2's double head).
  ...[
    'is_gated_act',
    'qk_head_dim',
    'summary_activation',
    'summary_proj_to_labels',
    'summary_type',
    'summary_use_proj',
  ],
  ...['is_decoder'],
  // BART, DistilBERT, Granite: more dropping and scaling; how many heads share the decoder's width.
  ...[
    'activation_dropout',
    'encoder_layerdrop',
    'decoder_layerdrop',
    'scale_embedding',
    'forced_eos_token_id',
  ],
  ...['qa_dropout', 'seq_classif_dropout', 'sinusoidal_pos_embds', 'decoder_attention_heads'],
  ...['embedding_multiplier', 'logits_scaling', 'residual_multiplier', 'attention_multiplier'],
  // SmolLM3, Llama 4, gpt-oss, the indexer: which layers turn positions, how scores and gates are scaled.
  ...['no_rope_layers', 'no_rope_layer_interval', 'attention_chunk_size', 'attn_scale', 'floor_scale'],
  ...['attn_temperature_tuning', 'use_qk_norm', 'swiglu_alpha', 'swiglu_limit', 'index_topk', 'mlp_bias'],
  // DeepSeek-V4: rotations, how experts are scored, which blocks choose them by the token, how streams are balanced.
  ...['rope_theta', 'compress_rope_theta', 'partial_rotary_factor', 'qk_rope_head_dim', 'scoring_func'],
  ...['mlp_layer_types', 'hc_sinkhorn_iters', 'hc_eps'],
]);

/** Fields that the class overwrites with something of its own, or never reads, whatever a config says. */
export const OVERWRITTEN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  deepseek_v3: ['head_dim'],
  deepseek_v32: ['head_dim'],
  glm_moe_dsa: ['head_dim'],
  deepseek_v4: ['n_shared_experts', 'attention_bias'],
};

/** Fields that change the count where they hold this, which is not covered. */
const REFUSED: Readonly<Record<string, (value: unknown) => boolean>> = {
  pruned_heads: (value) => typeof value === 'object' && value !== null && Object.keys(value).length > 0,
  legacy: (value) => value === false,
  // Layers that share another's indexer have none of their own.
  indexer_types: (value) => Array.isArray(value) && value.some((type) => type !== 'full'),
};

export const REFUSED_FIELDS = Object.keys(REFUSED);

/** Fields of one architecture alone. */
const ONLY_FOR: Readonly<Record<string, string>> = { legacy: 'deberta-v2' };

/** @throws CostError `unsupportedField` naming the field. */
export function checkConfigFields(source: Source, modelType: string): void {
  for (const [field, changes] of Object.entries(REFUSED)) {
    if (!changes(source.fields[field]) || (ONLY_FOR[field] ?? modelType) !== modelType) continue;
    throw new CostError(
      'unsupportedField',
      source.place,
      field,
      `${field} changes the model in a way that is not covered here: ${show(source.fields[field])}.`,
      { value: show(source.fields[field]) },
    );
  }
}
