/**
 * @file A Llama-shaped causal language model (Touvron et al. 2023, arXiv 2302.13971) in the op vocabulary: RMS norm
 * before attention and MLP, rotary positions, SwiGLU, no biases. Names of weights are those of Hugging Face.
 *
 * Fine-tuning methods change the forward pass through `ModelHooks`; without hooks this is the base model.
 */
import {
  attention,
  cachedAttention,
  embedding,
  Graph,
  type LanguageModel,
  linear,
  type PackedFormat,
  rmsNorm,
  rope,
  ropeTable,
  type SequenceTrace,
  type StepTrace,
  swiGlu,
  type Tensor,
} from '../engine/vocabulary.ts';
import type { ModelConfig } from './config.ts';

/** The linear maps of block `layer`, by Hugging Face's names. */
export const linearNames = (layer: number) =>
  ({
    q: `model.layers.${layer}.self_attn.q_proj`,
    k: `model.layers.${layer}.self_attn.k_proj`,
    v: `model.layers.${layer}.self_attn.v_proj`,
    o: `model.layers.${layer}.self_attn.o_proj`,
    gate: `model.layers.${layer}.mlp.gate_proj`,
    up: `model.layers.${layer}.mlp.up_proj`,
    down: `model.layers.${layer}.mlp.down_proj`,
  }) as const;

export interface LinearCall {
  graph: Graph;
  /** Module name, without ".weight". */
  module: string;
  /** [rows, in] */
  x: Tensor;
  /** [out, in] */
  weight: Tensor;
  /** [rows, out], added to the result; null outside residual streams. */
  residual: Tensor | null;
  /** The number of the training step; null outside training. */
  step: Tensor | null;
}

/** Where a method may change the forward pass. */
export interface ModelHooks {
  /** Replaces a linear map of a block. */
  linear?: (call: LinearCall) => Tensor;
  /** How the frozen linear maps of all blocks are kept; as floats by default. */
  storage?: PackedFormat;
}

/** Every weight of the model in order of the forward pass: name and shape. */
export function parameterShapes(config: ModelConfig): [string, number[]][] {
  const { dModel, ffnDim, heads, headDim, vocabularySize } = config;
  const width = heads * headDim;
  const shapes: [string, number[]][] = [['model.embed_tokens.weight', [vocabularySize, dModel]]];
  for (let layer = 0; layer < config.layers; layer++) {
    const names = linearNames(layer);
    shapes.push(
      [`model.layers.${layer}.input_layernorm.weight`, [dModel]],
      [`${names.q}.weight`, [width, dModel]],
      [`${names.k}.weight`, [width, dModel]],
      [`${names.v}.weight`, [width, dModel]],
      [`${names.o}.weight`, [dModel, width]],
      [`model.layers.${layer}.post_attention_layernorm.weight`, [dModel]],
      [`${names.gate}.weight`, [ffnDim, dModel]],
      [`${names.up}.weight`, [ffnDim, dModel]],
      [`${names.down}.weight`, [dModel, ffnDim]],
    );
  }
  shapes.push(['model.norm.weight', [dModel]]);
  if (!config.tieWordEmbeddings) shapes.push(['lm_head.weight', [vocabularySize, dModel]]);
  return shapes;
}

