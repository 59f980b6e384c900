/**
 * @file What a program needs, from its graph alone: kernels, buffers of its own, shared slots. Programs are created from
 * these plans, so the planned memory is the allocated memory.
 */
import type { Graph, Tensor } from '../graph.ts';
import type { Kernel } from '../op.ts';
import { kernelRules } from '../ops/kernels.ts';
import { assignSlots, liveNodes, type Slots } from '../plan.ts';

interface ProgramPlan {
  kernels: Kernel[];
  /** Tensors that get a buffer of their own: constants, states, results that the caller does not hold. */
  owned: Tensor[];
  slots: Slots;
}

/** @param isPlaced true for a tensor that the caller holds. */
export function planProgram(
  graph: Graph,
  results: readonly Tensor[],
  isPlaced: (tensor: Tensor) => boolean,
): ProgramPlan {
  const { nodes, used } = liveNodes(graph, results);
  const kernels = nodes.map((node) => kernelRules[node.op](node, { isUsed: (output) => used.has(output) }));
  const steps = kernels.map(({ bindings }) => bindings.map(({ tensor }) => tensor));
  const placed = new Set<Tensor>();
  const owned: Tensor[] = [];
  for (const tensor of new Set(steps.flat())) {
    if (isPlaced(tensor)) placed.add(tensor);
    // Results outlive the replay, so they never share a slot.
    else if (tensor.kind === 'constant' || tensor.kind === 'state' || results.includes(tensor)) {
      placed.add(tensor);
      owned.push(tensor);
    } else if (tensor.kind !== 'value') throw new Error(`no buffer for the ${tensor.kind} ${tensor.name}`);
  }
  return { kernels, owned, slots: assignSlots(steps, (tensor) => placed.has(tensor)) };
}

export interface InputSection {
  name: string;
  bytes: number;
}

/** Where each input begins in one buffer, and the bytes of that buffer. */
export function inputOffsets(sections: readonly InputSection[]): {
  offsets: Map<string, number>;
  bytes: number;
} {
  const offsets = new Map<string, number>();
  let bytes = 0;
  for (const section of sections) {
    offsets.set(section.name, bytes);
    bytes += Math.ceil(section.bytes / 256) * 256;
  }
  return { offsets, bytes };
}
