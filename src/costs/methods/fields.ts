/**
 * @file The effect of each field of PEFT's config classes on a count. A field that is refused or
 * unknown is reported to the reader if it is not empty. `fields.test.ts` walks all fields of PEFT 0.21.2.
 */
import { CostError, show } from '../error.ts';
import type { Source } from '../read.ts';

interface FieldRules {
  /** Read by the method. */
  readonly counts: readonly string[];
  /** Scale, start, regularisation, bookkeeping: neither count nor file size follows from it. */
  readonly free: readonly string[];
  /** Changes what is trained or written in a way that is not covered. */
  readonly refused: readonly string[];
}

const EVERY: FieldRules = {
  counts: ['peft_type', 'task_type', 'modules_to_save'],
  free: ['auto_mapping', 'base_model_name_or_path', 'inference_mode', 'peft_version', 'revision'],
  refused: [],
};

const TARGETS = ['target_modules', 'exclude_modules'];
const LAYERS = ['layers_to_transform', 'layers_pattern'];

function rules(
  counts: readonly string[],
  free: readonly string[] = [],
  refused: readonly string[] = [],
): FieldRules {
  return { counts: [...EVERY.counts, ...counts], free: [...EVERY.free, ...free], refused };
}

/** Of LoRA: EVA's choice of ranks is written into rank_pattern, the other configs set how A and B begin. */
const LORA_FREE = [
  ...['lora_alpha', 'lora_dropout', 'fan_in_fan_out', 'use_rslora', 'alpha_pattern', 'megatron_core'],
  ...['loftq_config', 'eva_config', 'corda_config', 'lora_ga_config', 'qalora_group_size', 'runtime_config'],
];
const LORA_REFUSED = [
  ...['arrow_config', 'layer_replication', 'megatron_config', 'monteclora_config', 'target_parameters'],
  ...['use_bdlora', 'use_qalora', 'velora_config'],
];
const LORA_VARIANTS = ['use_dora', 'kasa_config', 'alora_invocation_tokens'];
const LORA_MORE = ['lora_bias', 'trainable_token_indices', 'ensure_weight_tying'];

const PROMPT = ['num_virtual_tokens', 'num_transformer_submodules', 'token_dim'];
const PROMPT_FREE = ['num_layers', 'num_attention_heads'];

export const PEFT_FIELDS: Readonly<Record<string, FieldRules>> = {
  LORA: rules(
    ['r', 'rank_pattern', 'bias', 'init_lora_weights', ...TARGETS, ...LAYERS, ...LORA_VARIANTS, ...LORA_MORE],
    LORA_FREE,
    LORA_REFUSED,
  ),
  ADALORA: rules(
    ['init_r', 'target_r', 'rank_pattern', 'bias', ...TARGETS, ...LAYERS],
    [
      ...[
        'r',
        'init_lora_weights',
        'tinit',
        'tfinal',
        'deltaT',
        'beta1',
        'beta2',
        'orth_reg_weight',
        'total_step',
      ],
      ...LORA_FREE,
    ],
    [...LORA_REFUSED, ...LORA_VARIANTS, ...LORA_MORE],
  ),
  IA3: rules(['feedforward_modules', ...TARGETS], ['fan_in_fan_out', 'init_ia3_weights']),
  LN_TUNING: rules(TARGETS),
  LOHA: rules(
    ['r', 'rank_pattern', ...TARGETS, ...LAYERS],
    ['alpha', 'alpha_pattern', 'rank_dropout', 'module_dropout', 'init_weights', 'use_effective_conv2d'],
  ),
  VERA: rules(
    ['r', 'save_projection', 'bias', 'target_modules', ...LAYERS],
    ['projection_prng_key', 'vera_dropout', 'd_initial', 'fan_in_fan_out', 'init_weights'],
  ),
  PROMPT_TUNING: rules(PROMPT, [
    ...PROMPT_FREE,
    ...['prompt_tuning_init', 'prompt_tuning_init_text', 'tokenizer_name_or_path', 'tokenizer_kwargs'],
  ]),
  PREFIX_TUNING: rules(
    [...PROMPT, 'num_layers', 'num_attention_heads', 'encoder_hidden_size', 'prefix_projection'],
    ['init_weights'],
  ),
  P_TUNING: rules(
    [...PROMPT, 'encoder_reparameterization_type', 'encoder_hidden_size', 'encoder_num_layers'],
    [...PROMPT_FREE, 'encoder_dropout'],
  ),
};

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** Configs that are switched on by being there, even empty. */
const ON_WHEN_EMPTY = new Set([
  'use_bdlora',
  'velora_config',
  'arrow_config',
  'monteclora_config',
  'kasa_config',
]);

function isOff(field: string, value: unknown): boolean {
  if (isEmpty(value)) return true;
  return typeof value === 'object' && Object.keys(value as object).length === 0 && !ON_WHEN_EMPTY.has(field);
}

/** @throws CostError `unsupportedField` naming the first field that is refused or unknown and holds something. */
export function checkPeftFields(source: Source, type: string): void {
  const known = Object.hasOwn(PEFT_FIELDS, type) ? PEFT_FIELDS[type] : undefined;
  if (!known) return;
  const harmless = new Set([...known.counts, ...known.free]);
  for (const [field, value] of Object.entries(source.fields)) {
    if (harmless.has(field) || isOff(field, value)) continue;
    throw new CostError(
      'unsupportedField',
      source.place,
      field,
      `${field} changes what is trained in a way that is not covered here: ${show(value)}.`,
      { value: show(value) },
    );
  }
}
