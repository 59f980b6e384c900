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
  prependRows,
  promptedEmbedding,
  rmsNorm,
  rope,
  ropeTable,
  type SequenceTrace,
  type StepTrace,
  swiGlu,
  type Tensor,
  takeRows,
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
  /** Dropout's hash of seed and step (`drawOf`); null outside training. */
  draw: Tensor | null;
}

/** Where a method may change the forward pass. */
export interface ModelHooks {
  /** Replaces a linear map of a block. */
  linear?: (call: LinearCall) => Tensor;
  /** Storage format of the frozen linear maps of all blocks; floats by default. */
  storage?: PackedFormat;
  /** Replaces the weight [vocabulary, dModel] of the output layer. */
  head?: (graph: Graph, config: ModelConfig) => Tensor;
  /** Learned positions in front of every sequence; they take part of the context. */
  virtualTokens?: number;
  /** Embeddings of the virtual tokens [virtualTokens, dModel], which pass through all blocks like any others. */
  prompt?: (graph: Graph, config: ModelConfig) => Tensor;
  /**
   * Keys and values of the virtual tokens in every layer, instead of embeddings: [virtualTokens, 2 * layers * width] as
   * PEFT lays them out, layer 0's keys, layer 0's values, layer 1's keys, and so on. Keys are used without
   * rotation by position.
   */
  prefix?: (graph: Graph, config: ModelConfig) => Tensor;
}

/** Where in a prefix the keys of a layer begin, and its values. */
export function prefixColumns(
  config: ModelConfig,
  layer: number,
): { keyColumn: number; valueColumn: number } {
  const width = config.heads * config.headDim;
  return { keyColumn: 2 * layer * width, valueColumn: (2 * layer + 1) * width };
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

/** The parts that differ between tracing whole sequences and tracing one more token. */
interface BlockInputs {
  draw: Tensor | null;
  /** Tokens to the rows that enter the first block. */
  embed: (table: Tensor) => Tensor;
  /** The attention of a layer, over whole sequences or over a cache. */
  attend: (layer: number, q: Tensor, k: Tensor, v: Tensor) => Tensor;
  /** Selects the rows whose next tokens are predicted from the output of the last block. */
  selectLogitRows: (stream: Tensor) => Tensor;
}

/** Traces all blocks, to logits [rows, vocabulary]. */
function traceBlocks(
  graph: Graph,
  config: ModelConfig,
  hooks: ModelHooks,
  { draw, embed, attend, selectLogitRows }: BlockInputs,
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
      ? hooks.linear({ graph, module, x, weight, residual, draw })
      : linear(graph, x, weight, residual);
  };
  const norm = (name: string, x: Tensor) =>
    rmsNorm(graph, x, graph.parameter(`${name}.weight`, [dModel]), rmsNormEpsilon);

  let stream = embed(table);
  for (let layer = 0; layer < config.layers; layer++) {
    const names = linearNames(layer);
    const forAttention = norm(`model.layers.${layer}.input_layernorm`, stream);
    const attended = attend(
      layer,
      map(names.q, forAttention, [width, dModel]),
      map(names.k, forAttention, [width, dModel]),
      map(names.v, forAttention, [width, dModel]),
    );
    stream = map(names.o, attended, [dModel, width], stream);
    const forMlp = norm(`model.layers.${layer}.post_attention_layernorm`, stream);
    const gated = swiGlu(
      graph,
      map(names.gate, forMlp, [ffnDim, dModel]),
      map(names.up, forMlp, [ffnDim, dModel]),
    );
    stream = map(names.down, gated, [dModel, ffnDim], stream);
  }
  const last = norm('model.norm', selectLogitRows(stream));
  return linear(graph, last, headOf(graph, config, hooks, table));
}

function headOf(graph: Graph, config: ModelConfig, hooks: ModelHooks, table: Tensor): Tensor {
  if (hooks.head) return hooks.head(graph, config);
  const { tieWordEmbeddings, vocabularySize, dModel } = config;
  return tieWordEmbeddings ? table : graph.parameter('lm_head.weight', [vocabularySize, dModel]);
}

