/**
 * @file Forward passes with tfjs: scores of whole batches, and generation for one sequence.
 *
 * The decoder keeps no keys and values: it reads the whole sequence again for every token. tfjs has no op that
 * writes one row of a tensor in place, and copying the cache for every token costs more than it saves at these
 * sizes. Sequences are padded to a few lengths, since tfjs compiles a shader for every new shape.
 */
import * as tf from '@tensorflow/tfjs';
import type { Decoder, LanguageModel, RowScores, Scorer, TokenBatch, Weights } from '../engine.ts';
import { findParameter } from '../findParameter.ts';
import type { Tensor as GraphTensor } from '../graph.ts';
import { type LossGraph, traceLoss } from '../lossGraph.ts';
import { batchTensors } from './inputs.ts';
import { Replay } from './replay.ts';
import type { TfjsWeights } from './weights.ts';

export interface ScorerOptions {
  model: LanguageModel;
  batchSize: number;
  sequenceLength: number;
  weights: readonly Weights[];
}

function sourceOf(weights: readonly TfjsWeights[], inputs: ReadonlyMap<string, tf.Tensor>) {
  return ({ kind, name }: GraphTensor): tf.Tensor | null =>
    kind === 'input' ? (inputs.get(name) ?? null) : findParameter(weights, name);
}

export class TfjsScorer implements Scorer {
  readonly batchSize: number;
  readonly sequenceLength: number;
  private readonly activate: () => void;
  private readonly weights: readonly TfjsWeights[];
  private readonly loss: LossGraph;
  private readonly rows: Replay;
  private readonly all: Replay;

  constructor(activate: () => void, { model, batchSize, sequenceLength, weights }: ScorerOptions) {
    this.activate = activate;
    this.batchSize = batchSize;
    this.sequenceLength = sequenceLength;
    this.weights = weights as readonly TfjsWeights[];
    this.loss = traceLoss(model, batchSize, sequenceLength, false);
    this.rows = new Replay(this.loss.graph, [this.loss.rows.loss, this.loss.rows.correct]);
    this.all = new Replay(this.loss.graph, [this.loss.logits]);
  }

  async score(batch: TokenBatch): Promise<RowScores> {
    const both = this.run(this.rows, batch);
    const [loss, correct] = await Promise.all(both.map((tensor) => tensor.data<'float32'>()));
    const scores = { loss: (loss as Float32Array).slice(), correct: (correct as Float32Array).slice() };
    tf.dispose(both);
    return scores;
  }

  async logits(tokens: Int32Array): Promise<Float32Array> {
    const nothing = { targets: new Int32Array(tokens.length), weights: new Float32Array(tokens.length) };
    const results = this.run(this.all, { tokens, ...nothing });
    const logits = (await (results[0] as tf.Tensor).data<'float32'>()).slice();
    tf.dispose(results);
    return logits;
  }

  dispose(): void {
    this.activate();
    this.rows.dispose();
    this.all.dispose();
  }

  private run(replay: Replay, batch: TokenBatch): tf.Tensor[] {
    this.activate();
    return tf.tidy(() => replay.run(sourceOf(this.weights, batchTensors(batch))));
  }
}

/** Shortest padded length; each one after it is twice as long. */
const SHORTEST = 16;

export class TfjsDecoder implements Decoder {
  private readonly activate: () => void;
  private readonly model: LanguageModel;
  private readonly weights: readonly TfjsWeights[];
  private readonly replays = new Map<number, Replay>();
  private sequence: number[] = [];

  constructor(activate: () => void, options: { model: LanguageModel; weights: readonly Weights[] }) {
    this.activate = activate;
    this.model = options.model;
    this.weights = options.weights as readonly TfjsWeights[];
  }

  get contextLength(): number {
    return this.model.contextLength;
  }

  reset(): void {
    this.sequence = [];
  }

  async feed(tokens: readonly number[]): Promise<Float32Array> {
    const { contextLength } = this;
    const { vocabularySize } = this.model;
    if (tokens.length === 0) throw new RangeError('no tokens to feed');
    if (this.sequence.length + tokens.length > contextLength) {
      throw new RangeError(`the context holds ${contextLength} tokens`);
    }
    this.sequence.push(...tokens);
    const last = this.sequence.length - 1;
    const padded = new Int32Array(this.paddedLength());
    padded.set(this.sequence);
    this.activate();
    // Attention is causal, so padding behind the last token does not change its logits.
    const row = tf.tidy(() => {
      const inputs = new Map([['tokens', tf.tensor1d(padded, 'int32')]]);
      const [logits] = this.replayOf(padded.length).run(sourceOf(this.weights, inputs));
      return tf.slice(logits as tf.Tensor2D, [last, 0], [1, vocabularySize]);
    });
    const values = (await row.data<'float32'>()).slice();
    row.dispose();
    return values;
  }

  dispose(): void {
    this.activate();
    for (const replay of this.replays.values()) replay.dispose();
    this.replays.clear();
  }

  private paddedLength(): number {
    let length = SHORTEST;
    while (length < this.sequence.length) length *= 2;
    return Math.min(length, this.contextLength);
  }

  private replayOf(length: number): Replay {
    let replay = this.replays.get(length);
    if (!replay) {
      const { graph, logits } = this.model.traceSequences(1, length, false);
      replay = new Replay(graph, [logits]);
      this.replays.set(length, replay);
    }
    return replay;
  }
}
