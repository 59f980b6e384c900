/**
 * @file A graph made ready for replay: pipelines, bind groups and buffers exist once, and a step is the same list of
 * dispatches every time.
 */
import { byteLengthOf, type Graph, type Tensor } from '../graph.ts';
import { at, type Kernel, type KernelBinding } from '../op.ts';
import { kernelRules } from '../ops/kernels.ts';
import { assignSlots, liveNodes } from '../plan.ts';
import type { Place } from './arena.ts';
import { type Gpu, STORAGE } from './gpu.ts';

export interface Dispatch {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  workgroups: [number, number, number];
}

/** One dispatch from WGSL and the places of its bindings. */
export async function createDispatch(
  gpu: Gpu,
  code: string,
  places: readonly Place[],
  workgroups: [number, number, number],
): Promise<Dispatch> {
  const pipeline = await gpu.pipeline(code);
  const bindGroup = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: places.map((resource, binding) => ({ binding, resource })),
  });
  return { pipeline, bindGroup, workgroups };
}

export function encodeDispatches(pass: GPUComputePassEncoder, dispatches: readonly Dispatch[]): void {
  for (const { pipeline, bindGroup, workgroups } of dispatches) {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
  }
}

/** The inputs of a graph in one buffer, so that a step needs one upload. */
export class InputBlock {
  readonly buffer: GPUBuffer;
  private readonly gpu: Gpu;
  private readonly staging: ArrayBuffer;
  private readonly offsets = new Map<string, number>();

  constructor(gpu: Gpu, sections: readonly { name: string; bytes: number }[]) {
    this.gpu = gpu;
    let offset = 0;
    for (const { name, bytes } of sections) {
      this.offsets.set(name, offset);
      offset += Math.ceil(bytes / 256) * 256;
    }
    this.staging = new ArrayBuffer(offset);
    this.buffer = gpu.createBuffer(offset, 'inputs', STORAGE());
  }

  place(name: string, bytes: number): Place | null {
    const offset = this.offsets.get(name);
    return offset === undefined ? null : { buffer: this.buffer, offset, size: Math.ceil(bytes / 16) * 16 };
  }

  set(name: string, values: Int32Array | Float32Array | readonly number[]): void {
    const offset = this.offsets.get(name);
    if (offset === undefined) return;
    const view =
      values instanceof Int32Array
        ? new Int32Array(this.staging, offset)
        : new Float32Array(this.staging, offset);
    view.set(values);
  }

  upload(): void {
    this.gpu.device.queue.writeBuffer(this.buffer, 0, this.staging);
  }

  dispose(): void {
    this.gpu.destroyBuffer(this.buffer);
  }
}

/**
 * Gives the arrays of a kernel the lengths of their tensors. WebGPU keeps every access within bounds, and against a
 * length that is known while compiling this costs less: a tenth of a step on the software adapter.
 */
function withLengths(code: string, bindings: readonly KernelBinding[]): string {
  return code.replace(
    /(@binding\((\d+)\) var<storage, \w+> \w+: array<(\w+))>;/g,
    (_, head: string, index: string, type: string) => {
      const numbers = byteLengthOf(at(bindings, Number(index)).tensor) / 4;
      return `${head}, ${type.startsWith('vec4') ? Math.ceil(numbers / 4) : numbers}>;`;
    },
  );
}

export interface ProgramOptions {
  graph: Graph;
  /** What must exist after a replay. */
  results: readonly Tensor[];
  /** Places of parameters, inputs and those results the caller owns; null lets the program place a tensor. */
  place: (tensor: Tensor) => Place | null;
}

/** The dispatches of a graph and the buffers it owns: slots, constants, states. */
export class Program {
  readonly dispatches: readonly Dispatch[];
  private readonly gpu: Gpu;
  private readonly places: ReadonlyMap<Tensor, Place>;
  private readonly owned: readonly GPUBuffer[];

  private constructor(
    gpu: Gpu,
    dispatches: readonly Dispatch[],
    places: ReadonlyMap<Tensor, Place>,
    owned: readonly GPUBuffer[],
  ) {
    this.gpu = gpu;
    this.dispatches = dispatches;
    this.places = places;
    this.owned = owned;
  }

  static async create(gpu: Gpu, { graph, results, place }: ProgramOptions): Promise<Program> {
    const { nodes, used } = liveNodes(graph, results);
    const kernels: Kernel[] = nodes.map((node) =>
      kernelRules[node.op](node, { isUsed: (output) => used.has(output) }),
    );
    const places = new Map<Tensor, Place>();
    const owned: GPUBuffer[] = [];
    const own = (bytes: number, label: string): GPUBuffer => {
      const buffer = gpu.createBuffer(bytes, label, STORAGE());
      owned.push(buffer);
      return buffer;
    };
    const bound = new Set(kernels.flatMap(({ bindings }) => bindings.map(({ tensor }) => tensor)));

    for (const tensor of bound) {
      const given = place(tensor);
      if (given) {
        if (tensor.kind === 'parameter' && given.size !== Math.ceil(byteLengthOf(tensor) / 16) * 16)
          throw new Error(`${tensor.name} is not held as ${tensor.dtype}`);
        places.set(tensor, given);
        continue;
      }
      // Results outlive the replay, so they never share a slot.
      const keeps = tensor.kind === 'constant' || tensor.kind === 'state' || results.includes(tensor);
      if (!keeps && tensor.kind !== 'value')
        throw new Error(`nothing holds the ${tensor.kind} ${tensor.name}`);
      if (!keeps) continue;
      const buffer = own(byteLengthOf(tensor), tensor.name);
      if (tensor.data) gpu.device.queue.writeBuffer(buffer, 0, tensor.data as Float32Array<ArrayBuffer>);
      places.set(tensor, { buffer, offset: 0, size: buffer.size });
    }

    const slots = assignSlots(
      kernels.map(({ bindings }) => bindings.map(({ tensor }) => tensor)),
      (tensor) => places.has(tensor),
    );
    const slotBuffers = slots.bytes.map((bytes, i) => own(bytes, `slot ${i}`));
    for (const [tensor, slot] of slots.of) {
      places.set(tensor, {
        buffer: slotBuffers[slot] as GPUBuffer,
        offset: 0,
        size: Math.ceil(byteLengthOf(tensor) / 16) * 16,
      });
    }

    const dispatches = await Promise.all(
      kernels.map(({ code, bindings, workgroups }) =>
        createDispatch(
          gpu,
          withLengths(code, bindings),
          bindings.map(({ tensor }) => places.get(tensor) as Place),
          workgroups,
        ),
      ),
    );
    return new Program(gpu, dispatches, places, owned);
  }

  /** Bytes of the buffers that the program made for itself. */
  get bytes(): number {
    return this.owned.reduce((sum, { size }) => sum + size, 0);
  }

  placeOf(tensor: Tensor): Place {
    const place = this.places.get(tensor);
    if (!place) throw new Error(`${tensor.name} has no place`);
    return place;
  }

  dispose(): void {
    for (const buffer of this.owned) this.gpu.destroyBuffer(buffer);
  }
}
