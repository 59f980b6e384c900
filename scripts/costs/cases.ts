/**
 * @file What `npm run check:costs` asks: every model of the gallery, every method on every architecture, the options
 * that change a count, the files that people brought, and each field of each config class with another value.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHITECTURES, findModel, models, parsePythonJson } from '../../src/costs/index.ts';
import known from '../../src/costs/oracle/config-fields.json' with { type: 'json' };
import shapes from '../../src/costs/oracle/shapes.json' with { type: 'json' };
import rows from '../../src/costs/oracle/transformers-peft.json' with { type: 'json' };

export type Fields = Readonly<Record<string, unknown>>;

export interface CostCase {
  readonly id: string;
  readonly config: Fields;
  readonly peft: Fields | null;
  /** Only the total is compared, and a refusal of either side passes: values that no model has. */
  readonly isProbe?: true;
}

const LLAMA = 'meta-llama/Llama-3.2-1B';
const QWEN = 'Qwen/Qwen2.5-0.5B';
const GPT2 = 'openai-community/gpt2';
const BERT = 'google-bert/bert-base-uncased';

const lora = (more: Fields): Fields => ({
  peft_type: 'LORA',
  r: 8,
  target_modules: ['q_proj', 'v_proj'],
  ...more,
});
const prefix = (more: Fields): Fields => ({ peft_type: 'PREFIX_TUNING', num_virtual_tokens: 7, ...more });

/** Options one by one and together, each on a model that they apply to. */
const OPTIONS: readonly [string, Fields][] = [
  [LLAMA, lora({ init_lora_weights: 'mica' })],
  [LLAMA, lora({ init_lora_weights: 'mica', target_modules: ['q_proj', 'embed_tokens'] })],
  [GPT2, lora({ init_lora_weights: 'mica', target_modules: ['c_attn'] })],
  [LLAMA, lora({ kasa_config: {} })],
  [LLAMA, lora({ kasa_config: { beta: 1, gamma: 1 }, target_modules: 'all-linear' })],
  [LLAMA, lora({ use_dora: true, target_modules: ['q_proj', 'embed_tokens'] })],
  [LLAMA, lora({ lora_bias: true })],
  [LLAMA, lora({ alora_invocation_tokens: [1, 2], task_type: 'CAUSAL_LM' })],
  [LLAMA, lora({ rank_pattern: { 'layers\\.[01]\\.self_attn\\.q_proj': 3, v_proj: 5 } })],
  [LLAMA, lora({ layers_to_transform: [0, 3] })],
  [LLAMA, lora({ layers_to_transform: 2, layers_pattern: 'layers' })],
  [LLAMA, lora({ exclude_modules: ['layers.0.self_attn.q_proj'] })],
  [LLAMA, lora({ exclude_modules: '.*layers\\.(0|1)\\..*' })],
  [LLAMA, lora({ target_modules: '(?i).*\\.(Q_PROJ|v_proj)' })],
  [LLAMA, lora({ target_modules: '.*self_attn\\.(q_proj|v_proj)\\Z' })],
  [LLAMA, lora({ target_modules: '.*(?<=self_attn\\.)(?P<which>q|v)_proj' })],
  [LLAMA, lora({ target_modules: '(?x) .* \\. q_proj  # queries' })],
  [LLAMA, lora({ modules_to_save: ['embed_tokens'] })],
  [LLAMA, lora({ modules_to_save: ['norm'] })],
  ...(['lm_head', 'embed_tokens'] as const).flatMap((name): [string, Fields][] => [
    [QWEN, lora({ modules_to_save: [name], ensure_weight_tying: true })],
    [QWEN, lora({ modules_to_save: [name], ensure_weight_tying: false })],
    [QWEN, lora({ target_modules: ['q_proj', name], ensure_weight_tying: true })],
    [QWEN, lora({ target_modules: ['q_proj', name], ensure_weight_tying: false })],
    ['Qwen/Qwen2.5-7B', lora({ target_modules: ['q_proj', name], ensure_weight_tying: true })],
  ]),
  [QWEN, lora({ target_modules: ['q_proj', 'embed_tokens', 'lm_head'], ensure_weight_tying: true })],
  [QWEN, lora({ modules_to_save: ['embed_tokens', 'lm_head'], ensure_weight_tying: true })],
  [QWEN, lora({ target_modules: '.*(q_proj|lm_head)', ensure_weight_tying: true })],
  [QWEN, lora({ target_modules: 'all-linear', ensure_weight_tying: true })],
  [QWEN, lora({ trainable_token_indices: [1, 2, 3] })],
  [QWEN, lora({ trainable_token_indices: { embed_tokens: [1, 2], lm_head: [1, 2] } })],
  [QWEN, lora({ trainable_token_indices: { embed_tokens: [1, 2], lm_head: [1, 2, 3] } })],
  [LLAMA, { peft_type: 'ADALORA', init_r: 6, target_r: 2, target_modules: ['q_proj'], total_step: 10 }],
  [
    GPT2,
    {
      peft_type: 'IA3',
      target_modules: '(?i).*(C_ATTN|mlp\\.c_proj)',
      feedforward_modules: '.*mlp\\.c_proj\\Z',
    },
  ],
  [LLAMA, { peft_type: 'VERA', r: 16, target_modules: ['q_proj'], save_projection: false }],
  [GPT2, { peft_type: 'VERA', r: 16, bias: 'vera_only', target_modules: ['c_attn'] }],
  [LLAMA, { peft_type: 'LOHA', r: 4, target_modules: ['q_proj'], rank_pattern: { 'layers\\.0\\..*': 2 } }],
  ...[LLAMA, QWEN, 'mistralai/Mistral-7B-v0.1', 'deepseek-ai/DeepSeek-V3', 'google/gemma-2-2b', GPT2].flatMap(
    (id): [string, Fields][] => [
      [id, prefix({ task_type: 'CAUSAL_LM' })],
      [id, prefix({ task_type: 'CAUSAL_LM', token_dim: 640, num_attention_heads: 10 })],
      [id, prefix({ task_type: 'CAUSAL_LM', num_layers: 3, prefix_projection: true })],
    ],
  ),
  [LLAMA, { peft_type: 'PROMPT_TUNING', num_virtual_tokens: 3, token_dim: 128, task_type: 'CAUSAL_LM' }],
  [
    LLAMA,
    {
      peft_type: 'P_TUNING',
      num_virtual_tokens: 3,
      encoder_reparameterization_type: 'LSTM',
      task_type: 'CAUSAL_LM',
    },
  ],
];

