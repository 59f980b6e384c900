/** @file Training on WebGPU: forward, backward, clip and update as one command buffer, one submit per step. */
import { differentiate } from '../autodiff.ts';
import { disposeOnError, type Own } from '../disposeOnError.ts';
import {
  DeviceLostError,
  type NamedTensors,
  type StepMetrics,
  type StepSettings,
  type TokenBatch,
  type Trainer,
  type TrainerFacts,
  type TrainerOptions,
  type TrainerState,
} from '../engine.ts';
import { findParameter } from '../findParameter.ts';
import { byteLengthOf, type Tensor } from '../graph.ts';
import { sumOfWeights } from '../lossGraph.ts';
import { drawOf } from '../ops/dropout/index.ts';
import { traceTraining } from '../trainingGraph.ts';
import { ArenaWeights, type Place, readArena, writeArena } from './arena.ts';
import type { Gpu } from './gpu.ts';
import { Optimizer, packSettings, RING_FLOATS, RING_STEPS, SETTINGS_FLOATS } from './optimizer.ts';
import { STAGING_BYTES, trainerInputs } from './plan.ts';
import { type Dispatch, encodeDispatches, InputBlock, Program } from './program.ts';

export class WebGpuTrainer implements Trainer {
  readonly facts: TrainerFacts;
  readonly weights: ArenaWeights;
  private readonly gpu: Gpu;
  private readonly program: Program;
  private readonly inputs: InputBlock;
  private readonly optimizer: Optimizer;
  private readonly dispatches: readonly Dispatch[];
  private readonly staging: GPUBuffer;
  /** Copies of the weights and the moments that `save` makes, in that order. */
  private readonly saved: readonly GPUBuffer[];
  private hasSaved = false;
  /** Steps queued, in all and up to the last metrics readout. */
  private queued = 0;
  private reported = 0;
  /** Steps whose metrics are in the staging copy. */
  private staged = 0;
  private mapping = false;
  private readonly stepNumbers: number[] = [];
  private disposed = false;

  private constructor(parts: {
    gpu: Gpu;
    facts: TrainerFacts;
    weights: ArenaWeights;
    program: Program;
    inputs: InputBlock;
    optimizer: Optimizer;
    dispatches: readonly Dispatch[];
    staging: GPUBuffer;
    saved: readonly GPUBuffer[];
  }) {
    this.gpu = parts.gpu;
    this.facts = parts.facts;
    this.weights = parts.weights;
    this.program = parts.program;
    this.inputs = parts.inputs;
    this.optimizer = parts.optimizer;
    this.dispatches = parts.dispatches;
    this.staging = parts.staging;
    this.saved = parts.saved;
  }

  /** Throws an `OutOfMemoryError` or an `EngineFaultError`; nothing is left allocated then. */
  static create(gpu: Gpu, options: TrainerOptions): Promise<WebGpuTrainer> {
    return disposeOnError((own) => WebGpuTrainer.make(gpu, options, own));
  }

  private static async make(gpu: Gpu, options: TrainerOptions, own: Own): Promise<WebGpuTrainer> {
    const { batchSize, sequenceLength, frozen, rateFactor = () => 1 } = options;
    const name = options.optimizer ?? 'adamw';
    const { loss, trainable, orthogonal, targets } = traceTraining({ ...options, optimizer: name });
    const gradients = differentiate(loss.graph, targets);

    const weights = own(new ArenaWeights(gpu, trainable, 'trainable weights'));
    const optimizer = own(new Optimizer(gpu, weights.layout, name, orthogonal));
    const rows = batchSize * sequenceLength;
    const inputs = own(new InputBlock(gpu, trainerInputs(rows)));
    const gradientPlaces = new Map<Tensor, Place>(
      [...gradients].map(([target, gradient]) => [
        gradient,
        weights.layout.place(optimizer.gradients, target.name) as Place,
      ]),
    );
    const arenas = frozen ? [weights, frozen as ArenaWeights] : [weights];
    const program = own(
      await Program.create(gpu, {
        graph: loss.graph,
        results: [loss.rows.loss, loss.rows.correct, ...gradients.values()],
        place: (tensor) => {
          if (tensor.kind === 'parameter') return findParameter(arenas, tensor.name);
          if (tensor.kind === 'input') return inputs.place(tensor.name, byteLengthOf(tensor));
          return gradientPlaces.get(tensor) ?? null;
        },
      }),
    );
    const update = await optimizer.dispatches({
      layout: weights.layout,
      weights: weights.buffer,
      rows,
      rowLoss: program.placeOf(loss.rows.loss),
      rowCorrect: program.placeOf(loss.rows.correct),
      rowWeights: inputs.place('weights', rows * 4) as Place,
      weightSum: inputs.place('weightSum', 16) as Place,
      settings: inputs.place('settings', SETTINGS_FLOATS * 4) as Place,
      rateFactor,
    });
    const ownBuffer = (bytes: number, label: string, usage: number): GPUBuffer => {
      const buffer = gpu.createBuffer(bytes, label, usage | GPUBufferUsage.COPY_DST);
      own({ dispose: () => gpu.destroyBuffer(buffer) });
      return buffer;
    };
    const staging = ownBuffer(STAGING_BYTES, 'metrics', GPUBufferUsage.MAP_READ);
    const state = [weights.buffer, ...optimizer.moments.map(({ buffer }) => buffer)];
    const saved = state.map(({ size, label }) => ownBuffer(size, `saved ${label}`, GPUBufferUsage.COPY_SRC));
    // Bound buffers were checked with their bind groups; these are bound nowhere.
    await gpu.check([staging, ...saved]);
    const dispatches = [...program.dispatches, ...update];
    const facts: TrainerFacts = {
      trainableParameters: weights.layout.entries.reduce((sum, { length }) => sum + length, 0),
      optimizerBytes: optimizer.moments
        .flatMap(({ layout }) => layout.entries)
        .reduce((sum, { length }) => sum + 4 * length, 0),
      // Summed instead of measured: other users of the device may allocate and free while pipelines compile.
      deviceBytes:
        program.bytes +
        optimizer.bytes +
        [weights.buffer, inputs.buffer, staging, ...saved].reduce((sum, { size }) => sum + size, 0),
      dispatches: dispatches.length,
      submits: 1,
    };
    return new WebGpuTrainer({ gpu, facts, weights, program, inputs, optimizer, dispatches, staging, saved });
  }

