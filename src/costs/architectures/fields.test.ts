/** @file Every field of Transformers' config classes is read, known to count for nothing, or refused. */
import { describe, expect, it } from 'vitest';
import { CostError } from '../error.ts';
import { models } from '../gallery/index.ts';
import type { Head } from '../module.ts';
import known from '../oracle/config-fields.json';
import { FREE_FIELDS, OVERWRITTEN_FIELDS, REFUSED_FIELDS } from './fields.ts';
import { ARCHITECTURES, openModel } from './index.ts';

const HEADS: readonly Head[] = [
  ...(['body', 'encoder', 'causal', 'masked', 'pretraining', 'seq2seq'] as const),
  ...(['sequence', 'token', 'question'] as const),
];
/** Read before the architecture is asked: class, task, classes, data type. */
const READ_FIRST = ['architectures', 'model_type', 'id2label', 'dtype'];

/** Values that switch on what is read only then. */
const SWITCHES: readonly Record<string, unknown>[] = [
  {},
  { relative_attention: true, position_biased_input: false },
  { mlp_only_layers: [0] },
  { enable_moe_block: true, num_experts: 8, moe_intermediate_size: 8, top_k_experts: 1 },
];

/** Names of the fields that an architecture looks at, whatever the head. */
function readBy(modelType: string, fields: Record<string, unknown>): Set<string> {
  const read = new Set<string>();
  for (const head of HEADS) {
    for (const more of SWITCHES) {
      const watched = new Proxy(
        { ...fields, ...more },
        {
          get: (target, name) => {
            read.add(String(name));
            return Reflect.get(target, name) as unknown;
          },
          getOwnPropertyDescriptor: (target, name) => {
            read.add(String(name));
            return Reflect.getOwnPropertyDescriptor(target, name);
          },
        },
      );
      try {
        ARCHITECTURES[modelType]!.list({
          source: { place: 'config', fields: watched },
          modelType,
          head,
          labels: 2,
        });
      } catch (error) {
        if (!(error instanceof CostError)) throw error;
      }
    }
  }
  return read;
}

const classes: Record<string, Record<string, unknown>> = known.models;

describe('the fields of Transformers’ config classes', () => {
  it('are known for every architecture', () => {
    // Other names, and custom code of the hub, which no class of Transformers reads.
    const aliases = new Set([
      'RefinedWeb',
      'RefinedWebModel',
      'gemma3',
      'chatglm',
      'minicpm',
      'kimi_k2',
      'internlm',
      'internlm2',
    ]);
    expect(Object.keys(classes).sort()).toEqual(
      Object.keys(ARCHITECTURES)
        .filter((type) => !aliases.has(type))
        .sort(),
    );
  });

  for (const [modelType, defaults] of Object.entries(classes)) {
    it(`are read, free or refused: ${modelType}`, () => {
      const example = models.find(({ config }) => config.model_type === modelType);
      const read = readBy(modelType, { ...defaults, ...example?.config });
      const unknown = [...Object.keys(known.base), ...Object.keys(defaults)].filter(
        (field) =>
          !read.has(field) &&
          !READ_FIRST.includes(field) &&
          !FREE_FIELDS.has(field) &&
          !OVERWRITTEN_FIELDS[modelType]?.includes(field) &&
          !REFUSED_FIELDS.includes(field),
      );
      expect(unknown).toEqual([]);
    });
  }

  it('are refused by name where they would change the count unseen', () => {
    const bert = models.find(({ config }) => config.model_type === 'bert')!.config;
    expect(() => openModel({ ...bert, pruned_heads: { 0: [1, 2] } })).toThrow(/pruned_heads/);
    expect(openModel({ ...bert, pruned_heads: {} }).layers).toBe(12);
  });

  it('have the defaults of the class where a config leaves them out', () => {
    const leavesOut = (modelType: string, fields: readonly string[]): void => {
      const config = { ...classes[modelType], model_type: modelType };
      const shorter = Object.fromEntries(Object.entries(config).filter(([field]) => !fields.includes(field)));
      const [whole, without] = [openModel(config), openModel(shorter)];
      expect([modelType, without.modules.map(({ shape }) => shape)]).toEqual([
        modelType,
        whole.modules.map(({ shape }) => shape),
      ]);
    };
    /** Sizes without which nothing is said stay demanded; of the others, the class's word holds. */
    const DEMANDED =
      /^(hidden_size|num_hidden_layers|num_attention_heads|vocab_size|intermediate_size|ffn_dim|max_position_embeddings|n_embd|n_layer|n_head|n_positions|d_model|dim|hidden_dim|n_layers|n_heads|encoder_layers|decoder_layers|encoder_attention_heads|encoder_ffn_dim|decoder_ffn_dim|index_n_heads|d_ff|d_kv|num_layers|num_heads|num_experts|num_local_experts|num_experts_per_tok|moe_intermediate_size|shared_expert_intermediate_size|kv_lora_rank|q_lora_rank|qk_.*_head_dim|v_head_dim|n_routed_experts|n_shared_experts)$/;
    for (const [modelType, fields] of Object.entries(classes)) {
      leavesOut(
        modelType,
        Object.keys(fields).filter((field) => !DEMANDED.test(field)),
      );
    }
  });
});
