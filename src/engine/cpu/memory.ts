/** @file The memory of an engine: one WebAssembly memory that holds every tensor, so that kernels copy nothing in or out. */
import { OutOfMemoryError } from '../engine.ts';

const PAGE = 65536;
/** The part that the module uses itself. */
const RESERVED = PAGE;
const ALIGNMENT = 64;
/** Page limits: of a memory of one thread, and of a shared one, whose address space is reserved at once. */
const MAX_PAGES = 65536;
export const SHARED_PAGES = 16384;

/** Numbers at a fixed place of the memory. The views are renewed when the memory has grown, which detaches them. */
export class CpuArray {
  readonly pointer: number;
  readonly length: number;
  private readonly memory: WebAssembly.Memory;
  private floats: Float32Array<ArrayBuffer>;
  private integers: Int32Array<ArrayBuffer>;

  constructor(memory: WebAssembly.Memory, pointer: number, length: number) {
    this.memory = memory;
    this.pointer = pointer;
    this.length = length;
    this.floats = new Float32Array(memory.buffer as ArrayBuffer, pointer, length);
    this.integers = new Int32Array(memory.buffer as ArrayBuffer, pointer, length);
  }

  get f32(): Float32Array<ArrayBuffer> {
    this.refreshViews();
    return this.floats;
  }

  get i32(): Int32Array<ArrayBuffer> {
    this.refreshViews();
    return this.integers;
  }

  /** `length` numbers from number `offset` on. */
  part(offset: number, length: number): CpuArray {
    return new CpuArray(this.memory, this.pointer + 4 * offset, length);
  }

  private refreshViews(): void {
    if (this.floats.buffer === this.memory.buffer) return;
    this.floats = new Float32Array(this.memory.buffer as ArrayBuffer, this.pointer, this.length);
    this.integers = new Int32Array(this.memory.buffer as ArrayBuffer, this.pointer, this.length);
  }
}

interface Gap {
  from: number;
  bytes: number;
}

/** Allocates by first fit, and grows the memory when no gap is large enough. */
export class CpuMemory {
  readonly memory: WebAssembly.Memory;
  allocatedBytes = 0;
  private readonly sizes = new Map<number, number>();
  private gaps: Gap[] = [];
  private end = RESERVED;
  private reused: CpuArray | null = null;

  /** @param shared for the threads of a pool; needs a page that is cross-origin isolated. */
  constructor(shared = false) {
    const maximum = shared ? SHARED_PAGES : MAX_PAGES;
    this.memory = new WebAssembly.Memory({ initial: 16, maximum, shared });
  }

  /** Zeros. Throws an `OutOfMemoryError`. */
  allocate(length: number): CpuArray {
    const bytes = Math.ceil(Math.max(4 * length, 1) / ALIGNMENT) * ALIGNMENT;
    const pointer = this.takeGap(bytes) ?? this.grow(bytes);
    this.sizes.set(pointer, bytes);
    this.allocatedBytes += bytes;
    const array = new CpuArray(this.memory, pointer, length);
    array.f32.fill(0);
    return array;
  }

  free(array: CpuArray): void {
    const bytes = this.sizes.get(array.pointer);
    if (bytes === undefined) return;
    this.sizes.delete(array.pointer);
    this.allocatedBytes -= bytes;
    this.gaps.push({ from: array.pointer, bytes });
    this.gaps.sort((a, b) => a.from - b.from);
    const joined: Gap[] = [];
    for (const gap of this.gaps) {
      const last = joined.at(-1);
      if (last && last.from + last.bytes === gap.from) last.bytes += gap.bytes;
      else joined.push({ ...gap });
    }
    this.gaps = joined;
  }

  /** Memory that a kernel may use during a call, at least `length` numbers; returns its pointer. */
  scratch(length: number): number {
    if (!this.reused || this.reused.length < length) {
      if (this.reused) this.free(this.reused);
      this.reused = this.allocate(length);
    }
    return this.reused.pointer;
  }

  private takeGap(bytes: number): number | null {
    const gap = this.gaps.find((candidate) => candidate.bytes >= bytes);
    if (!gap) return null;
    const { from } = gap;
    gap.from += bytes;
    gap.bytes -= bytes;
    if (gap.bytes === 0) this.gaps.splice(this.gaps.indexOf(gap), 1);
    return from;
  }

  private grow(bytes: number): number {
    const pointer = this.end;
    const missing = pointer + bytes - this.memory.buffer.byteLength;
    try {
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    } catch (error) {
      throw new OutOfMemoryError(error instanceof Error ? error.message : String(error));
    }
    this.end = pointer + bytes;
    return pointer;
  }
}
