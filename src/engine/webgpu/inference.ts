/** @file Forward passes on WebGPU: scores of whole batches, and generation token by token with cached keys and values. */

import { disposeOnError, type Own } from '../disposeOnError.ts';
import type { Decoder, LanguageModel, RowScores, Scorer, TokenBatch, Weights } from '../engine.ts';
import { findParameter } from '../findParameter.ts';
import { sizeOf, type Tensor } from '../graph.ts';
import { type LossGraph, sumOfWeights, traceLoss } from '../lossGraph.ts';
import { SequencePositions } from '../sequencePositions.ts';
import type { ArenaWeights, Place } from './arena.ts';
import type { Gpu } from './gpu.ts';
import { encodeDispatches, InputBlock, Program } from './program.ts';

interface ScorerOptions {
  model: LanguageModel;
  batchSize: number;
  sequenceLength: number;
  weights: readonly Weights[];
}

export class WebGpuScorer implements Scorer {
  readonly batchSize: number;
  readonly sequenceLength: number;
  private readonly gpu: Gpu;
  private readonly loss: LossGraph;
  private readonly program: Program;
  private readonly inputs: InputBlock;
  private readonly place: (tensor: Tensor) => Place | null;
  private readonly staging: GPUBuffer;
  private logitsProgram: Program | null = null;

  private constructor(
    gpu: Gpu,
    loss: LossGraph,
    program: Program,
    inputs: InputBlock,
    place: (tensor: Tensor) => Place | null,
    batchSize: number,
  ) {
    this.gpu = gpu;
    this.loss = loss;
    this.program = program;
    this.inputs = inputs;
    this.place = place;
    this.batchSize = batchSize;
    this.sequenceLength = sizeOf(loss.tokens.shape) / batchSize;
    this.staging = gpu.createBuffer(
      sizeOf(loss.tokens.shape) * 8,
      'scores',
      GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    );
  }

  /** Throws an `OutOfMemoryError` or an `EngineFaultError`; nothing is left allocated then. */
  static create(gpu: Gpu, options: ScorerOptions): Promise<WebGpuScorer> {
    return disposeOnError((own) => WebGpuScorer.make(gpu, options, own));
  }

  private static async make(gpu: Gpu, options: ScorerOptions, own: Own): Promise<WebGpuScorer> {
    const { model, batchSize, sequenceLength, weights } = options;
    const loss = traceLoss(model, batchSize, sequenceLength, false);
    const rows = batchSize * sequenceLength;
    const inputs = own(
      new InputBlock(gpu, [
        { name: 'tokens', bytes: rows * 4 },
        { name: 'targets', bytes: rows * 4 },
        { name: 'weights', bytes: rows * 4 },
        { name: 'weightSum', bytes: 16 },
      ]),
    );
    const place = (tensor: Tensor): Place | null => {
      if (tensor.kind === 'parameter') return findParameter(weights as readonly ArenaWeights[], tensor.name);
      return tensor.kind === 'input' ? inputs.place(tensor.name, sizeOf(tensor.shape) * 4) : null;
    };
    const results = [loss.rows.loss, loss.rows.correct];
    const program = own(await Program.create(gpu, { graph: loss.graph, results, place }));
    const scorer = new WebGpuScorer(gpu, loss, program, inputs, place, batchSize);
    own({ dispose: () => gpu.destroyBuffer(scorer.staging) });
    await gpu.check([scorer.staging]);
    return scorer;
  }

