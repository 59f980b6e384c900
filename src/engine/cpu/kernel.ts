/** @file What a kernel of this engine gets: the arrays of its node's tensors and the compiled functions. */
import type { Node } from '../graph.ts';
import type { CpuExports } from './exports.ts';
import type { CpuArray, CpuMemory } from './memory.ts';
import type { Pool } from './pool.ts';

export interface CpuArrays {
  /** In order of the node's inputs. */
  inputs: readonly CpuArray[];
  /** In order of the node's outputs; null where nobody reads one, so that kernels can skip it. */
  outputs: readonly (CpuArray | null)[];
  wasm: CpuExports;
  /** Does calls of kernels that do not depend on each other. */
  pool: Pool;
  memory: CpuMemory;
}

export type CpuKernel = (node: Node, arrays: CpuArrays) => void;

/** Where an array begins; 0, which no array has, for null. */
export function pointerOf(array: CpuArray | null | undefined): number {
  return array?.pointer ?? 0;
}

/** A pointer moved on by bytes, unless it points nowhere. */
export function moved(pointer: number, by: number): number {
  return pointer === 0 ? 0 : pointer + by;
}
