/** @file Named tensors in one piece of memory: weights, gradients, moments. */
import type { NamedTensors, WeightLayer, Weights } from '../engine.ts';
import { sizeOf } from '../graph.ts';
import { unpackAll } from '../packed.ts';
import type { CpuArray, CpuMemory } from './memory.ts';

export interface Shaped {
  readonly shape: readonly number[];
}

export class CpuTensors implements Weights {
  readonly arrays: ReadonlyMap<string, CpuArray>;
  readonly whole: CpuArray;
  readonly shapes: ReadonlyMap<string, Shaped>;
  private readonly memory: CpuMemory;
  private readonly over: CpuTensors | null;

  /** Zeros of the given names and shapes. */
  constructor(memory: CpuMemory, tensors: ReadonlyMap<string, Shaped>, over: Weights | null = null) {
    this.memory = memory;
    this.over = over as CpuTensors | null;
    this.shapes = new Map([...tensors].map(([name, { shape }]) => [name, { shape }]));
    // Every tensor begins at a multiple of four floats.
    const room = (shape: readonly number[]) => Math.ceil(sizeOf(shape) / 4) * 4;
    this.whole = memory.allocate([...this.shapes.values()].reduce((sum, { shape }) => sum + room(shape), 0));
    const arrays = new Map<string, CpuArray>();
    let offset = 0;
    for (const [name, { shape }] of this.shapes) {
      arrays.set(name, this.whole.part(offset, sizeOf(shape)));
      offset += room(shape);
    }
    this.arrays = arrays;
  }

  static from(memory: CpuMemory, tensors: NamedTensors, { packed, over }: WeightLayer = {}): CpuTensors {
    const all = new Map([...tensors, ...unpackAll(packed)]);
    const made = new CpuTensors(memory, all, over);
    made.write(all);
    return made;
  }

  /** The array of a tensor, in these weights or in the layers below. */
  find(name: string): CpuArray | null {
    return this.arrays.get(name) ?? this.over?.find(name) ?? null;
  }

  get names(): readonly string[] {
    return [...this.shapes.keys()];
  }

  get bytes(): number {
    return [...this.arrays.values()].reduce((sum, { length }) => sum + 4 * length, 0);
  }

  shapeOf(name: string): readonly number[] {
    return this.shapes.get(name)?.shape ?? [];
  }

  async read(): Promise<NamedTensors> {
    return new Map(
      [...this.arrays].map(([name, array]) => [name, { shape: this.shapeOf(name), data: array.f32.slice() }]),
    );
  }

  write(tensors: NamedTensors): void {
    for (const [name, { data }] of tensors) {
      const array = this.arrays.get(name);
      if (array?.length !== data.length) throw new Error(`no place for ${name} of ${data.length} numbers`);
      array.f32.set(data);
    }
  }

  dispose(): void {
    this.memory.free(this.whole);
  }
}
