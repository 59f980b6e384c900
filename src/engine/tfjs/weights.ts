/** @file Weights as tfjs tensors, by name. */
import { keep, type Tensor, tensor } from '@tensorflow/tfjs';
import type { NamedTensors, WeightLayer, Weights } from '../engine.ts';
import { unpackAll } from '../packed.ts';

export class TfjsWeights implements Weights {
  private readonly tensors = new Map<string, Tensor>();
  private readonly activate: () => void;
  private readonly over: TfjsWeights | null;

  /** @param activate activates the tensors' backend; tfjs has one active backend at a time. */
  constructor(activate: () => void, tensors: NamedTensors, { packed, over }: WeightLayer = {}) {
    this.activate = activate;
    this.over = (over as TfjsWeights | undefined) ?? null;
    activate();
    for (const [name, { shape, data }] of [...tensors, ...unpackAll(packed)])
      this.tensors.set(name, upload(shape, data));
  }

  get names(): readonly string[] {
    return [...this.tensors.keys()];
  }

  get bytes(): number {
    return this.all.reduce((sum, { size }) => sum + 4 * size, 0);
  }

  get all(): readonly Tensor[] {
    return [...this.tensors.values()];
  }

  /** A tensor, in these weights or in the layers below. */
  find(name: string): Tensor | null {
    return this.tensors.get(name) ?? this.over?.find(name) ?? null;
  }

  async read(): Promise<NamedTensors> {
    this.activate();
    const entries = [...this.tensors].map(async ([name, held]) => {
      // Some backends return their own array instead of a copy.
      const data = (await held.data<'float32'>()).slice();
      return [name, { shape: held.shape, data }] as const;
    });
    return new Map(await Promise.all(entries));
  }

  write(tensors: NamedTensors): void {
    this.activate();
    for (const [name, { data }] of tensors) {
      const held = this.tensors.get(name);
      if (!held || held.size !== data.length)
        throw new Error(`no place for ${name} of ${data.length} numbers`);
      this.replace(name, upload(held.shape, data));
    }
  }

  /** Takes ownership of a tensor and frees the previous one. */
  replace(name: string, next: Tensor): void {
    this.tensors.get(name)?.dispose();
    this.tensors.set(name, keep(next));
  }

  dispose(): void {
    for (const held of this.all) held.dispose();
    this.tensors.clear();
  }
}

/** The copy is needed: on the CPU tfjs computes with the very array it is given. */
function upload(shape: readonly number[], data: Float32Array): Tensor {
  return keep(tensor(data.slice(), [...shape], 'float32'));
}
