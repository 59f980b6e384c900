/** @file Forward passes on the CPU: scores of whole batches, and generation token by token. */
import type { Decoder, LanguageModel, RowScores, Scorer, TokenBatch, Weights } from '../engine.ts';
import { findParameter } from '../findParameter.ts';
import type { Tensor } from '../graph.ts';
import { type LossGraph, sumOfWeights, traceLoss } from '../lossGraph.ts';
import { SequencePositions } from '../sequencePositions.ts';
import { CpuProgram, type CpuRuntime } from './program.ts';
import type { CpuTensors } from './tensors.ts';

const placeIn = (weights: readonly Weights[]) => (tensor: Tensor) =>
  tensor.kind === 'parameter' ? findParameter(weights as readonly CpuTensors[], tensor.name) : null;

export class CpuScorer implements Scorer {
  readonly batchSize: number;
  readonly sequenceLength: number;
  private readonly runtime: CpuRuntime;
  private readonly weights: readonly Weights[];
  private readonly loss: LossGraph;
  private readonly program: CpuProgram;
  private logitsProgram: CpuProgram | null = null;

  constructor(
    runtime: CpuRuntime,
    options: { model: LanguageModel; batchSize: number; sequenceLength: number; weights: readonly Weights[] },
  ) {
    const { model, batchSize, sequenceLength, weights } = options;
    this.runtime = runtime;
    this.batchSize = batchSize;
    this.sequenceLength = sequenceLength;
    this.weights = weights;
    this.loss = traceLoss(model, batchSize, sequenceLength, false);
    const { graph, rows } = this.loss;
    this.program = new CpuProgram(runtime, {
      graph,
      results: [rows.loss, rows.correct],
      place: placeIn(weights),
    });
  }

  async score(batch: TokenBatch): Promise<RowScores> {
    const { program, loss } = this;
    program.set('tokens', batch.tokens);
    program.set('targets', batch.targets);
    program.set('weights', batch.weights);
    program.set('weightSum', Float32Array.of(sumOfWeights(batch.weights)));
    program.run();
    const scores = {
      loss: program.arrayOf(loss.rows.loss).f32.slice(),
      correct: program.arrayOf(loss.rows.correct).f32.slice(),
    };
    await this.runtime.pause();
    return scores;
  }

  async logits(tokens: Int32Array): Promise<Float32Array> {
    const { graph, logits } = this.loss;
    this.logitsProgram ??= new CpuProgram(this.runtime, {
      graph,
      results: [logits],
      place: placeIn(this.weights),
    });
    this.logitsProgram.set('tokens', tokens);
    this.logitsProgram.run();
    return this.logitsProgram.arrayOf(logits).f32.slice();
  }

  dispose(): void {
    this.program.dispose();
    this.logitsProgram?.dispose();
    this.logitsProgram = null;
  }
}

export class CpuDecoder implements Decoder {
  private readonly runtime: CpuRuntime;
  private readonly program: CpuProgram;
  private readonly logits: Tensor;
  private readonly sequence: SequencePositions;

  constructor(
    runtime: CpuRuntime,
    { model, weights }: { model: LanguageModel; weights: readonly Weights[] },
  ) {
    const { graph, logits } = model.traceStep();
    this.runtime = runtime;
    this.logits = logits;
    this.sequence = new SequencePositions(model);
    this.program = new CpuProgram(runtime, { graph, results: [logits], place: placeIn(weights) });
  }

  get contextLength(): number {
    return this.sequence.contextLength;
  }

  reset(): void {
    this.sequence.reset();
  }

  async feed(tokens: readonly number[]): Promise<Float32Array> {
    for (const { id, position } of this.sequence.next(tokens)) {
      this.program.set('tokens', Int32Array.of(id));
      this.program.set('positions', Int32Array.of(position));
      this.program.run();
    }
    const logits = this.program.arrayOf(this.logits).f32.slice();
    await this.runtime.pause();
    return logits;
  }

  dispose(): void {
    this.program.dispose();
  }
}