  step(batch: TokenBatch, settings: StepSettings): void {
    if (this.queued - this.reported >= RING_STEPS)
      throw new Error(`metrics were not read for ${RING_STEPS} steps`);
    const { inputs } = this;
    inputs.set('tokens', batch.tokens);
    inputs.set('targets', batch.targets);
    inputs.set('weights', batch.weights);
    inputs.set('weightSum', [sumOfWeights(batch.weights)]);
    inputs.set('draw', Int32Array.of(drawOf(settings.seed, settings.step)));
    inputs.set('settings', packSettings(settings, this.queued % RING_STEPS));
    inputs.upload();

    const encoder = this.gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encodeDispatches(pass, this.dispatches);
    pass.end();
    this.stepNumbers[this.queued % RING_STEPS] = settings.step;
    this.queued++;
    if (!this.mapping) this.stage(encoder);
    this.gpu.submit(encoder);
  }

  async metrics(): Promise<StepMetrics[]> {
    if (this.queued === this.reported || this.mapping) return [];
    if (this.staged < this.queued) {
      const encoder = this.gpu.device.createCommandEncoder();
      this.stage(encoder);
      this.gpu.submit(encoder);
    }
    const [from, to] = [this.reported, this.staged];
    this.mapping = true;
    try {
      await this.gpu.map(this.staging);
      if (this.disposed) return [];
      const ring = new Float32Array(this.staging.getMappedRange().slice(0));
      this.staging.unmap();
      this.reported = to;
      return Array.from({ length: to - from }, (_, i) => {
        const slot = (from + i) % RING_STEPS;
        const [loss, accuracy, gradientNorm, learningRate] = ring.subarray(slot * RING_FLOATS) as unknown as [
          number,
          number,
          number,
          number,
        ];
        return { step: this.stepNumbers[slot] as number, loss, accuracy, gradientNorm, learningRate };
      });
    } catch (error) {
      if (this.disposed && !(error instanceof DeviceLostError)) return [];
      throw error;
    } finally {
      this.mapping = false;
    }
  }

  gradients(): Promise<NamedTensors> {
    return readArena(this.gpu, this.weights.layout, this.optimizer.gradients);
  }

  save(): void {
    this.copyState(this.state, this.saved);
    this.hasSaved = true;
  }

  restore(): void {
    if (this.hasSaved) this.copyState(this.saved, this.state);
  }

  async readState(): Promise<TrainerState> {
    const [weights, first, second] = await Promise.all([
      this.weights.read(),
      ...this.optimizer.moments.map(({ buffer, layout }) => readArena(this.gpu, layout, buffer)),
    ]);
    return { weights, first: first ?? new Map(), second: second ?? new Map() };
  }

  writeState(state: TrainerState): void {
    this.weights.write(state.weights);
    this.optimizer.moments.forEach(({ buffer, layout }, i) => {
      writeArena(this.gpu, layout, buffer, i === 0 ? state.first : state.second);
    });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.program.dispose();
    this.optimizer.dispose();
    this.inputs.dispose();
    this.weights.dispose();
    for (const buffer of [this.staging, ...this.saved]) this.gpu.destroyBuffer(buffer);
  }

  private stage(encoder: GPUCommandEncoder): void {
    encoder.copyBufferToBuffer(this.optimizer.ring, 0, this.staging, 0, this.staging.size);
    this.staged = this.queued;
  }

  private get state(): readonly GPUBuffer[] {
    return [this.weights.buffer, ...this.optimizer.moments.map(({ buffer }) => buffer)];
  }

  private copyState(from: readonly GPUBuffer[], to: readonly GPUBuffer[]): void {
    const encoder = this.gpu.device.createCommandEncoder();
    from.forEach((buffer, i) => {
      encoder.copyBufferToBuffer(buffer, 0, to[i] as GPUBuffer, 0, buffer.size);
    });
    this.gpu.submit(encoder);
  }
}
