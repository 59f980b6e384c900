/** @file The parameters of a kernel of this engine: the arrays of its node's tensors and the compiled functions. */
import type { Node } from '../graph.ts';
import type { CpuExports } from './exports.ts';
import type { CpuArray, CpuMemory } from './memory.ts';
import type { Pool } from './pool.ts';

export interface CpuArrays {
  /** In order of the node's inputs. */
  inputs: readonly CpuArray[];
  /** In order of the node's outputs; null for an output that nothing reads, which the kernel then skips. */
  outputs: readonly (CpuArray | null)[];
  wasm: CpuExports;
  /** Runs independent kernel calls. */
  pool: Pool;
  memory: CpuMemory;
}

export type CpuKernel = (node: Node, arrays: CpuArrays) => void;

/** Byte offset of an array; 0, where no array begins, for null. */
export function pointerOf(array: CpuArray | null | undefined): number {
  return array?.pointer ?? 0;
}

/** The pointer plus `by` bytes; a null pointer stays 0. */
export function offsetBy(pointer: number, by: number): number {
  return pointer === 0 ? 0 : pointer + by;
}
