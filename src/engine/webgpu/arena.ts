/**
 * @file An arena: many named tensors in one buffer, each at an aligned offset, so that one dispatch (the optimizer,
 * the gradient norm) and one copy (a snapshot) cover them all. The gaps hold zeros and stay zero.
 */
import type { NamedTensors, WeightLayer, Weights } from '../engine.ts';
import { sizeOf } from '../graph.ts';
import { type PackedTensor, unpack } from '../packed.ts';
import { type Gpu, STORAGE } from './gpu.ts';

/** Floats per block: 256 bytes, the alignment WebGPU promises for storage bindings. */
export const BLOCK = 64;

export interface Place {
  buffer: GPUBuffer;
  /** In bytes. */
  offset: number;
  size: number;
}

interface ArenaEntry {
  name: string;
  shape: readonly number[];
  /** In floats. */
  offset: number;
  /** In floats, or in words where the tensor is packed. */
  length: number;
}

/** Where each tensor lies in an arena; arenas of one layout (weights, gradients, moments) match float by float. */
export class ArenaLayout {
  readonly entries: readonly ArenaEntry[];
  readonly floats: number;
  private readonly byName: ReadonlyMap<string, ArenaEntry>;

  constructor(shapes: Iterable<readonly [name: string, shape: readonly number[], words?: number]>) {
    const entries: ArenaEntry[] = [];
    let offset = 0;
    for (const [name, shape, words] of shapes) {
      const length = words ?? sizeOf(shape);
      entries.push({ name, shape, offset, length });
      offset += Math.ceil(length / BLOCK) * BLOCK;
    }
    this.entries = entries;
    this.floats = Math.max(offset, BLOCK);
    this.byName = new Map(entries.map((entry) => [entry.name, entry]));
  }

  get bytes(): number {
    return this.floats * 4;
  }

  entry(name: string): ArenaEntry | undefined {
    return this.byName.get(name);
  }

  place(buffer: GPUBuffer, name: string): Place | null {
    const entry = this.byName.get(name);
    return entry ? { buffer, offset: entry.offset * 4, size: Math.ceil(entry.length / 4) * 16 } : null;
  }
}

/** Weights that live in an arena of the GPU. */
export class ArenaWeights implements Weights {
  readonly layout: ArenaLayout;
  readonly buffer: GPUBuffer;
  private readonly gpu: Gpu;
  private readonly packed: ReadonlyMap<string, PackedTensor>;
  private readonly over: ArenaWeights | null;

  constructor(gpu: Gpu, tensors: NamedTensors, label: string, { packed, over }: WeightLayer = {}) {
    this.gpu = gpu;
    this.packed = packed ?? new Map();
    this.over = (over as ArenaWeights | undefined) ?? null;
    this.layout = new ArenaLayout([
      ...[...tensors].map(([name, { shape }]) => [name, shape] as const),
      ...[...this.packed].map(([name, { shape, words }]) => [name, shape, words.length] as const),
    ]);
    this.buffer = gpu.createBuffer(this.layout.bytes, label, STORAGE());
    try {
      this.write(tensors);
      for (const [name, { words }] of this.packed) writeEntry(gpu, this.layout, this.buffer, name, words);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The region of a tensor, in this arena or in the layers below. */
  find(name: string): Place | null {
    return this.layout.place(this.buffer, name) ?? this.over?.find(name) ?? null;
  }

  get names(): readonly string[] {
    return this.layout.entries.map(({ name }) => name);
  }

  get bytes(): number {
    return this.layout.bytes;
  }

  write(tensors: NamedTensors): void {
    writeArena(this.gpu, this.layout, this.buffer, tensors);
  }

  allocated(): Promise<void> {
    return this.gpu.check([this.buffer]);
  }

  async read(): Promise<NamedTensors> {
    const stored = await readArena(this.gpu, this.layout, this.buffer);
    return new Map(
      [...stored].map(([name, { shape, data }]) => {
        const packed = this.packed.get(name);
        const words = packed && new Uint32Array(data.buffer);
        return [name, { shape, data: words ? unpack({ ...packed, words }) : data }];
      }),
    );
  }

  dispose(): void {
    this.gpu.destroyBuffer(this.buffer);
  }
}

export async function readArena(gpu: Gpu, layout: ArenaLayout, buffer: GPUBuffer): Promise<NamedTensors> {
  const floats = new Float32Array(await gpu.read(buffer, layout.bytes));
  return new Map(
    layout.entries.map(({ name, shape, offset, length }) => [
      name,
      { shape, data: floats.slice(offset, offset + length) },
    ]),
  );
}

export function writeArena(gpu: Gpu, layout: ArenaLayout, buffer: GPUBuffer, tensors: NamedTensors): void {
  for (const [name, { data }] of tensors) writeEntry(gpu, layout, buffer, name, data);
}

function writeEntry(
  gpu: Gpu,
  layout: ArenaLayout,
  buffer: GPUBuffer,
  name: string,
  data: Float32Array | Uint32Array,
): void {
  const entry = layout.entry(name);
  if (!entry || entry.length !== data.length)
    throw new Error(`no place for ${name} of ${data.length} numbers`);
  gpu.fill(buffer, entry.offset * 4, data as typeof data & ArrayBufferView<ArrayBuffer>);
}
