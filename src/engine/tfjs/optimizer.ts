/**
 * @file Clip by global norm and AdamW, SGD or Muon with tfjs, the formulas of `webgpu/optimizer.ts` term by term.
 *
 * All trained tensors are one long vector here, so a step is two dozen kernels and one slice per tensor.
 * `tf.train.adam` would be 14 kernels per tensor, has no decoupled decay, and its variables have global names.
 */
import * as tf from '@tensorflow/tfjs';
import type { NamedTensors, OptimizerName, StepSettings } from '../engine.ts';
import { sizeOf } from '../graph.ts';
import { muonScale, traceMuon } from '../muon.ts';
import { decays } from '../trainingGraph.ts';
import { Replay } from './replay.ts';

export interface FlatEntry {
  name: string;
  shape: readonly number[];
}

function filled(entries: readonly FlatEntry[], value: (entry: FlatEntry) => number): tf.Tensor1D {
  return tf.tensor1d(join(entries, (entry) => new Float32Array(sizeOf(entry.shape)).fill(value(entry))));
}

/** Numbers of every entry laid end to end. */
function join(entries: readonly FlatEntry[], part: (entry: FlatEntry) => Float32Array): Float32Array {
  const whole = new Float32Array(sizeOfAll(entries));
  let offset = 0;
  for (const entry of entries) {
    whole.set(part(entry), offset);
    offset += sizeOf(entry.shape);
  }
  return whole;
}

