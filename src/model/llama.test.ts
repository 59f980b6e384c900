/** @file The traced model against Llama written out in loops, as `modeling_llama.py` of Transformers has it. */
import { describe, expect, it } from 'vitest';
import { relativeError } from '../engine/testing/compare.ts';
import { randomTensors } from '../engine/testing/random.ts';
import { openTfjs } from '../engine/tfjs/index.ts';
import type { NamedTensors } from '../engine/vocabulary.ts';
import type { ModelConfig } from './config.ts';
import { initialWeights } from './initialise.ts';
import { countParameters, linearNames, llama, parameterShapes } from './llama.ts';
import { tinyConfig } from './testing/tiny.ts';

type Matrix = number[][];

const product = (x: Matrix, weight: Matrix): Matrix =>
  x.map((row) => weight.map((column) => column.reduce((sum, w, i) => sum + w * row[i]!, 0)));
const sum = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((value, j) => value + b[i]![j]!));

/** LlamaForCausalLM in float64: tokens of one sequence to logits. */
function reference(config: ModelConfig, weights: NamedTensors, tokens: readonly number[]): Matrix {
  const matrix = (name: string): Matrix => {
    const { shape, data } = weights.get(`${name}.weight`)!;
    const width = shape[1] ?? 1;
    return Array.from({ length: shape[0]! }, (_, row) => [...data.slice(row * width, (row + 1) * width)]);
  };
  const norm = (x: Matrix, name: string): Matrix => {
    const weight = matrix(name);
    return x.map((row) => {
      const variance = row.reduce((total, value) => total + value * value, 0) / row.length;
      return row.map((value, i) => (value / Math.sqrt(variance + config.rmsNormEpsilon)) * weight[i]![0]!);
    });
  };
  const { heads, headDim, ropeTheta } = config;
  /** apply_rotary_pos_emb with rotate_half, head by head. */
  const rotated = (x: Matrix): Matrix =>
    x.map((row, position) =>
      row.map((value, column) => {
        const i = column % headDim;
        const half = headDim / 2;
        const angle = position * ropeTheta ** (-(2 * (i % half)) / headDim);
        const other = i < half ? -row[column + half]! : row[column - half]!;
        return value * Math.cos(angle) + other * Math.sin(angle);
      }),
    );
  const attention = (query: Matrix, key: Matrix, value: Matrix): Matrix =>
    query.map((row, t) =>
      row.map((_, column) => {
        const first = Math.floor(column / headDim) * headDim;
        const scores = key.slice(0, t + 1).map((other) => {
          let dot = 0;
          for (let i = first; i < first + headDim; i++) dot += row[i]! * other[i]!;
          return Math.exp(dot / Math.sqrt(headDim));
        });
        const total = scores.reduce((a, b) => a + b, 0);
        return scores.reduce((mixed, score, s) => mixed + (score / total) * value[s]![column]!, 0);
      }),
    );
  expect(heads * headDim).toBe(matrix(linearNames(0).q).length);

  const table = matrix('model.embed_tokens');
  let hidden = tokens.map((token) => table[token]!);
  for (let layer = 0; layer < config.layers; layer++) {
    const names = linearNames(layer);
    const x = norm(hidden, `model.layers.${layer}.input_layernorm`);
    const query = rotated(product(x, matrix(names.q)));
    const key = rotated(product(x, matrix(names.k)));
    const mixed = attention(query, key, product(x, matrix(names.v)));
    hidden = sum(hidden, product(mixed, matrix(names.o)));
    const y = norm(hidden, `model.layers.${layer}.post_attention_layernorm`);
    const up = product(y, matrix(names.up));
    const gated = product(y, matrix(names.gate)).map((row, i) =>
      row.map((gate, j) => (gate / (1 + Math.exp(-gate))) * up[i]![j]!),
    );
    hidden = sum(hidden, product(gated, matrix(names.down)));
  }
  return product(norm(hidden, 'model.norm'), config.tieWordEmbeddings ? table : matrix('lm_head'));
}

describe.each([
  ['tied embeddings', tinyConfig],
  ['an output layer of its own', { ...tinyConfig, tieWordEmbeddings: false, ropeTheta: 500 }],
])('the traced model with %s', (_, config) => {
  it('computes what Llama computes', async () => {
    const engine = await openTfjs('cpu');
    const tensors = randomTensors(parameterShapes(config), 'llama');
    const tokens = [5, 0, 18, 5, 7, 11];
    const weights = engine.createWeights(tensors);
    const scorer = await engine.createScorer({
      model: llama(config),
      batchSize: 1,
      sequenceLength: tokens.length,
      weights: [weights],
    });
    const logits = await scorer.logits(Int32Array.from(tokens));
    expect(relativeError(logits, reference(config, tensors, tokens).flat())).toBeLessThan(1e-5);
    scorer.dispose();
    weights.dispose();
  });
});

describe('the parameters of the model', () => {
  it('have the names of Transformers', () => {
    const names = parameterShapes(tinyConfig).map(([name]) => name);
    expect(names).toContain('model.embed_tokens.weight');
    expect(names).toContain('model.layers.1.self_attn.o_proj.weight');
    expect(names).toContain('model.layers.0.mlp.down_proj.weight');
    expect(names.at(-1)).toBe('model.norm.weight');
    expect(names).toHaveLength(2 + 9 * tinyConfig.layers);
  });

  it('are counted as the reference model of the budgets: 0.92 million', () => {
    const config = {
      ...tinyConfig,
      vocabularySize: 1024,
      dModel: 128,
      ffnDim: 344,
      layers: 4,
      heads: 4,
      headDim: 32,
    };
    expect(countParameters(config)).toBe(1024 * 128 + 4 * (4 * 128 ** 2 + 3 * 128 * 344 + 2 * 128) + 128);
    expect(countParameters({ ...config, tieWordEmbeddings: false })).toBe(
      countParameters(config) + 1024 * 128,
    );
  });

  it('are those that the graphs ask for, in training and in generation', () => {
    const model = llama(tinyConfig);
    const expected = new Map(parameterShapes(tinyConfig));
    for (const { graph } of [model.traceSequences(2, 4, true), model.traceStep()]) {
      expect(new Map(graph.parameters.map(({ name, shape }) => [name, shape]))).toEqual(expected);
    }
  });

  it('start the same for the same seed, norms at one, maps into the stream smaller', () => {
    const [first, again, other] = [
      initialWeights(tinyConfig, 1),
      initialWeights(tinyConfig, 1),
      initialWeights(tinyConfig, 2),
    ];
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(new Set(first.get('model.norm.weight')!.data)).toEqual(new Set([1]));
    const deviation = (name: string): number => {
      const { data } = initialWeights({ ...tinyConfig, dModel: 64, ffnDim: 64 }, 3).get(name)!;
      return Math.sqrt(data.reduce((total, value) => total + value * value, 0) / data.length);
    };
    expect(deviation(`${linearNames(0).gate}.weight`)).toBeCloseTo(0.02, 2);
    expect(deviation(`${linearNames(0).down}.weight`)).toBeCloseTo(
      0.02 / Math.sqrt(2 * tinyConfig.layers),
      2,
    );
  });
});
