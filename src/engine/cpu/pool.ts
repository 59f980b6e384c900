/**
 * @file Independent kernel calls, run by one thread or by several on one shared memory. A call computes the same numbers
 * in any thread, so results are equal bit by bit for any number of threads.
 */
import type { CpuExports } from './exports.ts';
import type { CpuMemory } from './memory.ts';

type KernelName = Exclude<keyof CpuExports, 'attentionScratch'>;
export type KernelCall<Name extends KernelName> = Readonly<Parameters<CpuExports[Name]>>;

export interface Pool {
  readonly threads: number;
  /**
   * Returns when all calls are done; throws if one failed. Where `scratch` (in floats) is not 0, the last argument of
   * every call is replaced by a pointer to that much memory of the thread's own.
   */
  run<Name extends KernelName>(name: Name, calls: readonly KernelCall<Name>[], scratch?: number): void;
  dispose(): void;
}

type Kernel = (...args: number[]) => void;

/** Runs every call in this thread. */
export class OneThread implements Pool {
  readonly threads = 1;
  private readonly wasm: CpuExports;
  private readonly memory: CpuMemory;

  constructor(wasm: CpuExports, memory: CpuMemory) {
    this.wasm = wasm;
    this.memory = memory;
  }

  run<Name extends KernelName>(name: Name, calls: readonly KernelCall<Name>[], scratch = 0): void {
    const kernel = this.wasm[name] as Kernel;
    const scratchStart = scratch > 0 ? this.memory.scratch(scratch) : 0;
    for (const call of calls) {
      if (scratch > 0) kernel(...call.slice(0, -1), scratchStart);
      else kernel(...call);
    }
  }

  dispose(): void {}
}

/** Kernels by number, for messages between threads. */
const KERNELS: readonly KernelName[] = [
  'matmul',
  'attention',
  'attentionGradQuery',
  'attentionGradKeyValue',
  'swiGlu',
  'swiGluGrad',
  'crossEntropy',
  'rmsNorm',
  'rmsNormGradInput',
  'rmsNormGradWeight',
  'rope',
  'sgd',
  'adamW',
];

/** Indices into the control block. */
const CONTROL = {
  /** Number of the job (upper bits) and of its calls not yet taken (lower `REMAINING_BITS`). */
  ticket: 0,
  /** Calls of the job that are done. */
  done: 1,
  kernel: 2,
  /** Arguments per call. */
  width: 3,
  /** Pointer to the first thread's scratch memory, and bytes per thread; 0 where the kernel takes none. */
  scratchStart: 4,
  scratchBytes: 5,
  /** 1 after a call has thrown. */
  failed: 6,
} as const;
const CONTROL_INTEGERS = 16;
const REMAINING_BITS = 12;
const MAX_CALLS = (1 << REMAINING_BITS) - 1;
/** Most arguments of all calls of one job together. */
const MAX_ARGUMENTS = 1 << 16;
/** Polls before a thread blocks: some tens of microseconds, the usual time between two jobs of a step. */
const SPINS = 4000;

/** Shared by all threads besides the memory: the control block, and the arguments of the calls. */
export interface SharedJobs {
  control: Int32Array<SharedArrayBuffer>;
  args: Float64Array<SharedArrayBuffer>;
}

export function createShared(): SharedJobs {
  return {
    control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_INTEGERS)),
    args: new Float64Array(new SharedArrayBuffer(8 * MAX_ARGUMENTS)),
  };
}

/**
 * Runs calls of the current job until none remains. The job's number is part of the ticket, so a late thread cannot take
 * a call of a finished job; a job with a taken call cannot finish.
 */
function takeCalls({ control, args }: SharedJobs, kernels: readonly Kernel[], thread: number): void {
  for (;;) {
    const ticket = Atomics.load(control, CONTROL.ticket);
    const remaining = ticket & MAX_CALLS;
    if (remaining === 0) return;
    if (Atomics.compareExchange(control, CONTROL.ticket, ticket, ticket - 1) !== ticket) continue;
    const width = control[CONTROL.width] as number;
    const call = Array.from(args.subarray((remaining - 1) * width, remaining * width));
    const scratchBytes = control[CONTROL.scratchBytes] as number;
    if (scratchBytes > 0) call[width - 1] = (control[CONTROL.scratchStart] as number) + thread * scratchBytes;
    try {
      (kernels[control[CONTROL.kernel] as number] as Kernel)(...call);
    } catch {
      Atomics.store(control, CONTROL.failed, 1);
    }
    Atomics.add(control, CONTROL.done, 1);
    Atomics.notify(control, CONTROL.done);
  }
}

