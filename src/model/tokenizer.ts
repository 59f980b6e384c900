/**
 * @file Text to tokens and back: a plain Hugging Face `tokenizer.json` (BPE), read by `@huggingface/tokenizers`.
 * Characters outside the vocabulary become `<unk>`: there is no byte fallback.
 * `unknownCharacters` lists them. Nothing a user types becomes a special token.
 */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Tokenizer } from '../data/tokenizer.ts';

/** The special tokens, in the order of their ids 0 to 5. */
export const SPECIAL_TOKENS = ['<pad>', '<unk>', '<bos>', '<eos>', '<user>', '<assistant>'] as const;
export type SpecialToken = (typeof SPECIAL_TOKENS)[number];

/** The fields of `tokenizer.json` that this wrapper reads itself. */
export interface TokenizerJson {
  model: { type: string; vocab: Record<string, number>; [field: string]: unknown };
  added_tokens: { id: number; content: string; special: boolean; [field: string]: unknown }[];
  [field: string]: unknown;
}

/** Marks a space inside tokens, as SentencePiece does. */
const SPACE_MARK = '\u2581';

/** Wraps a parsed `tokenizer.json`; throws RangeError when a special token is missing. */
export function createTokenizer(json: TokenizerJson): Tokenizer {
  const inner = new HuggingFaceTokenizer(json, {
    unk_token: '<unk>',
    clean_up_tokenization_spaces: false,
  });
  const idOf = (token: SpecialToken): number => {
    const id = inner.token_to_id(token);
    if (id === undefined) throw new RangeError(`tokenizer.json has no ${token}`);
    return id;
  };
  const [padId, unknownId, bosId, eosId, userId, assistantId] = SPECIAL_TOKENS.map(idOf) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const special = new Set([padId, unknownId, bosId, eosId, userId, assistantId]);
  const vocabularySize = 1 + Math.max(...Object.values(json.model.vocab), ...special);
  const known = new Set(Object.keys(json.model.vocab).filter((token) => Array.from(token).length === 1));

  const encodeDocument = (text: string): number[] =>
    text === '' ? [] : Array.from(inner.encode(text, { add_special_tokens: false }).ids);
  /** Prevents typed text from being read as a special token, by a cut behind its first character. */
  const encode = (text: string): number[] => {
    const pieces = text.split(/(?<=<)(?=(?:pad|unk|bos|eos|user|assistant)>)/u);
    if (pieces.length === 1) return encodeDocument(text);
    return pieces.flatMap((piece, i) => {
      const ids = encodeDocument(piece);
      const prefixed = i > 0 && tokenText(ids[0] ?? padId) === ' ';
      return prefixed ? ids.slice(1) : ids;
    });
  };
  const tokenText = (id: number): string => (inner.id_to_token(id) ?? '').replaceAll(SPACE_MARK, ' ');

  return {
    vocabularySize,
    padId,
    unknownId,
    bosId,
    eosId,
    userId,
    assistantId,
    encode,
    encodeDocument,
    decode: (ids, options = {}) => {
      const decodable = ids.filter((id) => {
        const inside = Number.isInteger(id) && id >= 0 && id < vocabularySize;
        return inside && (options.keepSpecial || !special.has(id));
      });
      return decodable.length === 0 ? '' : inner.decode(decodable, { skip_special_tokens: false });
    },
    tokenText,
    isSpecial: (id) => special.has(id),
    unknownCharacters: (text) => {
      const unknown = new Set<string>();
      for (const piece of text.replaceAll(' ', SPACE_MARK).match(/\u2581?[A-Za-z]+|[\s\S]/gu) ?? []) {
        if (Object.hasOwn(json.model.vocab, piece)) continue;
        for (const character of piece) if (!known.has(character)) unknown.add(character);
      }
      return [...unknown];
    },
  };
}
