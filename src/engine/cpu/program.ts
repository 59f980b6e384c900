/** @file A graph compiled for replay: every live node with its arrays, run in order. */
import { type Graph, type Node, sizeOf, type Tensor } from '../graph.ts';
import { cpuKernels } from '../ops/cpu-kernels.ts';
import { assignSlots, liveNodes } from '../plan.ts';
import type { CpuExports } from './exports.ts';
import type { CpuArrays, CpuKernel } from './kernel.ts';
import type { CpuArray, CpuMemory } from './memory.ts';
import type { Pool } from './pool.ts';

export interface CpuRuntime {
  wasm: CpuExports;
  memory: CpuMemory;
  pool: Pool;
  /** Yields to other events of this thread. */
  pause: () => Promise<void>;
}

interface ProgramOptions {
  graph: Graph;
  /** What must exist after a replay. */
  results: readonly Tensor[];
  /** Arrays of parameters, and of results that the caller owns; null lets the program place a tensor. */
  place: (tensor: Tensor) => CpuArray | null;
}

interface Call {
  node: Node;
  kernel: CpuKernel;
  arrays: CpuArrays;
}

export class CpuProgram {
  private readonly calls: readonly Call[];
  private readonly memory: CpuMemory;
  private readonly places = new Map<Tensor, CpuArray>();
  private readonly owned: CpuArray[] = [];
  private readonly graph: Graph;

  constructor({ wasm, memory, pool }: CpuRuntime, { graph, results, place }: ProgramOptions) {
    this.memory = memory;
    this.graph = graph;
    const { nodes, used } = liveNodes(graph, results);
    const steps = nodes.map(({ inputs, outputs }) => [
      ...inputs,
      ...outputs.filter((output) => used.has(output)),
    ]);

    for (const tensor of new Set(steps.flat())) {
      const given = place(tensor);
      if (given) {
        this.places.set(tensor, given);
        continue;
      }
      if (tensor.kind === 'parameter') throw new Error(`no array for the parameter ${tensor.name}`);
      // Results outlive the replay, so they never share a slot.
      if (tensor.kind === 'value' && !results.includes(tensor)) continue;
      const array = this.own(sizeOf(tensor.shape));
      if (tensor.data instanceof Int32Array) array.i32.set(tensor.data);
      else if (tensor.data) array.f32.set(tensor.data);
      this.places.set(tensor, array);
    }
    const slots = assignSlots(steps, (tensor) => this.places.has(tensor));
    const slotArrays = slots.bytes.map((bytes) => this.own(bytes / 4));
    for (const [tensor, slot] of slots.of) {
      this.places.set(tensor, (slotArrays[slot] as CpuArray).part(0, sizeOf(tensor.shape)));
    }

    this.calls = nodes.map((node) => ({
      node,
      kernel: cpuKernels[node.op],
      arrays: {
        inputs: node.inputs.map((tensor) => this.arrayOf(tensor)),
        outputs: node.outputs.map((tensor) => (used.has(tensor) ? this.arrayOf(tensor) : null)),
        wasm,
        memory,
        pool,
      },
    }));
  }

  get length(): number {
    return this.calls.length;
  }

  run(): void {
    for (const { node, kernel, arrays } of this.calls) kernel(node, arrays);
  }

  arrayOf(tensor: Tensor): CpuArray {
    const array = this.places.get(tensor);
    if (!array) throw new Error(`${tensor.name} has no place`);
    return array;
  }

  /** Writes an input; does nothing if no live node reads it. */
  set(name: string, values: Int32Array | Float32Array): void {
    const tensor = this.graph.find(name);
    const array = tensor && this.places.get(tensor);
    if (!array) return;
    if (values instanceof Int32Array) array.i32.set(values);
    else array.f32.set(values);
  }

  dispose(): void {
    for (const array of this.owned) this.memory.free(array);
  }

  private own(length: number): CpuArray {
    const array = this.memory.allocate(length);
    this.owned.push(array);
    return array;
  }
}