/** The loop of a helper thread. Never returns: its worker is terminated from outside. */
export function runHelper(shared: SharedJobs, wasm: CpuExports, thread: number): void {
  const kernels = KERNELS.map((name) => wasm[name] as Kernel);
  const { control } = shared;
  for (;;) {
    takeCalls(shared, kernels, thread);
    for (let spin = 0; spin < SPINS && (Atomics.load(control, CONTROL.ticket) & MAX_CALLS) === 0; spin++);
    const ticket = Atomics.load(control, CONTROL.ticket);
    if ((ticket & MAX_CALLS) === 0) Atomics.wait(control, CONTROL.ticket, ticket);
  }
}

/** This thread and helpers, each taking the next call. A helper that has not started yet delays nothing. */
export class ThreadPool implements Pool {
  readonly threads: number;
  private readonly memory: CpuMemory;
  private readonly shared: SharedJobs;
  private readonly kernels: readonly Kernel[];
  private readonly end: () => void;
  private job = 0;

  /** @param helpers number of helper threads started with `shared`; `end` terminates them. */
  constructor(wasm: CpuExports, memory: CpuMemory, shared: SharedJobs, helpers: number, end: () => void) {
    this.threads = 1 + helpers;
    this.memory = memory;
    this.shared = shared;
    this.kernels = KERNELS.map((name) => wasm[name] as Kernel);
    this.end = end;
  }

  run<Name extends KernelName>(name: Name, calls: readonly KernelCall<Name>[], scratch = 0): void {
    const width = calls[0]?.length ?? 0;
    const most = Math.min(MAX_CALLS, Math.floor(MAX_ARGUMENTS / Math.max(1, width)));
    for (let from = 0; from < calls.length; from += most) {
      this.runJob(KERNELS.indexOf(name), calls.slice(from, from + most), width, scratch);
    }
  }

  private runJob(
    kernel: number,
    calls: readonly (readonly number[])[],
    width: number,
    scratch: number,
  ): void {
    const { control, args } = this.shared;
    // Each thread's scratch memory starts at a multiple of 64 bytes.
    const scratchBytes = Math.ceil(scratch / 16) * 64;
    const scratchStart = scratchBytes > 0 ? this.memory.scratch((this.threads * scratchBytes) / 4) : 0;
    calls.forEach((call, i) => {
      args.set(call, i * width);
    });
    control[CONTROL.kernel] = kernel;
    control[CONTROL.width] = width;
    control[CONTROL.scratchStart] = scratchStart;
    control[CONTROL.scratchBytes] = scratchBytes;
    control[CONTROL.done] = 0;
    this.job++;
    Atomics.store(control, CONTROL.ticket, (this.job << REMAINING_BITS) | calls.length);
    // A single call is run by this thread: no helper is woken.
    if (calls.length > 1) Atomics.notify(control, CONTROL.ticket, calls.length - 1);
    takeCalls(this.shared, this.kernels, 0);
    for (let spin = 0; ; spin++) {
      const done = Atomics.load(control, CONTROL.done);
      if (done === calls.length) break;
      if (spin > SPINS && mayWait()) Atomics.wait(control, CONTROL.done, done);
    }
    if (Atomics.load(control, CONTROL.failed) === 1) throw new Error('a CPU kernel failed');
  }

  dispose(): void {
    this.end();
  }
}

/** The main thread of a page may not block: it polls until the helpers are done. */
function mayWait(): boolean {
  return typeof document === 'undefined';
}

/** [0, extent) in at most `parts` pieces whose ends are multiples of `unit`. */
export function divide(extent: number, unit: number, parts: number): readonly (readonly [number, number])[] {
  const size = Math.max(1, Math.ceil(extent / unit / Math.max(1, parts))) * unit;
  const pieces: [number, number][] = [];
  for (let from = 0; from < extent; from += size) pieces.push([from, Math.min(extent, from + size)]);
  return pieces;
}

/** Number of parts for a job of `work` multiplications: one where distributing costs more than it saves. */
export function partsFor({ threads }: Pool, work: number): number {
  const LEAST = 50_000;
  // Two per thread, so that a thread that the system suspends delays the others less.
  return threads === 1 ? 1 : Math.max(1, Math.min(2 * threads, Math.floor(work / LEAST)));
}
