/** @file Training with tfjs: forward by replay, gradients from tfjs's own tape, the update on one long vector. */
import * as tf from '@tensorflow/tfjs';
import type {
  NamedTensors,
  StepMetrics,
  StepSettings,
  TokenBatch,
  Trainer,
  TrainerFacts,
  TrainerOptions,
  TrainerState,
} from '../engine.ts';
import { findParameter } from '../findParameter.ts';
import { type Tensor as GraphTensor, sizeOf } from '../graph.ts';
import { sumOfWeights } from '../lossGraph.ts';
import { drawOf } from '../ops/dropout/index.ts';
import { traceTraining } from '../trainingGraph.ts';
import { batchTensors } from './inputs.ts';
import { cut, type FlatEntry, FlatOptimizer, flatten, unflatten } from './optimizer.ts';
import { Replay } from './replay.ts';
import { TfjsWeights } from './weights.ts';

interface Pending {
  step: number;
  learningRate: number;
  /** Loss, accuracy, gradient norm. */
  values: tf.Tensor1D;
}

export class TfjsTrainer implements Trainer {
  readonly facts: TrainerFacts;
  readonly weights: TfjsWeights;
  private readonly activate: () => void;
  private readonly entries: readonly FlatEntry[];
  private readonly frozen: TfjsWeights | null;
  private readonly replay: Replay;
  private readonly optimizer: FlatOptimizer;
  private lastGradients: tf.Tensor1D | null = null;
  private savedWeights: tf.Tensor1D | null = null;
  private pending: Pending[] = [];
  private disposed = false;

  constructor(activate: () => void, options: TrainerOptions) {
    const { frozen, rateFactor = () => 1 } = options;
    this.activate = activate;
    activate();
    const before = tf.memory().numBytes;
    const optimizer = options.optimizer ?? 'adamw';
    const { loss, trainable, orthogonal } = traceTraining({ ...options, optimizer });
    this.entries = [...trainable].map(([name, { shape }]) => ({ name, shape }));
    this.frozen = frozen as TfjsWeights | null;
    this.weights = new TfjsWeights(activate, trainable);
    this.replay = new Replay(loss.graph, [loss.rows.loss, loss.rows.correct]);
    this.optimizer = new FlatOptimizer(optimizer, this.entries, orthogonal, rateFactor);
    const trainableParameters = this.entries.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    this.facts = {
      trainableParameters,
      optimizerBytes: this.optimizer.bytes,
      deviceBytes: tf.memory().numBytes - before,
      dispatches: null,
      submits: null,
    };
  }

  step(batch: TokenBatch, settings: StepSettings): void {
    this.activate();
    tf.tidy(() => {
      const { loss, accuracy, gradients } = this.differentiate(batch, drawOf(settings.seed, settings.step));
      const update = this.optimizer.update(flatten(this.weights.all), gradients, settings);
      this.writeBack(update.weights);
      this.lastGradients?.dispose();
      this.lastGradients = tf.keep(gradients);
      const values = tf.keep(tf.stack([loss, accuracy, update.norm]) as tf.Tensor1D);
      accuracy.dispose();
      this.pending.push({ step: settings.step, learningRate: settings.learningRate, values });
    });
  }

  async metrics(): Promise<StepMetrics[]> {
    const pending = this.pending;
    this.pending = [];
    return Promise.all(
      pending.map(async ({ step, learningRate, values }) => {
        this.activate();
        const [loss, accuracy, gradientNorm] = (await values.data()) as unknown as [number, number, number];
        values.dispose();
        return { step, loss, accuracy, gradientNorm, learningRate };
      }),
    );
  }

  async gradients(): Promise<NamedTensors> {
    this.activate();
    const whole = (await this.lastGradients?.data()) ?? new Float32Array(this.facts.trainableParameters);
    return cut(whole as Float32Array, this.entries);
  }

  save(): void {
    this.activate();
    this.savedWeights?.dispose();
    this.savedWeights = tf.tidy(() => tf.keep(flatten(this.weights.all)));
    this.optimizer.save();
  }

  restore(): void {
    if (!this.savedWeights) return;
    this.activate();
    tf.tidy(() => this.writeBack(this.savedWeights as tf.Tensor1D));
    this.optimizer.restore();
  }

  async readState(): Promise<TrainerState> {
    this.activate();
    const [weights, [first, second]] = await Promise.all([this.weights.read(), this.optimizer.read()]);
    return { weights, first: first ?? new Map(), second: second ?? new Map() };
  }

  writeState({ weights, first, second }: TrainerState): void {
    this.weights.write(weights);
    this.optimizer.write([first, second]);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.activate();
    this.replay.dispose();
    this.optimizer.dispose();
    this.weights.dispose();
    this.lastGradients?.dispose();
    this.savedWeights?.dispose();
    for (const { values } of this.pending) values.dispose();
    this.pending = [];
  }

  /** Loss and gradients of one batch, by an explicit list of tensors. */
  private differentiate(batch: TokenBatch, draw: number) {
    const inputs = batchTensors(batch);
    const source = ({ kind, name }: GraphTensor): tf.Tensor | null =>
      kind === 'input' ? (inputs.get(name) ?? null) : findParameter(this.sources, name);
    const share = tf.div(inputs.get('weights') as tf.Tensor, sumOfWeights(batch.weights));
    let accuracy = tf.scalar(0);
    const lossOf = (): tf.Scalar => {
      const [rowLoss, rowCorrect] = this.replay.run(source, draw) as [tf.Tensor, tf.Tensor];
      // `keep` protects it from the tape, which frees everything but its result.
      accuracy = tf.keep(tf.sum(tf.mul(rowCorrect, share)));
      return tf.sum(tf.mul(rowLoss, share));
    };
    const { value, grads } = tf.valueAndGrads(lossOf)([...this.weights.all]);
    return { loss: value, accuracy, gradients: flatten(grads) };
  }

  private get sources(): readonly TfjsWeights[] {
    return this.frozen ? [this.weights, this.frozen] : [this.weights];
  }

  private writeBack(whole: tf.Tensor1D): void {
    const parts = unflatten(whole, this.entries);
    this.entries.forEach(({ name }, i) => {
      this.weights.replace(name, parts[i] as tf.Tensor);
    });
  }
}
