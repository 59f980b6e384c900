/** @file Training on the CPU: forward, backward, clip and update, all within `step`. */
import { differentiate } from '../autodiff.ts';
import type {
  NamedTensors,
  OptimizerName,
  StepMetrics,
  StepSettings,
  TokenBatch,
  Trainer,
  TrainerFacts,
  TrainerOptions,
  TrainerState,
} from '../engine.ts';
import { findParameter } from '../findParameter.ts';
import { type LossGraph, sumOfWeights } from '../lossGraph.ts';
import { drawOf } from '../ops/dropout/index.ts';
import { decays, traceTraining } from '../trainingGraph.ts';
import type { CpuArray } from './memory.ts';
import { CpuMuon } from './muon.ts';
import type { KernelCall } from './pool.ts';
import { CpuProgram, type CpuRuntime } from './program.ts';
import { CpuTensors } from './tensors.ts';

export class CpuTrainer implements Trainer {
  readonly facts: TrainerFacts;
  readonly weights: CpuTensors;
  readonly program: CpuProgram;
  private readonly runtime: CpuRuntime;
  private readonly loss: LossGraph;
  private readonly gradientTensors: CpuTensors;
  private readonly optimizer: OptimizerName;
  /** The first moments of all entries, then the second moments of those that have one. */
  private readonly moments: readonly CpuTensors[];
  private readonly muon: CpuMuon | null;
  private readonly saved: CpuTensors[] = [];
  private readonly rateFactor: (name: string) => number;
  private pending: StepMetrics[] = [];
  private disposed = false;

  constructor(runtime: CpuRuntime, options: TrainerOptions) {
    const { frozen, rateFactor = () => 1 } = options;
    const { memory } = runtime;
    const before = memory.allocatedBytes;
    this.runtime = runtime;
    this.rateFactor = rateFactor;
    this.optimizer = options.optimizer ?? 'adamw';
    const { loss, trainable, orthogonal, targets } = traceTraining({ ...options, optimizer: this.optimizer });
    const gradients = differentiate(loss.graph, targets);

    this.loss = loss;
    this.weights = CpuTensors.from(memory, trainable);
    this.gradientTensors = new CpuTensors(memory, trainable);
    const rest = new Map([...trainable].slice(orthogonal));
    this.moments = [
      new CpuTensors(memory, trainable),
      ...(this.optimizer === 'sgd' || rest.size === 0 ? [] : [new CpuTensors(memory, rest)]),
    ];
    this.muon = orthogonal > 0 ? new CpuMuon(runtime, new Map([...trainable].slice(0, orthogonal))) : null;
    const places = new Map(
      [...gradients].map(([target, gradient]) => [gradient, this.gradientTensors.arrays.get(target.name)]),
    );
    const sources = frozen ? [this.weights, frozen as CpuTensors] : [this.weights];
    this.program = new CpuProgram(runtime, {
      graph: this.loss.graph,
      results: [this.loss.rows.loss, this.loss.rows.correct, ...gradients.values()],
      place: (tensor) =>
        tensor.kind === 'parameter' ? findParameter(sources, tensor.name) : (places.get(tensor) ?? null),
    });
    this.facts = {
      trainableParameters: this.weights.bytes / 4,
      optimizerBytes: this.moments.reduce((sum, { bytes }) => sum + bytes, 0),
      deviceBytes: memory.allocatedBytes - before,
      dispatches: null,
      submits: null,
    };
  }

  step(batch: TokenBatch, settings: StepSettings): void {
    const { program } = this;
    const weightSum = sumOfWeights(batch.weights);
    program.set('tokens', batch.tokens);
    program.set('targets', batch.targets);
    program.set('weights', batch.weights);
    program.set('weightSum', Float32Array.of(weightSum));
    program.set('draw', Int32Array.of(drawOf(settings.seed, settings.step)));
    program.run();

    const gradientNorm = normOf(this.gradientTensors.whole.f32);
    this.update(settings, Math.min(1, settings.clipNorm / Math.max(gradientNorm, 1e-12)));
    const mean = (rows: Float32Array): number => {
      let sum = 0;
      for (let i = 0; i < rows.length; i++) sum += (rows[i] as number) * (batch.weights[i] as number);
      return sum / weightSum;
    };
    this.pending.push({
      step: settings.step,
      loss: mean(program.arrayOf(this.loss.rows.loss).f32),
      accuracy: mean(program.arrayOf(this.loss.rows.correct).f32),
      gradientNorm,
      learningRate: settings.learningRate,
    });
  }