/** Heads on every architecture, where Transformers has the class. */
const TASKS = ['SEQ_CLS', 'TOKEN_CLS', 'QUESTION_ANS'];

/** Custom code on the hub; Kimi K2 has DeepSeek-V3's class. */
const NOT_IN_TRANSFORMERS = ['chatglm', 'minicpm', 'kimi_k2', 'internlm', 'internlm2'];

const example = new Map(models.map(({ id, config }) => [String(config.model_type), { id, config }]));
for (const { id, config } of [...models].reverse()) example.set(String(config.model_type), { id, config });

/** Names of experts differ between Transformers 4, which this page follows, and 5, which is asked. */
const FUSED_EXPERTS = new Set(['mixtral', 'qwen2_moe', 'qwen3_moe', 'deepseek_v3']);

function ofGallery(): CostCase[] {
  return (rows as [string, Fields | null][])
    .filter(([id, peft]) => {
      if (peft === null) return true;
      // What version 4 calls embed_out is lm_head in version 5.
      if (JSON.stringify(peft).includes('embed_out')) return false;
      const { model_type: type } = findModel(id).config;
      if (!FUSED_EXPERTS.has(String(type))) return true;
      // PEFT's own targets for Mixtral are tensors of experts since version 5.
      if (type === 'mixtral' && !peft.target_modules) return false;
      const targets = JSON.stringify(peft.target_modules ?? '');
      return peft.peft_type !== 'IA3' && !/all-linear|gate|down_proj|w[123]|mlp|experts/.test(targets);
    })
    .map(([id, peft]) => ({
      id: peft ? `${id} ${JSON.stringify(peft)}` : id,
      config: findModel(id).config,
      peft,
    }));
}

/** Named where the class that is taken otherwise is another than here. */
const CLASSES: Readonly<Record<string, Fields>> = {
  bart: { architectures: ['BartForConditionalGeneration'] },
};

/** Without an example in the gallery, the class's own defaults are asked for: a published model's, as a rule. */
function defaultsOf(): { id: string; config: Fields }[] {
  const classes: Readonly<Record<string, Fields>> = known.models;
  const asked = new Set((rows as [string, unknown][]).map(([id]) => String(findModel(id).config.model_type)));
  return Object.entries(classes)
    .filter(([type]) => !asked.has(type))
    .map(([type, fields]) => ({
      id: `defaults of ${type}`,
      config: { ...fields, ...CLASSES[type], model_type: type, dtype: 'bfloat16' },
    }));
}

/** Models that have what the defaults of their class leave off. */
function ofShapes(): { id: string; config: Fields }[] {
  return Object.entries(shapes as Readonly<Record<string, Fields>>).map(([id, config]) => ({ id, config }));
}

/** Linear maps that every new architecture has one of. */
const ATTENTION = '.*\\.(q_proj|v_proj|q_lin|v_lin|o_proj|dense|kv_b_proj|in_proj_z)';

/** PEFT turns it into tensors of experts here, or 5 names experts as 4 does not: refused, or counted as in 4. */
const LINEAR_IS_REFUSED = new Set([
  ...['qwen2_moe', 'glm4_moe', 'glm_moe_dsa', 'deepseek_v32', 'minimax_m2', 'qwen3_next', 'qwen3_5_moe_text'],
]);