/** Angles of `count` positions; behind a prefix, a sequence's own tokens begin after its virtual ones. */
function traceAngles(graph: Graph, config: ModelConfig, hooks: ModelHooks, count: number): Tensor {
  const { headDim, ropeTheta } = config;
  const first = hooks.prefix ? (hooks.virtualTokens ?? 0) : 0;
  const table = ropeTable(first + count, headDim, ropeTheta).subarray(first * headDim);
  return graph.constant('rope', [count, headDim], table);
}

function traceSequences(
  config: ModelConfig,
  hooks: ModelHooks,
  batchSize: number,
  sequenceLength: number,
  training: boolean,
): SequenceTrace {
  const graph = new Graph();
  const { heads, headDim } = config;
  const { virtualTokens = 0 } = hooks;
  const tokens = graph.input('tokens', [batchSize * sequenceLength], 'i32');
  const draw = training ? graph.input('draw', [1], 'i32') : null;
  /** Rows that one sequence has within the blocks. */
  const length = sequenceLength + (hooks.prompt ? virtualTokens : 0);
  const rows = batchSize * length;
  const angles = traceAngles(graph, config, hooks, length);
  const positions = graph.constant(
    'positions',
    [rows],
    Int32Array.from({ length: rows }, (_, i) => i % length),
  );
  const prompt = hooks.prompt?.(graph, config);
  const prefix = hooks.prefix?.(graph, config);
  const shape = { batchSize, sequenceLength: length, heads, headDim };
  const logits = traceBlocks(graph, config, hooks, {
    draw,
    embed(table) {
      const own = embedding(graph, table, tokens);
      return prompt ? prependRows(graph, prompt, own, batchSize) : own;
    },
    attend(layer, q, k, v) {
      const [turnedQ, turnedK] = rope(graph, q, k, angles, positions, headDim);
      if (!prefix) return attention(graph, turnedQ, turnedK, v, shape);
      const { keyColumn, valueColumn } = prefixColumns(config, layer);
      const keys = prependRows(graph, prefix, turnedK, batchSize, keyColumn);
      const values = prependRows(graph, prefix, v, batchSize, valueColumn);
      return attention(graph, turnedQ, keys, values, { ...shape, prefixLength: virtualTokens });
    },
    selectLogitRows: (stream) => (prompt ? takeRows(graph, stream, batchSize, virtualTokens) : stream),
  });
  return { graph, tokens, logits, draw };
}

function traceStep(config: ModelConfig, hooks: ModelHooks): StepTrace {
  const graph = new Graph();
  const { heads, headDim, contextLength } = config;
  const tokens = graph.input('tokens', [1], 'i32');
  const positions = graph.input('positions', [1], 'i32');
  const angles = traceAngles(graph, config, hooks, contextLength);
  const prompt = hooks.prompt?.(graph, config);
  const prefix = hooks.prefix?.(graph, config);
  const shape = { heads, headDim, contextLength };
  const logits = traceBlocks(graph, config, hooks, {
    draw: null,
    embed: (table) =>
      prompt ? promptedEmbedding(graph, table, prompt, tokens) : embedding(graph, table, tokens),
    attend(layer, q, k, v) {
      const [turnedQ, turnedK] = rope(graph, q, k, angles, positions, headDim);
      const keys = graph.state(`keys.${layer}`, [contextLength, heads * headDim]);
      const values = graph.state(`values.${layer}`, [contextLength, heads * headDim]);
      const before = prefix ? { rows: prefix, ...prefixColumns(config, layer) } : null;
      return cachedAttention(graph, turnedQ, turnedK, v, keys, values, positions, shape, before);
    },
    selectLogitRows: (stream) => stream,
  });
  return { graph, tokens, positions, logits };
}

/** The model in the form that engines trace. */
export function llama(config: ModelConfig, hooks: ModelHooks = {}): LanguageModel {
  const { virtualTokens = 0 } = hooks;
  return {
    vocabularySize: config.vocabularySize,
    contextLength: config.contextLength - virtualTokens,
    leadingTokens: hooks.prompt ? virtualTokens : 0,
    traceSequences: (batchSize, sequenceLength, training) =>
      traceSequences(config, hooks, batchSize, sequenceLength, training),
    traceStep: () => traceStep(config, hooks),
  };
}
