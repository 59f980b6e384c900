/** @file Training on WebGPU: forward, backward, clip and AdamW as one command buffer, one submit per step. */
import { differentiate } from '../autodiff.ts';
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
import type { Tensor } from '../graph.ts';
import { sumOfWeights, traceLoss } from '../lossGraph.ts';
import { ArenaWeights, type Place, readArena, writeArena } from './arena.ts';
import type { Gpu } from './gpu.ts';
import { Optimizer, packSettings, RING_FLOATS, RING_STEPS, SETTINGS_FLOATS } from './optimizer.ts';
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
  private readonly kept: { weights: GPUBuffer; first: GPUBuffer; second: GPUBuffer };
  private hasKept = false;
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
    kept: { weights: GPUBuffer; first: GPUBuffer; second: GPUBuffer };
  }) {
    this.gpu = parts.gpu;
    this.facts = parts.facts;
    this.weights = parts.weights;
    this.program = parts.program;
    this.inputs = parts.inputs;
    this.optimizer = parts.optimizer;
    this.dispatches = parts.dispatches;
    this.staging = parts.staging;
    this.kept = parts.kept;
  }

  static async create(gpu: Gpu, options: TrainerOptions): Promise<WebGpuTrainer> {
    const { model, batchSize, sequenceLength, frozen, trainable, rateFactor = () => 1 } = options;
    const loss = traceLoss(model, batchSize, sequenceLength, true);
    const targets = [...trainable.keys()].map((name) => {
      const tensor = loss.graph.find(name);
      if (!tensor) throw new Error(`the model has no parameter ${name}`);
      return tensor;
    });
    const gradients = differentiate(loss.graph, targets);

    const weights = new ArenaWeights(gpu, trainable, 'trainable weights');
    const optimizer = new Optimizer(gpu, weights.layout);
    const rows = batchSize * sequenceLength;
    const inputs = new InputBlock(gpu, [
      { name: 'tokens', bytes: rows * 4 },
      { name: 'targets', bytes: rows * 4 },
      { name: 'weights', bytes: rows * 4 },
      { name: 'weightSum', bytes: 16 },
      { name: 'step', bytes: 16 },
      { name: 'settings', bytes: SETTINGS_FLOATS * 4 },
    ]);
    const gradientPlaces = new Map<Tensor, Place>(
      [...gradients].map(([target, gradient]) => [
        gradient,
        weights.layout.place(optimizer.gradients, target.name) as Place,
      ]),
    );
    const frozenArena = frozen as ArenaWeights | null;
    const program = await Program.create(gpu, {
      graph: loss.graph,
      results: [loss.rows.loss, loss.rows.correct, ...gradients.values()],
      place: (tensor) => {
        if (tensor.kind === 'parameter') {
          const own = weights.layout.place(weights.buffer, tensor.name);
          return own ?? frozenArena?.place(tensor.name) ?? null;
        }
        if (tensor.kind === 'input')
          return inputs.place(
            tensor.name,
            tensor.shape.reduce((a, b) => a * b, 4),
          );
        return gradientPlaces.get(tensor) ?? null;
      },
    });
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
    const staging = gpu.createBuffer(
      RING_STEPS * RING_FLOATS * 4,
      'metrics',
      GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    );
    const copy = (label: string) =>
      gpu.createBuffer(weights.bytes, label, GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
    const kept = {
      weights: copy('kept weights'),
      first: copy('kept first moments'),
      second: copy('kept second moments'),
    };
    const dispatches = [...program.dispatches, ...update];
    const facts: TrainerFacts = {
      trainableParameters: weights.layout.entries.reduce((sum, { length }) => sum + length, 0),
      optimizerBytes: weights.layout.entries.reduce((sum, { length }) => sum + 8 * length, 0),
      // Summed, not measured: others may allocate and free while pipelines compile.
      deviceBytes:
        program.bytes +
        optimizer.bytes +
        [weights.buffer, inputs.buffer, staging, ...Object.values(kept)].reduce(
          (sum, { size }) => sum + size,
          0,
        ),
      dispatches: dispatches.length,
      submits: 1,
    };
    return new WebGpuTrainer({ gpu, facts, weights, program, inputs, optimizer, dispatches, staging, kept });
  }

  step(batch: TokenBatch, settings: StepSettings): void {
    if (this.queued - this.reported >= RING_STEPS)
      throw new Error(`metrics were not read for ${RING_STEPS} steps`);
    const { inputs } = this;
    inputs.set('tokens', batch.tokens);
    inputs.set('targets', batch.targets);
    inputs.set('weights', batch.weights);
    inputs.set('weightSum', [sumOfWeights(batch.weights)]);
    inputs.set('step', Int32Array.of(settings.step));
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
    this.copyState([
      [this.weights.buffer, this.kept.weights],
      [this.optimizer.first, this.kept.first],
      [this.optimizer.second, this.kept.second],
    ]);
    this.hasKept = true;
  }

  restore(): void {
    if (!this.hasKept) return;
    this.copyState([
      [this.kept.weights, this.weights.buffer],
      [this.kept.first, this.optimizer.first],
      [this.kept.second, this.optimizer.second],
    ]);
  }

  /** Weights and both moments on the CPU, for a checkpoint. */
  async readState(): Promise<TrainerState> {
    const read = (buffer: GPUBuffer) => readArena(this.gpu, this.weights.layout, buffer);
    return {
      weights: await this.weights.read(),
      first: await read(this.optimizer.first),
      second: await read(this.optimizer.second),
    };
  }

  /** Goes on from a checkpoint of a trainer of the same parameters. */
  writeState(state: TrainerState): void {
    this.weights.write(state.weights);
    writeArena(this.gpu, this.weights.layout, this.optimizer.first, state.first);
    writeArena(this.gpu, this.weights.layout, this.optimizer.second, state.second);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.program.dispose();
    this.optimizer.dispose();
    this.inputs.dispose();
    this.weights.dispose();
    for (const buffer of [this.staging, this.kept.weights, this.kept.first, this.kept.second])
      this.gpu.destroyBuffer(buffer);
  }

  private stage(encoder: GPUCommandEncoder): void {
    encoder.copyBufferToBuffer(this.optimizer.ring, 0, this.staging, 0, this.staging.size);
    this.staged = this.queued;
  }

  private copyState(pairs: readonly (readonly [GPUBuffer, GPUBuffer])[]): void {
    const encoder = this.gpu.device.createCommandEncoder();
    for (const [from, to] of pairs) encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    this.gpu.submit(encoder);
  }
}
