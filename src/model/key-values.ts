/**
 * @file The keys and values that a base computes for some tokens, in plain loops: the starting value of a learned prefix,
 * since a prefix like real keys and values hardly changes the model's output (Li & Liang 2021, section 7.4). A prefix is short, so
 * this takes some milliseconds, and it needs no device.
 */
import { type NamedTensors, ropeTable } from '../engine/vocabulary.ts';
import type { ModelConfig } from './config.ts';
import { linearNames, prefixColumns } from './llama.ts';

/** Rows of numbers, all of one width. */
type Rows = readonly Float32Array[];

/** x W^T for W [out, in]. */
function times(x: Rows, weight: Float32Array): Float32Array[] {
  return x.map((row) => {
    const outputs = weight.length / row.length;
    return Float32Array.from({ length: outputs }, (_, o) => {
      let sum = 0;
      for (let i = 0; i < row.length; i++) sum += (row[i] as number) * (weight[o * row.length + i] as number);
      return sum;
    });
  });
}

const plus = (a: Rows, b: Rows): Float32Array[] =>
  a.map((row, t) => row.map((value, i) => value + ((b[t] as Float32Array)[i] as number)));

function normalised(x: Rows, weight: Float32Array, epsilon: number): Float32Array[] {
  return x.map((row) => {
    let squares = 0;
    for (const value of row) squares += value * value;
    const inverse = 1 / Math.sqrt(squares / row.length + epsilon);
    return row.map((value, i) => value * inverse * (weight[i] as number));
  });
}

/** Every row rotated by its position (RoPE). */
function rotated(x: Rows, table: Float32Array, headDim: number): Float32Array[] {
  const half = headDim / 2;
  return x.map((row, position) =>
    row.map((value, column) => {
      const i = column % headDim;
      const feature = i % half;
      const cosine = table[position * headDim + feature] as number;
      const sine = table[position * headDim + half + feature] as number;
      const other = i < half ? -(row[column + half] as number) : (row[column - half] as number);
      return value * cosine + other * sine;
    }),
  );
}

/** Causal attention, head by head. */
function attention(q: Rows, k: Rows, v: Rows, headDim: number): Float32Array[] {
  return q.map((row, t) => {
    const y = new Float32Array(row.length);
    for (let first = 0; first < row.length; first += headDim) {
      const scores = k.slice(0, t + 1).map((key) => {
        let dot = 0;
        for (let i = first; i < first + headDim; i++) dot += (row[i] as number) * (key[i] as number);
        return dot / Math.sqrt(headDim);
      });
      const top = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - top));
      const total = weights.reduce((a, b) => a + b);
      weights.forEach((weight, s) => {
        const value = v[s] as Float32Array;
        for (let i = first; i < first + headDim; i++)
          y[i] = (y[i] as number) + (weight / total) * (value[i] as number);
      });
    }
    return y;
  });
}

const gated = (gate: Rows, up: Rows): Float32Array[] =>
  gate.map((row, t) => row.map((g, i) => (g / (1 + Math.exp(-g))) * ((up[t] as Float32Array)[i] as number)));

/**
 * Keys (rotated by their positions 0, 1, ...) and values of `tokens` in every layer, laid out as a prefix:
 * [tokens, 2 * layers * heads * headDim], see `ModelHooks.prefix`.
 */
export function keyValues(config: ModelConfig, base: NamedTensors, tokens: readonly number[]): Float32Array {
  const { layers, dModel, heads, headDim, ropeTheta, rmsNormEpsilon } = config;
  const weight = (name: string): Float32Array => {
    const found = base.get(`${name}.weight`);
    if (!found) throw new Error(`${name}.weight is missing`);
    return found.data;
  };
  const wide = 2 * layers * heads * headDim;
  const result = new Float32Array(tokens.length * wide);
  const angles = ropeTable(tokens.length, headDim, ropeTheta);
  const table = weight('model.embed_tokens');
  let stream: Rows = tokens.map((id) => table.subarray(id * dModel, (id + 1) * dModel));
  for (let layer = 0; layer < layers; layer++) {
    const names = linearNames(layer);
    const forAttention = normalised(stream, weight(`model.layers.${layer}.input_layernorm`), rmsNormEpsilon);
    const keys = rotated(times(forAttention, weight(names.k)), angles, headDim);
    const values = times(forAttention, weight(names.v));
    const { keyColumn, valueColumn } = prefixColumns(config, layer);
    keys.forEach((row, t) => {
      result.set(row, t * wide + keyColumn);
      result.set(values[t] as Float32Array, t * wide + valueColumn);
    });
    if (layer === layers - 1) break;
    const queries = rotated(times(forAttention, weight(names.q)), angles, headDim);
    stream = plus(stream, times(attention(queries, keys, values, headDim), weight(names.o)));
    const norm = weight(`model.layers.${layer}.post_attention_layernorm`);
    const forMlp = normalised(stream, norm, rmsNormEpsilon);
    const inside = gated(times(forMlp, weight(names.gate)), times(forMlp, weight(names.up)));
    stream = plus(stream, times(inside, weight(names.down)));
  }
  return result;
}