function ofClasses(): CostCase[] {
  return [...defaultsOf(), ...ofShapes()].flatMap(({ id, config }): CostCase[] => [
    { id, config, peft: null },
    { id: `${id} by pattern`, config, peft: { peft_type: 'LORA', r: 8, target_modules: ATTENTION } },
    ...(LINEAR_IS_REFUSED.has(String(config.model_type))
      ? []
      : [
          { id: `${id} all-linear`, config, peft: { peft_type: 'LORA', r: 4, target_modules: 'all-linear' } },
        ]),
    {
      id: `${id} prefix`,
      config,
      peft: { peft_type: 'PREFIX_TUNING', num_virtual_tokens: 5, num_layers: 2, task_type: 'CAUSAL_LM' },
    },
    { id: `${id} default`, config, peft: { peft_type: 'IA3' } },
  ]);
}

function ofHeads(): CostCase[] {
  return [...example.values(), ...defaultsOf()].flatMap(({ id, config }) =>
    TASKS.map((task_type) => {
      const peft = {
        peft_type: 'LORA',
        r: 4,
        target_modules: '.*(q|v|c_attn|query_key_value|query|query_proj|q_proj|qkv_proj|q_b_proj)',
        task_type,
      };
      return { id: `${id} ${task_type}`, config, peft };
    }),
  );
}

const CASES = join(import.meta.dirname, '../../src/costs/cases');
const BROUGHT: Readonly<Record<string, string>> = {
  'qwen2.5-0.5b': QWEN,
  'llama3.2-3b': 'meta-llama/Llama-3.2-3B',
  'llama3.1-8b': 'meta-llama/Llama-3.1-8B',
  'gemma3-4b': 'google/gemma-3-4b-pt',
  tinyllama: 'TinyLlama/TinyLlama-1.1B-Chat-v1.0',
};

function brought(): CostCase[] {
  return readdirSync(CASES).map((file) => {
    const fields = parsePythonJson(readFileSync(join(CASES, file), 'utf8')) as Fields;
    const [, name] = /__(.*)\.json$/.exec(file) ?? [];
    if (!name) return { id: file, config: fields, peft: null };
    return { id: file, config: findModel(BROUGHT[name]!).config, peft: fields };
  });
}

/** Another value of the same type; null where there is none. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return Number.isInteger(value) && value > 0 ? value * 2 : value + 1;
  return null;
}

const DEPTHS = ['num_hidden_layers', 'n_layer', 'num_layers', 'num_decoder_layers'];

/** Two blocks of it, without `per_layer_config`, which refers to more. */
function shallowOf(config: Fields): Fields {
  const entries = Object.entries(config)
    .filter(([field]) => field !== 'per_layer_config')
    .map(([field, value]) => {
      if (DEPTHS.includes(field)) return [field, 2];
      return [field, Array.isArray(value) && field.endsWith('layer_types') ? value.slice(0, 2) : value];
    });
  return Object.fromEntries(entries) as Fields;
}

/** Each field of each class with another value: free fields must not change the total. */
function probes(): CostCase[] {
  const classes: Readonly<Record<string, Fields>> = known.models;
  return Object.entries(classes).flatMap(([modelType, defaults]) => {
    const { config } = example.get(modelType) ?? {
      config: { ...defaults, ...CLASSES[modelType], model_type: modelType },
    };
    const shallow = shallowOf(config);
    return Object.keys(defaults).flatMap((field): CostCase[] => {
      const value = otherThan(shallow[field] ?? defaults[field]);
      if (value === null || field.endsWith('_token_id')) return [];
      // Version 5 unties the stacks' embeddings from each other too, which no published BART does.
      if (modelType === 'bart' && field === 'tie_word_embeddings') return [];
      const changed = { ...shallow, [field]: value };
      return [
        {
          id: `${modelType} with ${field} = ${JSON.stringify(value)}`,
          config: changed,
          peft: null,
          isProbe: true,
        },
      ];
    });
  });
}

export function allCases(): CostCase[] {
  const missing = Object.keys(ARCHITECTURES).filter(
    (type) =>
      !example.has(type) &&
      !Object.hasOwn(known.models, type) &&
      !type.startsWith('Refined') &&
      !NOT_IN_TRANSFORMERS.includes(type),
  );
  if (missing.length > 0) throw new Error(`no config is asked for ${missing.join(', ')}`);
  const options = OPTIONS.map(([id, peft]) => ({
    id: `${id} ${JSON.stringify(peft)}`,
    config: findModel(id).config,
    peft,
  }));
  const bert = { ...findModel(BERT).config, is_decoder: true, add_cross_attention: true };
  const crossing = {
    id: 'cross-attention',
    config: bert,
    peft: { peft_type: 'LORA', target_modules: ['query', 'value'] },
  };
  return [...ofGallery(), ...ofClasses(), ...ofHeads(), ...options, crossing, ...brought(), ...probes()];
}