/** Named tensors of numbers that lie end to end. */
export function cut(whole: Float32Array, entries: readonly FlatEntry[]): NamedTensors {
  let offset = 0;
  return new Map(
    entries.map(({ name, shape }) => {
      const begin = offset;
      offset += sizeOf(shape);
      return [name, { shape, data: whole.slice(begin, offset) }];
    }),
  );
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

interface Update {
  weights: tf.Tensor1D;
  /** Global norm before clipping. */
  norm: tf.Scalar;
}

/** Newton–Schulz on one matrix: see `engine/muon.ts`. */
function orthogonal(matrix: tf.Tensor2D, replay: Replay): tf.Tensor {
  const [y] = replay.run(() => matrix);
  return y as tf.Tensor;
}

export class FlatOptimizer {
  private readonly name: OptimizerName;
  private readonly matrices: readonly { entry: FlatEntry; replay: Replay; factor: number }[];
  private readonly entries: readonly FlatEntry[];
  private readonly factor: tf.Tensor1D;
  private readonly decay: tf.Tensor1D;
  /** The first moments of all entries, then the second moments of those that have one. */
  private moments: readonly tf.Tensor1D[];
  private saved: readonly tf.Tensor1D[] = [];

  /** @param muon number of leading entries that Muon updates. */
  constructor(
    name: OptimizerName,
    entries: readonly FlatEntry[],
    muon: number,
    rateFactor: (name: string) => number,
  ) {
    this.name = name;
    this.entries = entries;
    this.matrices = entries.slice(0, muon).map((entry) => {
      const { graph, updates, factor } = traceMuon(new Map([[entry.name, entry.shape]]));
      return {
        entry,
        replay: new Replay(graph, [...updates.values()]),
        factor: factor * muonScale(entry.shape),
      };
    });
    this.factor = tf.keep(filled(entries, (entry) => rateFactor(entry.name)));
    this.decay = tf.keep(filled(entries, ({ shape }) => (decays(shape) ? 1 : 0)));
    const rest = sizeOfAll(entries.slice(muon));
    const second = name === 'sgd' || rest === 0 ? [] : [rest];
    this.moments = [sizeOfAll(entries), ...second].map((size) => tf.keep(tf.zeros([size])));
  }

  /** Bytes of the moments. */
  get bytes(): number {
    return this.moments.reduce((sum, { size }) => sum + 4 * size, 0);
  }

  /** One step: new weights from old ones and their gradients. Call within `tidy`. */
  update(weights: tf.Tensor1D, gradients: tf.Tensor1D, settings: StepSettings): Update {
    const { learningRate, weightDecay, clipNorm } = settings;
    const norm = tf.sqrt(tf.sum(tf.square(gradients)));
    const clip = tf.minimum(1, tf.div(clipNorm, tf.maximum(norm, 1e-12)));
    const clipped: tf.Tensor1D = tf.mul(gradients, clip);
    const lookahead = this.direction(clipped, settings);
    const direction = tf.add(lookahead, tf.mul(tf.mul(this.decay, weightDecay), weights));
    return {
      weights: tf.sub(weights, tf.mul(tf.mul(this.factor, learningRate), direction)),
      norm: norm as tf.Scalar,
    };
  }

  save(): void {
    tf.dispose([...this.saved]);
    this.saved = this.moments.map((moment) => tf.keep(tf.clone(moment)));
  }

  restore(): void {
    if (this.saved.length > 0) this.replace(this.saved.map((moment) => tf.clone(moment)));
  }

  /** The moments by parameter: the first of everything, then the second of what has one. */
  read(): Promise<NamedTensors[]> {
    return Promise.all(
      this.moments.map(async (moment, i) => cut(await moment.data<'float32'>(), this.entriesOf(i))),
    );
  }

  write(moments: readonly NamedTensors[]): void {
    this.replace(
      this.moments.map((_, i) =>
        tf.tensor1d(
          join(this.entriesOf(i), ({ name, shape }) => {
            const data = moments[i]?.get(name)?.data;
            if (data?.length !== sizeOf(shape)) throw new Error(`no moment of ${name}`);
            return data;
          }),
        ),
      ),
    );
  }

  dispose(): void {
    for (const { replay } of this.matrices) replay.dispose();
    tf.dispose([this.factor, this.decay, ...this.moments, ...this.saved]);
  }

  private direction(gradients: tf.Tensor1D, settings: StepSettings): tf.Tensor1D {
    const { momentum } = settings;
    const [first, second] = this.moments as [tf.Tensor1D, tf.Tensor1D | undefined];
    if (this.name === 'sgd') {
      const velocity: tf.Tensor1D = tf.add(tf.mul(first, momentum), gradients);
      this.replace([velocity]);
      return velocity;
    }
    const split = sizeOfAll(this.matrices.map(({ entry }) => entry));
    const rest = gradients.size - split;
    const part = (whole: tf.Tensor1D) => [tf.slice(whole, 0, split), tf.slice(whole, split, rest)] as const;
    const [muonFirst, adamFirst] = part(first);
    const [muonGradients, adamGradients] = part(gradients);
    const velocity: tf.Tensor1D = tf.add(tf.mul(muonFirst, momentum), muonGradients);
    const lookahead: tf.Tensor1D = tf.add(muonGradients, tf.mul(velocity, momentum));
    const adam = second ? this.adamW(adamGradients, adamFirst, second, settings) : null;
    this.replace([adam ? tf.concat([velocity, adam.first]) : velocity, ...(adam ? [adam.second] : [])]);
    const matrices = unflatten(
      lookahead,
      this.matrices.map(({ entry }) => entry),
    );
    const orthogonalised = this.matrices.map(({ replay, factor }, i) =>
      tf.mul(orthogonal(matrices[i] as tf.Tensor2D, replay), factor),
    );
    return flatten([...orthogonalised, ...(adam ? [adam.direction] : [])]);
  }

  private adamW(
    gradients: tf.Tensor1D,
    oldFirst: tf.Tensor1D,
    oldSecond: tf.Tensor1D,
    { step, beta1, beta2, epsilon }: StepSettings,
  ): { first: tf.Tensor1D; second: tf.Tensor1D; direction: tf.Tensor1D } {
    const first: tf.Tensor1D = tf.add(tf.mul(oldFirst, beta1), tf.mul(gradients, 1 - beta1));
    const second: tf.Tensor1D = tf.add(tf.mul(oldSecond, beta2), tf.mul(tf.square(gradients), 1 - beta2));
    const mean = tf.mul(first, 1 / (1 - beta1 ** step));
    const deviation = tf.add(tf.sqrt(tf.mul(second, 1 / (1 - beta2 ** step))), epsilon);
    return { first, second, direction: tf.div(mean, deviation) };
  }

  /** What the i-th moments belong to: matrices that Muon updates have no second one. */
  private entriesOf(i: number): readonly FlatEntry[] {
    return i === 0 ? this.entries : this.entries.slice(this.matrices.length);
  }

  private replace(moments: readonly tf.Tensor1D[]): void {
    tf.dispose([...this.moments]);
    this.moments = moments.map((moment) => tf.keep(moment));
  }
}

const sizeOfAll = (entries: readonly FlatEntry[]): number =>
  entries.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
