/**
 * @file Head tuning: the output layer alone, on features that stay as they are. Where the base's output layer is its
 * embedding table, a copy of the table is trained, as PEFT's `modules_to_save` does with a tied layer; the input keeps
 * the table of the base. Step 0 is the base exactly, and the backward pass ends at the output layer.
 */

import { changedFiles } from '../files.ts';
import type { Method } from '../method.ts';
import type { HeadSpec } from '../spec.ts';

const HEAD = 'lm_head.weight';
const TABLE = 'model.embed_tokens.weight';

export const head: Method<HeadSpec> = {
  name: 'head',
  problems: () => [],
  trainsBase: (_spec, parameterName) => parameterName === HEAD,

  addedShapes: (_spec, { tieWordEmbeddings, vocabularySize, dModel }) =>
    tieWordEmbeddings ? [[HEAD, [vocabularySize, dModel]]] : [],

  initialise(_spec, { tieWordEmbeddings }, _seed, base) {
    if (!tieWordEmbeddings) return new Map();
    const table = base.get(TABLE);
    if (!table) throw new Error(`${TABLE} is missing`);
    return new Map([[HEAD, { shape: table.shape, data: table.data.slice() }]]);
  },

  hooks: () => ({
    head: (graph, { vocabularySize, dModel }) => graph.parameter(HEAD, [vocabularySize, dModel]),
  }),

  /** A tied base has no place for a second table. */
  merge: (_spec, { tieWordEmbeddings }, base, trained) =>
    tieWordEmbeddings ? null : new Map([...base, ...trained]),

  exportFiles: (_spec, context) => changedFiles('head', context, { tie_word_embeddings: false }),
};