export function countParameters(config: ModelConfig): number {
  return parameterShapes(config).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

type Mix = (layer: number, q: Tensor, k: Tensor, v: Tensor) => Tensor;

/** tokens [rows] to logits [rows, vocabulary]; `mix` is the attention, over whole sequences or over a cache. */
function traceBlocks(
  graph: Graph,
  config: ModelConfig,
  hooks: ModelHooks,
  tokens: Tensor,
  step: Tensor | null,
  mix: Mix,
): Tensor {
  const { dModel, ffnDim, heads, headDim, vocabularySize, rmsNormEpsilon } = config;
  const width = heads * headDim;
  const table = graph.parameter('model.embed_tokens.weight', [vocabularySize, dModel]);
  const map = (
    module: string,
    x: Tensor,
    shape: [number, number],
    residual: Tensor | null = null,
  ): Tensor => {
    const weight = graph.parameter(`${module}.weight`, shape, hooks.storage);
    return hooks.linear
      ? hooks.linear({ graph, module, x, weight, residual, step })
      : linear(graph, x, weight, residual);
  };
  const norm = (name: string, x: Tensor) =>
    rmsNorm(graph, x, graph.parameter(`${name}.weight`, [dModel]), rmsNormEpsilon);

  let stream = embedding(graph, table, tokens);
  for (let layer = 0; layer < config.layers; layer++) {
    const names = linearNames(layer);
    const forAttention = norm(`model.layers.${layer}.input_layernorm`, stream);
    const mixed = mix(
      layer,
      map(names.q, forAttention, [width, dModel]),
      map(names.k, forAttention, [width, dModel]),
      map(names.v, forAttention, [width, dModel]),
    );
    stream = map(names.o, mixed, [dModel, width], stream);
    const forMlp = norm(`model.layers.${layer}.post_attention_layernorm`, stream);
    const gated = swiGlu(
      graph,
      map(names.gate, forMlp, [ffnDim, dModel]),
      map(names.up, forMlp, [ffnDim, dModel]),
    );
    stream = map(names.down, gated, [dModel, ffnDim], stream);
  }
  const head = config.tieWordEmbeddings ? table : graph.parameter('lm_head.weight', [vocabularySize, dModel]);
  return linear(graph, norm('model.norm', stream), head);
}

function traceSequences(
  config: ModelConfig,
  hooks: ModelHooks,
  batchSize: number,
  sequenceLength: number,
  training: boolean,
): SequenceTrace {
  const graph = new Graph();
  const rows = batchSize * sequenceLength;
  const { heads, headDim } = config;
  const tokens = graph.input('tokens', [rows], 'i32');
  const step = training ? graph.input('step', [1], 'i32') : null;
  const angles = graph.constant(
    'rope',
    [sequenceLength, headDim],
    ropeTable(sequenceLength, headDim, config.ropeTheta),
  );
  const positions = graph.constant(
    'positions',
    [rows],
    Int32Array.from({ length: rows }, (_, i) => i % sequenceLength),
  );
  const logits = traceBlocks(graph, config, hooks, tokens, step, (_, q, k, v) => {
    const [turnedQ, turnedK] = rope(graph, q, k, angles, positions, headDim);
    return attention(graph, turnedQ, turnedK, v, { batchSize, sequenceLength, heads, headDim });
  });
  return { graph, tokens, logits, step };
}

function traceStep(config: ModelConfig, hooks: ModelHooks): StepTrace {
  const graph = new Graph();
  const { heads, headDim, contextLength } = config;
  const tokens = graph.input('tokens', [1], 'i32');
  const positions = graph.input('positions', [1], 'i32');
  const angles = graph.constant(
    'rope',
    [contextLength, headDim],
    ropeTable(contextLength, headDim, config.ropeTheta),
  );
  const logits = traceBlocks(graph, config, hooks, tokens, null, (layer, q, k, v) => {
    const [turnedQ, turnedK] = rope(graph, q, k, angles, positions, headDim);
    const keys = graph.state(`keys.${layer}`, [contextLength, heads * headDim]);
    const values = graph.state(`values.${layer}`, [contextLength, heads * headDim]);
    return cachedAttention(graph, turnedQ, turnedK, v, keys, values, positions, {
      heads,
      headDim,
      contextLength,
    });
  });
  return { graph, tokens, positions, logits };
}

/** The model as engines take it. */
export function llama(config: ModelConfig, hooks: ModelHooks = {}): LanguageModel {
  return {
    vocabularySize: config.vocabularySize,
    contextLength: config.contextLength,
    traceSequences: (batchSize, sequenceLength, training) =>
      traceSequences(config, hooks, batchSize, sequenceLength, training),
    traceStep: () => traceStep(config, hooks),
  };
}
