import { expect, it } from 'vitest';
import { meanLength, nearestTokens } from './nearest-tokens.ts';

const TEXTS = ['a', 'b', 'c', 'd'];
const tokenizer = { tokenText: (token: number) => TEXTS[token]! };
const EMBEDDING = Float32Array.from([1, 0, 0, 2, -3, 0, 0, 0]);

it('finds a token itself at distance 0, whatever its neighbours', () => {
  const [found] = nearestTokens(Float32Array.from([0, 2]), EMBEDDING, 2, tokenizer);
  expect(found!.length).toBe(2);
  expect(found!.nearest[0]).toEqual({ text: 'b', cosine: 1, distance: 0 });
  expect(found!.nearest).toHaveLength(3);
});

it('goes by direction and tells the distance apart from it', () => {
  const [found] = nearestTokens(Float32Array.from([5, 0]), EMBEDDING, 2, tokenizer);
  expect(found!.nearest[0]).toEqual({ text: 'a', cosine: 1, distance: 4 });
  expect(found!.nearest.map(({ text }) => text)).not.toContain('c');
});

it('does not divide by a zero vector', () => {
  const [found] = nearestTokens(Float32Array.from([0, 0]), EMBEDDING, 2, tokenizer);
  expect(found!.nearest.map(({ cosine }) => cosine)).toEqual([0, 0, 0]);
});

it('measures the lengths of a table', () => {
  expect(meanLength(EMBEDDING, 2)).toBe(1.5);
});
