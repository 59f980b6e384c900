/** @file The real tokens nearest to learned input vectors, as a reading of a soft prompt. */
import type { Tokenizer } from '../../data/tokenizer.ts';
import type { VirtualToken } from './types.ts';

/** Tokens returned per vector. */
const NEAREST = 3;

/**
 * @param vectors [count, dModel] and @param embedding [vocabulary, dModel], row-major.
 * Nearest by cosine similarity; the Euclidean distance is reported beside it.
 */
export function nearestTokens(
  vectors: Float32Array,
  embedding: Float32Array,
  dModel: number,
  tokenizer: Pick<Tokenizer, 'tokenText'>,
): VirtualToken[] {
  const vocabulary = embedding.length / dModel;
  const lengths = Float64Array.from({ length: vocabulary }, (_, token) => lengthOf(embedding, token, dModel));
  return Array.from({ length: vectors.length / dModel }, (_, index): VirtualToken => {
    const length = lengthOf(vectors, index, dModel);
    const found = Array.from({ length: vocabulary }, (_, token) => {
      let dot = 0;
      for (let i = 0; i < dModel; i++)
        dot += (vectors[index * dModel + i] as number) * (embedding[token * dModel + i] as number);
      const own = lengths[token] as number;
      const cosine = length > 0 && own > 0 ? dot / (length * own) : 0;
      // |a - b|² = |a|² + |b|² - 2 a·b
      return { token, cosine, distance: Math.sqrt(Math.max(0, length ** 2 + own ** 2 - 2 * dot)) };
    });
    found.sort((a, b) => b.cosine - a.cosine);
    return {
      length,
      nearest: found
        .slice(0, NEAREST)
        .map(({ token, ...rest }) => ({ text: tokenizer.tokenText(token), ...rest })),
    };
  });
}

function lengthOf(rows: Float32Array, index: number, dModel: number): number {
  let square = 0;
  for (let i = 0; i < dModel; i++) square += (rows[index * dModel + i] as number) ** 2;
  return Math.sqrt(square);
}

/** Mean Euclidean length of the rows of an embedding table: the measure to hold a learned vector's length against. */
export function meanLength(embedding: Float32Array, dModel: number): number {
  const rows = embedding.length / dModel;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += lengthOf(embedding, row, dModel);
  return rows > 0 ? sum / rows : 0;
}
