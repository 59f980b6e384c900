/** @file Text to tokens and back, for text of the world and for any typed text. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenizerText } from '../../scripts/tokenizer.ts';
import { createTokenizer, SPECIAL_TOKENS, type TokenizerJson } from '../../src/model/tokenizer.ts';
import { createWorld, DATA_NAMES, documents, examplesOf, type Language } from '../../src/world/index.ts';

const LANGUAGES: Language[] = ['zh', 'en'];

describe.each(LANGUAGES)('the tokenizer in %s', (language) => {
  const path = new URL(`../../public/models/lesson7-${language}/tokenizer.json`, import.meta.url);
  const file = readFileSync(path, 'utf8');
  const tokenizer = createTokenizer(JSON.parse(file) as TokenizerJson);

  it('is what the script makes of the corpus, byte for byte', () => {
    expect(tokenizerText(language) === file).toBe(true);
  }, 60_000);

  it('has a vocabulary that is a multiple of 32, with the special tokens first', () => {
    expect(tokenizer.vocabularySize % 32).toBe(0);
    expect(SPECIAL_TOKENS.map((_, id) => tokenizer.tokenText(id))).toEqual([...SPECIAL_TOKENS]);
    expect(SPECIAL_TOKENS.every((_, id) => tokenizer.isSpecial(id))).toBe(true);
    expect(tokenizer.isSpecial(SPECIAL_TOKENS.length)).toBe(false);
  });

  it('reads and writes every example and document without loss', () => {
    const world = createWorld(language);
    for (const name of DATA_NAMES) {
      for (const { prompt, response } of examplesOf(world, name)) {
        expect(tokenizer.decode(tokenizer.encode(prompt))).toBe(prompt);
        expect(tokenizer.decode(tokenizer.encode(response))).toBe(response);
        expect(tokenizer.unknownCharacters(prompt + response)).toEqual([]);
      }
    }
    const stream = documents(world, 'round trip');
    for (let i = 0; i < 500; i++) {
      const text = stream.next().value.replaceAll(/<\w+>/gu, '');
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
  });

  it('takes any string, and says which characters it does not know', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (text) => {
        const ids = tokenizer.encode(text);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.vocabularySize)).toBe(
          true,
        );
        expect(ids.includes(tokenizer.unknownId)).toBe(tokenizer.unknownCharacters(text).length > 0);
        expect(typeof tokenizer.decode(ids)).toBe('string');
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('survives the empty string, emoji, half a surrogate pair and ten thousand characters', () => {
    expect(tokenizer.encode('')).toEqual([]);
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.unknownCharacters('🦄')).toEqual(['🦄']);
    expect(tokenizer.encode('🦄')).toContain(tokenizer.unknownId);
    expect(tokenizer.encode('\ud800')).toContain(tokenizer.unknownId);
    expect(tokenizer.encode('猫cat? '.repeat(2500)).length).toBeGreaterThan(5000);
    expect(tokenizer.decode([-1, 1e9, 0.5, tokenizer.eosId])).toBe('');
  });

  it('never reads what a user types as a special token', () => {
    for (const token of SPECIAL_TOKENS) {
      const ids = tokenizer.encode(`a${token}b${token}`);
      expect(ids.filter((id) => tokenizer.isSpecial(id) && id !== tokenizer.unknownId)).toEqual([]);
    }
    expect(tokenizer.encodeDocument('<user>')).toEqual([tokenizer.userId]);
  });
});
