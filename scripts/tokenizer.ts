/**
 * @file Learns the two vocabularies from the corpus and writes `public/models/lesson7-<language>/tokenizer.json`.
 * Run: `npx tsx scripts/tokenizer.ts`. Deterministic: the same corpus gives the same bytes.
 *
 * Byte-pair encoding (Sennrich, Haddow, Birch 2016, arXiv 1508.07909) over characters. Han characters, digits and
 * punctuation stay single. A Latin word that the corpus uses often becomes one token without its intermediate
 * merges, which `ignore_merges` allows (as in Llama 3's tokenizer); merges are learned only for words that are rarer.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SPECIAL_TOKENS, type TokenizerJson } from '../src/model/tokenizer.ts';
import { createWorld, DATA_NAMES, documents, examplesOf, type Language } from '../src/world/index.ts';

const SPACE_MARK = '\u2581';
/** One piece is a Latin word with the space before it, or any other single character. */
const PIECE = `${SPACE_MARK}?[A-Za-z]+|[\\s\\S]`;
const DOCUMENTS_READ = 40_000;
/** A Latin word of the corpus becomes one token when it occurs at least this often among the documents read. */
const WHOLE_WORD_COUNT = 12;
const VOCABULARY_MULTIPLE = 32;

/** Merges learned from words that are not whole tokens, most frequent pair first; ties by text. */
function learnMerges(words: ReadonlyMap<string, number>, count: number): [string, string][] {
  const splits = new Map([...words].map(([word]) => [word, Array.from(word)]));
  const merges: [string, string][] = [];
  while (merges.length < count) {
    const pairs = new Map<string, { pair: [string, string]; count: number }>();
    for (const [word, parts] of splits) {
      for (let i = 0; i + 1 < parts.length; i++) {
        const pair: [string, string] = [parts[i]!, parts[i + 1]!];
        const key = pair.join(' ');
        const seen = pairs.get(key);
        if (seen) seen.count += words.get(word)!;
        else pairs.set(key, { pair, count: words.get(word)! });
      }
    }
    const best = [...pairs].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))[0];
    if (!best || best[1].count < 2) break;
    const [left, right] = best[1].pair;
    merges.push([left, right]);
    for (const [word, parts] of splits) {
      const merged: string[] = [];
      for (let i = 0; i < parts.length; i++) {
        if (parts[i] === left && parts[i + 1] === right) {
          merged.push(left + right);
          i++;
        } else merged.push(parts[i]!);
      }
      splits.set(word, merged);
    }
  }
  return merges;
}

/** The whole `tokenizer.json` of one language. */
function buildTokenizer(language: Language): TokenizerJson {
  const world = createWorld(language);
  const counts = new Map<string, number>();
  const normalize = (text: string): string =>
    (language === 'en' ? SPACE_MARK : '') + text.replaceAll(' ', SPACE_MARK);
  const read = (text: string): void => {
    for (const piece of text.split(/<[a-z]+>/u).filter((part) => part !== '')) {
      for (const match of normalize(piece).match(new RegExp(PIECE, 'gu')) ?? []) {
        counts.set(match, (counts.get(match) ?? 0) + 1);
      }
    }
  };
  const stream = documents(world, 'tokenizer');
  for (let i = 0; i < DOCUMENTS_READ; i++) read(stream.next().value);
  for (const name of DATA_NAMES) {
    for (const { prompt, response } of examplesOf(world, name)) {
      read(prompt);
      read(response);
    }
  }
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const isWord = (piece: string): boolean => /[A-Za-z]/u.test(piece);
  const characters = new Set<string>([SPACE_MARK]);
  for (const piece of counts.keys()) if (!isWord(piece)) characters.add(piece);
  if (language === 'en')
    for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') characters.add(letter);
  const words = [...counts].filter(([piece]) => isWord(piece) && !characters.has(piece));
  const whole = words.filter(([, count]) => count >= WHOLE_WORD_COUNT).map(([word]) => word);
  const rare = new Map(
    words.filter(([, count]) => count < WHOLE_WORD_COUNT).sort((a, b) => compare(a[0], b[0])),
  );

  const tokens: string[] = [...SPECIAL_TOKENS, ...[...characters].sort(compare), ...whole.sort(compare)];
  const target = Math.ceil(tokens.length / VOCABULARY_MULTIPLE) * VOCABULARY_MULTIPLE;
  const taken = new Set(tokens);
  const merges: [string, string][] = [];
  if (language === 'en') {
    for (const [left, right] of learnMerges(rare, target - tokens.length)) {
      merges.push([left, right]);
      if (!taken.has(left + right)) tokens.push(left + right);
      taken.add(left + right);
    }
  }
  for (let i = 0; tokens.length % VOCABULARY_MULTIPLE !== 0; i++) tokens.push(`<reserved${i}>`);

  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const normalizers: object[] = [{ type: 'Replace', pattern: { String: ' ' }, content: SPACE_MARK }];
  const decoders: object[] = [
    { type: 'Replace', pattern: { String: SPACE_MARK }, content: ' ' },
    { type: 'Fuse' },
  ];
  if (language === 'en') {
    normalizers.unshift({ type: 'Prepend', prepend: SPACE_MARK });
    decoders.push({ type: 'Strip', content: ' ', start: 1, stop: 0 });
  }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKENS.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: { type: 'Sequence', normalizers },
    pre_tokenizer: { type: 'Split', pattern: { Regex: PIECE }, behavior: 'Isolated', invert: false },
    post_processor: null,
    decoder: { type: 'Sequence', decoders },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: true,
      vocab,
      merges,
    },
  };
}

/** The file's text: one token a line, so that a change shows as a small difference. */
export function tokenizerText(language: Language): string {
  return `${JSON.stringify(buildTokenizer(language), null, 1)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const language of ['zh', 'en'] as const) {
    const folder = fileURLToPath(new URL(`../public/models/lesson7-${language}/`, import.meta.url));
    mkdirSync(folder, { recursive: true });
    const text = tokenizerText(language);
    writeFileSync(`${folder}tokenizer.json`, text);
    const size = Object.keys((JSON.parse(text) as TokenizerJson).model.vocab).length;
    process.stdout.write(`lesson7-${language}: ${size} tokens\n`);
  }
}
