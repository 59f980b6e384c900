/**
 * @file Calls of kernels that do not depend on each other, done by one thread or by several on one shared memory. Which
 * thread does a call changes nothing in its numbers, so results are the same, bit by bit, for any number of threads.
 */
import type { CpuExports } from './exports.ts';
import type { CpuMemory } from './memory.ts';

export type KernelName = Exclude<keyof CpuExports, 'attentionScratch'>;
export type KernelCall<Name extends KernelName> = Readonly<Parameters<CpuExports[Name]>>;

export interface Pool {
  readonly threads: number;
  /**
   * Returns when all calls are done; throws if one stopped. Where `scratch` (numbers) is not 0, the last argument of every call is replaced by
   * a pointer to so much room of the thread's own.
   */
  run<Name extends KernelName>(name: Name, calls: readonly KernelCall<Name>[], scratch?: number): void;
  dispose(): void;
}

type Kernel = (...numbers: number[]) => void;

/** Everything in this thread. */
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
    const room = scratch > 0 ? this.memory.scratch(scratch) : 0;
    for (const call of calls) {
      if (scratch > 0) kernel(...call.slice(0, -1), room);
      else kernel(...call);
    }
  }

  dispose(): void {}
}

/** Kernels by number, for messages between threads. */
export const KERNELS: readonly KernelName[] = [
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

/** What the board's integers are. */
export const BOARD = {
  /** Number of the job (upper bits) and how many of its calls nobody has taken (lower `LEFT_BITS`). */
  ticket: 0,
  /** Calls of the job that are done. */
  done: 1,
  kernel: 2,
  /** Numbers of one call. */
  width: 3,
  /** Where the threads' rooms begin, and bytes from one to the next; 0 where the kernel takes none. */
  room: 4,
  roomBytes: 5,
  /** 1 where a call has thrown. */
  failed: 6,
} as const;
export const BOARD_INTEGERS = 16;
const LEFT_BITS = 12;
const MOST_CALLS = (1 << LEFT_BITS) - 1;
/** Numbers of all calls of a job. */
const MOST_NUMBERS = 1 << 16;
/** Rounds of looking before a thread lies down: some tens of microseconds, the usual time between two jobs of a step. */
const ROUNDS = 4000;

/** What threads share besides the memory: a board of integers, and the arguments of the calls. */
export interface Shared {
  board: Int32Array<SharedArrayBuffer>;
  numbers: Float64Array<SharedArrayBuffer>;
}

export function makeShared(): Shared {
  return {
    board: new Int32Array(new SharedArrayBuffer(4 * BOARD_INTEGERS)),
    numbers: new Float64Array(new SharedArrayBuffer(8 * MOST_NUMBERS)),
  };
}

/**
 * Takes calls of the present job, one after the other, until none is left. The job's number in the ticket keeps a late
 * thread from taking a call of a job that is over: with a call taken, its job cannot end.
 */
export function takeCalls({ board, numbers }: Shared, kernels: readonly Kernel[], thread: number): void {
  for (;;) {
    const ticket = Atomics.load(board, BOARD.ticket);
    const left = ticket & MOST_CALLS;
    if (left === 0) return;
    if (Atomics.compareExchange(board, BOARD.ticket, ticket, ticket - 1) !== ticket) continue;
    const width = board[BOARD.width] as number;
    const call = Array.from(numbers.subarray((left - 1) * width, left * width));
    const roomBytes = board[BOARD.roomBytes] as number;
    if (roomBytes > 0) call[width - 1] = (board[BOARD.room] as number) + thread * roomBytes;
    try {
      (kernels[board[BOARD.kernel] as number] as Kernel)(...call);
    } catch {
      Atomics.store(board, BOARD.failed, 1);
    }
    Atomics.add(board, BOARD.done, 1);
    Atomics.notify(board, BOARD.done);
  }
}

/** The life of a helping thread. Never returns: its worker is ended from outside. */
export function help(shared: Shared, wasm: CpuExports, thread: number): void {
  const kernels = KERNELS.map((name) => wasm[name] as Kernel);
  const { board } = shared;
  for (;;) {
    takeCalls(shared, kernels, thread);
    for (let round = 0; round < ROUNDS && (Atomics.load(board, BOARD.ticket) & MOST_CALLS) === 0; round++);
    const ticket = Atomics.load(board, BOARD.ticket);
    if ((ticket & MOST_CALLS) === 0) Atomics.wait(board, BOARD.ticket, ticket);
  }
}

/** This thread and helpers, who take what it has not come to yet. A helper that is not there yet holds nothing up. */
export class ThreadPool implements Pool {
  readonly threads: number;
  private readonly memory: CpuMemory;
  private readonly shared: Shared;
  private readonly kernels: readonly Kernel[];
  private readonly end: () => void;
  private job = 0;

  /** @param helpers threads beside this one, which have been given `shared`; `end` ends them. */
  constructor(wasm: CpuExports, memory: CpuMemory, shared: Shared, helpers: number, end: () => void) {
    this.threads = 1 + helpers;
    this.memory = memory;
    this.shared = shared;
    this.kernels = KERNELS.map((name) => wasm[name] as Kernel);
    this.end = end;
  }

  run<Name extends KernelName>(name: Name, calls: readonly KernelCall<Name>[], scratch = 0): void {
    const width = calls[0]?.length ?? 0;
    const most = Math.min(MOST_CALLS, Math.floor(MOST_NUMBERS / Math.max(1, width)));
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
    const { board, numbers } = this.shared;
    // Rooms begin at multiples of 64 bytes.
    const roomBytes = Math.ceil(scratch / 16) * 64;
    const room = roomBytes > 0 ? this.memory.scratch((this.threads * roomBytes) / 4) : 0;
    calls.forEach((call, i) => {
      numbers.set(call, i * width);
    });
    board[BOARD.kernel] = kernel;
    board[BOARD.width] = width;
    board[BOARD.room] = room;
    board[BOARD.roomBytes] = roomBytes;
    board[BOARD.done] = 0;
    this.job++;
    Atomics.store(board, BOARD.ticket, (this.job << LEFT_BITS) | calls.length);
    // For one call nobody need get up.
    if (calls.length > 1) Atomics.notify(board, BOARD.ticket, calls.length - 1);
    takeCalls(this.shared, this.kernels, 0);
    for (let round = 0; ; round++) {
      const done = Atomics.load(board, BOARD.done);
      if (done === calls.length) break;
      if (round > ROUNDS && mayWait()) Atomics.wait(board, BOARD.done, done);
    }
    if (Atomics.load(board, BOARD.failed) === 1) throw new Error('a CPU kernel stopped');
  }

  dispose(): void {
    this.end();
  }
}

/** A page's own thread may not lie down; it looks until the others are done. */
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

/** Pieces of a job of so many multiplications or the like: one where handing out costs more than it brings. */
export function partsFor({ threads }: Pool, work: number): number {
  const LEAST = 50_000;
  // Two for each thread, so that one that is kept from its core holds up less.
  return threads === 1 ? 1 : Math.max(1, Math.min(2 * threads, Math.floor(work / LEAST)));
}