  async metrics(): Promise<StepMetrics[]> {
    await this.runtime.pause();
    const metrics = this.disposed ? [] : this.pending;
    this.pending = [];
    return metrics;
  }

  gradients(): Promise<NamedTensors> {
    return this.gradientTensors.read();
  }

  save(): void {
    if (this.saved.length === 0) {
      this.saved.push(...this.state.map((tensors) => new CpuTensors(this.runtime.memory, tensors.shapes)));
    }
    this.state.forEach((tensors, i) => {
      this.saved[i]?.whole.f32.set(tensors.whole.f32);
    });
  }

  restore(): void {
    this.saved.forEach((tensors, i) => {
      this.state[i]?.whole.f32.set(tensors.whole.f32);
    });
  }

  async readState(): Promise<TrainerState> {
    const [first, second] = await Promise.all(this.moments.map((tensors) => tensors.read()));
    return { weights: await this.weights.read(), first: first ?? new Map(), second: second ?? new Map() };
  }

  writeState(state: TrainerState): void {
    this.weights.write(state.weights);
    this.moments.forEach((tensors, i) => {
      tensors.write(i === 0 ? state.first : state.second);
    });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.program.dispose();
    this.muon?.dispose();
    for (const tensors of [...this.state, this.gradientTensors, ...this.saved]) tensors.dispose();
  }

  private get state(): readonly CpuTensors[] {
    return [this.weights, ...this.moments];
  }

  private update(settings: StepSettings, clip: number): void {
    const { step, learningRate, momentum, beta1, beta2, epsilon, weightDecay } = settings;
    const pointer = (tensors: CpuTensors | undefined, name: string) =>
      tensors?.arrays.get(name)?.pointer ?? 0;
    const [first, second] = this.moments;
    const sgd: KernelCall<'sgd'>[] = [];
    const adamW: KernelCall<'adamW'>[] = [];
    const updates = this.muon?.run(this.gradientTensors, first as CpuTensors, clip, momentum);
    for (const [name, { length }] of this.weights.arrays) {
      const rate = learningRate * this.rateFactor(name);
      const decay = decays(this.weights.shapeOf(name)) ? weightDecay : 0;
      const weights = pointer(this.weights, name);
      const gradients = pointer(this.gradientTensors, name);
      const update = updates?.arrays.get(name);
      if (update) {
        applyUpdate(
          this.weights.arrays.get(name) as CpuArray,
          update,
          rate,
          this.muon?.factorOf(name) ?? 1,
          decay,
        );
        continue;
      }
      if (this.optimizer === 'sgd') {
        sgd.push([weights, gradients, pointer(first, name), length, rate, momentum, decay, clip]);
        continue;
      }
      adamW.push([
        weights,
        gradients,
        pointer(first, name),
        pointer(second, name),
        length,
        rate,
        beta1,
        beta2,
        epsilon,
        decay,
        clip,
        1 / (1 - beta1 ** step),
        1 / (1 - beta2 ** step),
      ]);
    }
    this.runtime.pool.run('sgd', sgd);
    this.runtime.pool.run('adamW', adamW);
  }
}

/** w -= rate (factor update + decay w) */
function applyUpdate(weights: CpuArray, update: CpuArray, rate: number, factor: number, decay: number): void {
  const [w, u] = [weights.f32, update.f32];
  for (let i = 0; i < w.length; i++)
    w[i] = (w[i] as number) - rate * (factor * (u[i] as number) + decay * (w[i] as number));
}

function normOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return Math.sqrt(sum);
}
