/**
 * @file Clip by global norm and AdamW or SGD with tfjs, the formulas of `webgpu/optimizer.ts` term by term.
 *
 * Everything that is trained is one long vector here, so a step is two dozen kernels and one slice per tensor.
 * `tf.train.adam` would be 14 kernels per tensor, has no decoupled decay, and its variables have global names.
 */
import * as tf from '@tensorflow/tfjs';
import { MOMENTS, type OptimizerName, type StepSettings } from '../engine.ts';
import { sizeOf } from '../graph.ts';

export interface FlatEntry {
  name: string;
  shape: readonly number[];
}

/** Weight decay is for matrices; norms and biases are left alone. */
const decays = (shape: readonly number[]): boolean => shape.length >= 2;

function filled(entries: readonly FlatEntry[], value: (entry: FlatEntry) => number): tf.Tensor1D {
  const parts = entries.map((entry) => new Float32Array(sizeOf(entry.shape)).fill(value(entry)));
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return tf.tensor1d(whole);
}

/** Tensors laid end to end. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [tensor.size]) as tf.Tensor1D));
}

/** The tensors that `flatten` laid end to end. */
export function unflatten(whole: tf.Tensor1D, entries: readonly FlatEntry[]): tf.Tensor[] {
  let offset = 0;
  return entries.map(({ shape }) => {
    const size = sizeOf(shape);
    const part = tf.reshape(tf.slice(whole, offset, size), [...shape]);
    offset += size;
    return part;
  });
}

export interface Update {
  weights: tf.Tensor1D;
  /** Global norm before clipping. */
  norm: tf.Scalar;
}

export class FlatOptimizer {
  private readonly name: OptimizerName;
  private readonly factor: tf.Tensor1D;
  private readonly decay: tf.Tensor1D;
  /** As many as the optimizer keeps. */
  private moments: readonly tf.Tensor1D[];
  private kept: readonly tf.Tensor1D[] = [];

  constructor(name: OptimizerName, entries: readonly FlatEntry[], rateFactor: (name: string) => number) {
    this.name = name;
    this.factor = tf.keep(filled(entries, (entry) => rateFactor(entry.name)));
    this.decay = tf.keep(filled(entries, ({ shape }) => (decays(shape) ? 1 : 0)));
    this.moments = Array.from({ length: MOMENTS[name] }, () => tf.keep(tf.zerosLike(this.factor)));
  }

  /** One step: new weights from old ones and their gradients. Call within `tidy`. */
  update(weights: tf.Tensor1D, gradients: tf.Tensor1D, settings: StepSettings): Update {
    const { learningRate, weightDecay, clipNorm } = settings;
    const norm = tf.sqrt(tf.sum(tf.square(gradients)));
    const clip = tf.minimum(1, tf.div(clipNorm, tf.maximum(norm, 1e-12)));
    const clipped: tf.Tensor1D = tf.mul(gradients, clip);
    const along = this.name === 'sgd' ? this.sgd(clipped, settings) : this.adamW(clipped, settings);
    const direction = tf.add(along, tf.mul(tf.mul(this.decay, weightDecay), weights));
    return {
      weights: tf.sub(weights, tf.mul(tf.mul(this.factor, learningRate), direction)),
      norm: norm as tf.Scalar,
    };
  }

  save(): void {
    tf.dispose([...this.kept]);
    this.kept = this.moments.map((moment) => tf.keep(tf.clone(moment)));
  }

  restore(): void {
    if (this.kept.length > 0) this.replace(this.kept.map((moment) => tf.clone(moment)));
  }

  dispose(): void {
    tf.dispose([this.factor, this.decay, ...this.moments, ...this.kept]);
  }

  private adamW(gradients: tf.Tensor1D, { step, beta1, beta2, epsilon }: StepSettings): tf.Tensor1D {
    const [oldFirst, oldSecond] = this.moments as [tf.Tensor1D, tf.Tensor1D];
    const first: tf.Tensor1D = tf.add(tf.mul(oldFirst, beta1), tf.mul(gradients, 1 - beta1));
    const second: tf.Tensor1D = tf.add(tf.mul(oldSecond, beta2), tf.mul(tf.square(gradients), 1 - beta2));
    this.replace([first, second]);
    const mean = tf.mul(first, 1 / (1 - beta1 ** step));
    const deviation = tf.add(tf.sqrt(tf.mul(second, 1 / (1 - beta2 ** step))), epsilon);
    return tf.div(mean, deviation);
  }

  private sgd(gradients: tf.Tensor1D, { momentum }: StepSettings): tf.Tensor1D {
    const [old] = this.moments as [tf.Tensor1D];
    const first: tf.Tensor1D = tf.add(tf.mul(old, momentum), gradients);
    this.replace([first]);
    return first;
  }

  private replace(moments: readonly tf.Tensor1D[]): void {
    tf.dispose([...this.moments]);
    this.moments = moments.map((moment) => tf.keep(moment));
  }
}
