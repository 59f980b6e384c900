/**
 * @file `ensure_weight_tying` of PEFT 0.21: where the head shares the embedding's tensor, adapting or saving one
 * of them reaches both. PEFT rewrites its own config for that (`LoraModel._add_modules_to_save_to_tie`,
 * `_add_targets_to_tie`), and so does this file.
 */
import { CostError } from '../error.ts';
import type { Model, Module } from '../module.ts';
import { readFlag, readRaw, readTexts, type Source } from '../read.ts';
import { toPattern } from '../targets.ts';

/** Names by which PEFT knows an embedding, whatever the model calls it. */
export const EMBEDDING_NAMES = ['embed_tokens', 'lm_head'];

const isEmbeddingName = (name: string): boolean =>
  EMBEDDING_NAMES.includes(name.slice(name.lastIndexOf('.') + 1));

interface Tying {
  /** The config as PEFT rewrites it. */
  readonly source: Source;
  /** A head that is saved as another name of the saved embedding. */
  readonly savedAlias: Module | null;
  /** Whether PEFT then takes embeddings for targeted, and writes them whole; null where nothing is rewritten. */
  readonly writesEmbeddings: boolean | null;
}

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}

/** PEFT looks for a name in the tied module's path as a pattern of its own. */
function covers(source: Source, field: string, name: string, path: string): boolean {
  return toPattern(source, field, name, {
    before: '^(?:^|.*\\.)',
    after: '(?:$|\\..*)',
    isStart: false,
  }).test(path);
}

export function tieEmbeddings(model: Model, source: Source): Tying {
  const untouched: Tying = { source, savedAlias: null, writesEmbeddings: null };
  const head = model.modules.find(({ name, tiedWeight }) => tiedWeight && name === model.outputEmbedding);
  if (!readFlag(source, 'ensure_weight_tying', false) || !head) return untouched;
  const { inputEmbedding } = model;
  const saved = readTexts(source, 'modules_to_save') ?? [];
  const targets = readRaw(source, ['target_modules']);
  const replaced = (fields: Record<string, unknown>): Source => ({
    ...source,
    fields: { ...source.fields, ...fields },
  });

  if (saved.some(isEmbeddingName)) {
    if (Array.isArray(targets) && targets.some((name) => typeof name === 'string' && isEmbeddingName(name))) {
      throw new CostError(
        'contradiction',
        source.place,
        'modules_to_save',
        'modules_to_save and target_modules both name an embedding; with ensure_weight_tying PEFT fails.',
        { other: 'target_modules', value: saved.join(', '), otherValue: targets.join(', ') },
      );
    }
    const others = saved.filter((name) => !covers(source, 'modules_to_save', name, head.name));
    const names = others.includes(inputEmbedding) ? others : [...others, inputEmbedding];
    return { ...untouched, source: replaced({ modules_to_save: names }), savedAlias: head };
  }
  if (typeof targets === 'string') {
    const pattern = toPattern(source, 'target_modules', targets);
    if (!EMBEDDING_NAMES.some((name) => pattern.test(name))) return untouched;
    const all = [targets, escaped(inputEmbedding), escaped(head.name)].map((part) => `(?:${part})`).join('|');
    return { source: replaced({ target_modules: all }), savedAlias: null, writesEmbeddings: true };
  }
  const listed = readTexts(source, 'target_modules') ?? [];
  if (!listed.some(isEmbeddingName)) return untouched;
  const others = listed.filter((name) => !covers(source, 'target_modules', name, head.name));
  return {
    source: replaced({ target_modules: [...new Set([...others, inputEmbedding, head.name])] }),
    savedAlias: null,
    writesEmbeddings: EMBEDDING_NAMES.some((name) => others.includes(name) || name === inputEmbedding),
  };
}
