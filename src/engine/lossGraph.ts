/** @file A model with its loss: what trainers differentiate and scorers evaluate, on every engine. */
import type { LanguageModel } from './engine.ts';
import type { Graph, Tensor } from './graph.ts';
import { type CrossEntropyRows, crossEntropy } from './ops/index.ts';

export interface LossGraph {
  graph: Graph;
  tokens: Tensor;
  targets: Tensor;
  weights: Tensor;
  /** Sum of the weights, at least 1. */
  weightSum: Tensor;
  draw: Tensor | null;
  logits: Tensor;
  rows: CrossEntropyRows;
}

export function traceLoss(
  model: LanguageModel,
  batchSize: number,
  sequenceLength: number,
  training: boolean,
): LossGraph {
  const { graph, tokens, logits, draw } = model.traceSequences(batchSize, sequenceLength, training);
  const rows = batchSize * sequenceLength;
  const targets = graph.input('targets', [rows], 'i32');
  const weights = graph.input('weights', [rows], 'f32');
  const weightSum = graph.input('weightSum', [1], 'f32');
  return {
    graph,
    tokens,
    targets,
    weights,
    weightSum,
    draw,
    logits,
    rows: crossEntropy(graph, logits, targets, weights, weightSum),
  };
}

/** The divisor of the mean: the weights' sum, or 1 for a batch without any weight. */
export function sumOfWeights(weights: Float32Array): number {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum > 0 ? sum : 1;
}
