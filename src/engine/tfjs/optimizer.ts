/**
 * @file Clip by global norm and AdamW with tfjs, the formula of `webgpu/optimizer.ts` term by term.
 *
 * Everything that is trained is one long vector here, so a step is two dozen kernels and one slice per tensor.
 * `tf.train.adam` would be 14 kernels per tensor, has no decoupled decay, and its variables have global names.
 */
import * as tf from '@tensorflow/tfjs';
import type { StepSettings } from '../engine.ts';
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

export class FlatAdamW {
  private readonly factor: tf.Tensor1D;
  private readonly decay: tf.Tensor1D;
  private first: tf.Tensor1D;
  private second: tf.Tensor1D;
  private kept: { first: tf.Tensor1D; second: tf.Tensor1D } | null = null;

  constructor(entries: readonly FlatEntry[], rateFactor: (name: string) => number) {
    this.factor = tf.keep(filled(entries, ({ name }) => rateFactor(name)));
    this.decay = tf.keep(filled(entries, ({ shape }) => (decays(shape) ? 1 : 0)));
    this.first = tf.keep(tf.zerosLike(this.factor));
    this.second = tf.keep(tf.zerosLike(this.factor));
  }

  /** One step: new weights from old ones and their gradients. Call within `tidy`. */
  update(weights: tf.Tensor1D, gradients: tf.Tensor1D, settings: StepSettings): Update {
    const { step, learningRate, beta1, beta2, epsilon, weightDecay, clipNorm } = settings;
    const norm = tf.sqrt(tf.sum(tf.square(gradients)));
    const clip = tf.minimum(1, tf.div(clipNorm, tf.maximum(norm, 1e-12)));
    const clipped = tf.mul(gradients, clip);
    const first: tf.Tensor1D = tf.add(tf.mul(this.first, beta1), tf.mul(clipped, 1 - beta1));
    const second: tf.Tensor1D = tf.add(tf.mul(this.second, beta2), tf.mul(tf.square(clipped), 1 - beta2));
    this.replace(first, second);
    const mean = tf.mul(first, 1 / (1 - beta1 ** step));
    const deviation = tf.add(tf.sqrt(tf.mul(second, 1 / (1 - beta2 ** step))), epsilon);
    const direction = tf.add(tf.div(mean, deviation), tf.mul(tf.mul(this.decay, weightDecay), weights));
    return {
      weights: tf.sub(weights, tf.mul(tf.mul(this.factor, learningRate), direction)),
      norm: norm as tf.Scalar,
    };
  }

  save(): void {
    this.kept?.first.dispose();
    this.kept?.second.dispose();
    this.kept = { first: tf.keep(tf.clone(this.first)), second: tf.keep(tf.clone(this.second)) };
  }

  restore(): void {
    if (this.kept) this.replace(tf.clone(this.kept.first), tf.clone(this.kept.second));
  }

  dispose(): void {
    const held = [this.factor, this.decay, this.first, this.second, this.kept?.first, this.kept?.second];
    for (const tensor of held) tensor?.dispose();
  }

  private replace(first: tf.Tensor1D, second: tf.Tensor1D): void {
    this.first.dispose();
    this.second.dispose();
    this.first = tf.keep(first);
    this.second = tf.keep(second);
  }
}
