/**
 * @file The memory planner: drops nodes whose results are not read and assigns memory to every value.
 *
 * Values share slots by liveness: a slot is free again after the last step that touches its value. A slot is one
 * GPU buffer of its own, because WebGPU forbids reading and writing the same buffer in one dispatch.
 * Parameters, inputs, constants and asked-for results are placed by the caller ("pinned").
 */
import { byteLengthOf, type Graph, type Node, type Tensor } from './graph.ts';

/** The nodes that the results need, in order, and every tensor that one of them reads (results included). */
export function liveNodes(graph: Graph, results: readonly Tensor[]): { nodes: Node[]; used: Set<Tensor> } {
  const used = new Set<Tensor>(results);
  const nodes: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => used.has(output))) continue;
    nodes.push(node);
    for (const input of node.inputs) used.add(input);
  }
  return { nodes: nodes.reverse(), used };
}

export interface Slots {
  /** Bytes of every slot. */
  bytes: number[];
  /** Slot of every value that is not pinned. */
  of: Map<Tensor, number>;
}

/** Shares slots among the values that `steps` touch; each step is the list of tensors one dispatch binds. */
export function assignSlots(
  steps: readonly (readonly Tensor[])[],
  isPinned: (tensor: Tensor) => boolean,
): Slots {
  const lastStep = new Map<Tensor, number>();
  steps.forEach((tensors, i) => {
    for (const tensor of tensors) lastStep.set(tensor, i);
  });
  const bytes: number[] = [];
  const of = new Map<Tensor, number>();
  const free = new Set<number>();

  /** The tightest free slot that is large enough, else the largest one, which then grows. */
  const take = (wanted: number): number => {
    let best = -1;
    for (const slot of free) {
      const size = bytes[slot] as number;
      const bestSize = best < 0 ? -1 : (bytes[best] as number);
      const better = size >= wanted ? bestSize < wanted || size < bestSize : size > bestSize;
      if (better) best = slot;
    }
    if (best < 0) return bytes.push(wanted) - 1;
    free.delete(best);
    bytes[best] = Math.max(bytes[best] as number, wanted);
    return best;
  };

  steps.forEach((tensors, i) => {
    for (const tensor of tensors) {
      if (tensor.kind !== 'value' || isPinned(tensor) || of.has(tensor)) continue;
      of.set(tensor, take(byteLengthOf(tensor)));
    }
    for (const tensor of new Set(tensors)) {
      const slot = of.get(tensor);
      if (slot !== undefined && lastStep.get(tensor) === i) free.add(slot);
    }
  });
  return { bytes, of };
}