  async score(batch: TokenBatch): Promise<RowScores> {
    const { inputs, gpu, loss, staging } = this;
    inputs.set('tokens', batch.tokens);
    inputs.set('targets', batch.targets);
    inputs.set('weights', batch.weights);
    inputs.set('weightSum', [sumOfWeights(batch.weights)]);
    inputs.upload();
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, this.program.dispatches);
    pass.end();
    const bytes = sizeOf(loss.tokens.shape) * 4;
    encoder.copyBufferToBuffer(this.program.placeOf(loss.rows.loss).buffer, 0, staging, 0, bytes);
    encoder.copyBufferToBuffer(this.program.placeOf(loss.rows.correct).buffer, 0, staging, bytes, bytes);
    gpu.submit(encoder);
    await gpu.map(staging);
    const both = new Float32Array(staging.getMappedRange().slice(0));
    staging.unmap();
    const rows = bytes / 4;
    return { loss: both.subarray(0, rows), correct: both.subarray(rows, 2 * rows) };
  }

  async logits(tokens: Int32Array): Promise<Float32Array> {
    const { gpu, loss } = this;
    this.logitsProgram ??= await Program.create(gpu, {
      graph: loss.graph,
      results: [loss.logits],
      place: this.place,
    });
    this.inputs.set('tokens', tokens);
    this.inputs.upload();
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, this.logitsProgram.dispatches);
    pass.end();
    gpu.submit(encoder);
    return new Float32Array(
      await gpu.read(this.logitsProgram.placeOf(loss.logits).buffer, sizeOf(loss.logits.shape) * 4),
    );
  }

  dispose(): void {
    this.program.dispose();
    this.logitsProgram?.dispose();
    this.inputs.dispose();
    this.gpu.destroyBuffer(this.staging);
  }
}

interface DecoderOptions {
  model: LanguageModel;
  weights: readonly Weights[];
}

export class WebGpuDecoder implements Decoder {
  private readonly gpu: Gpu;
  private readonly program: Program;
  private readonly inputs: InputBlock;
  private readonly staging: GPUBuffer;
  private readonly logits: Place;
  private readonly vocabularySize: number;
  private readonly sequence: SequencePositions;

  private constructor(
    gpu: Gpu,
    program: Program,
    inputs: InputBlock,
    logits: Place,
    vocabularySize: number,
    sequence: SequencePositions,
  ) {
    this.gpu = gpu;
    this.program = program;
    this.inputs = inputs;
    this.logits = logits;
    this.vocabularySize = vocabularySize;
    this.sequence = sequence;
    this.staging = gpu.createBuffer(
      vocabularySize * 4,
      'logits',
      GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    );
  }

  /** Throws an `OutOfMemoryError` or an `EngineFaultError`; nothing is left allocated then. */
  static create(gpu: Gpu, options: DecoderOptions): Promise<WebGpuDecoder> {
    return disposeOnError((own) => WebGpuDecoder.make(gpu, options, own));
  }

  private static async make(gpu: Gpu, { model, weights }: DecoderOptions, own: Own): Promise<WebGpuDecoder> {
    const { graph, logits } = model.traceStep();
    const inputs = own(
      new InputBlock(gpu, [
        { name: 'tokens', bytes: 16 },
        { name: 'positions', bytes: 16 },
      ]),
    );
    const place = (tensor: Tensor): Place | null => {
      if (tensor.kind === 'parameter') return findParameter(weights as readonly ArenaWeights[], tensor.name);
      return tensor.kind === 'input' ? inputs.place(tensor.name, 16) : null;
    };
    const program = own(await Program.create(gpu, { graph, results: [logits], place }));
    const { vocabularySize } = model;
    const decoder = new WebGpuDecoder(
      gpu,
      program,
      inputs,
      program.placeOf(logits),
      vocabularySize,
      new SequencePositions(model),
    );
    own({ dispose: () => gpu.destroyBuffer(decoder.staging) });
    await gpu.check([decoder.staging]);
    return decoder;
  }

  get contextLength(): number {
    return this.sequence.contextLength;
  }

  reset(): void {
    this.sequence.reset();
  }

  async feed(tokens: readonly number[]): Promise<Float32Array> {
    const { gpu } = this;
    const fed = this.sequence.next(tokens);
    fed.forEach(({ id, position }, i) => {
      this.inputs.set('tokens', Int32Array.of(id));
      this.inputs.set('positions', Int32Array.of(position));
      this.inputs.upload();
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      encodeDispatches(pass, this.program.dispatches);
      pass.end();
      if (i === fed.length - 1)
        encoder.copyBufferToBuffer(
          this.logits.buffer,
          this.logits.offset,
          this.staging,
          0,
          this.staging.size,
        );
      gpu.submit(encoder);
    });
    await gpu.map(this.staging);
    // The buffer is rounded up to whole vec4s; the logits are not.
    const logits = new Float32Array(this.staging.getMappedRange(0, this.vocabularySize * 4).slice(0));
    this.staging.unmap();
    return logits;
  }

  dispose(): void {
    this.program.dispose();
    this.inputs.dispose();
    this.gpu.destroyBuffer(this.staging);
  }
}
