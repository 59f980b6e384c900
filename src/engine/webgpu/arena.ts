/**
 * @file An arena: many named tensors in one buffer, each at an aligned offset, so that one dispatch (the optimizer,
 * the gradient norm) and one copy (a snapshot) cover them all. The gaps hold zeros and stay zero.
 */
import type { NamedTensors, Weights } from '../engine.ts';
import { sizeOf } from '../graph.ts';
import { type Gpu, STORAGE } from './gpu.ts';

/** Floats per block: 256 bytes, the alignment WebGPU promises for storage bindings. */
export const BLOCK = 64;

export interface Place {
  buffer: GPUBuffer;
  /** In bytes. */
  offset: number;
  size: number;
}

export interface ArenaEntry {
  name: string;
  shape: readonly number[];
  /** In floats. */
  offset: number;
  length: number;
}

/** Where each tensor lies in an arena; arenas of one layout (weights, gradients, moments) match float by float. */
export class ArenaLayout {
  readonly entries: readonly ArenaEntry[];
  readonly floats: number;
  private readonly byName: ReadonlyMap<string, ArenaEntry>;

  constructor(shapes: Iterable<readonly [string, readonly number[]]>) {
    const entries: ArenaEntry[] = [];
    let offset = 0;
    for (const [name, shape] of shapes) {
      const length = sizeOf(shape);
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

  constructor(gpu: Gpu, tensors: NamedTensors, label: string) {
    this.gpu = gpu;
    this.layout = new ArenaLayout([...tensors].map(([name, { shape }]) => [name, shape] as const));
    this.buffer = gpu.createBuffer(this.layout.bytes, label, STORAGE());
    this.write(tensors);
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

  read(): Promise<NamedTensors> {
    return readArena(this.gpu, this.layout, this.buffer);
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
  for (const [name, { data }] of tensors) {
    const entry = layout.entry(name);
    if (!entry || entry.length !== data.length)
      throw new Error(`no place for ${name} of ${data.length} numbers`);
    gpu.device.queue.writeBuffer(buffer, entry.offset * 4, data as Float32Array<ArrayBuffer>);
  }
}
