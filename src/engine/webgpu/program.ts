/**
 * @file A graph compiled for replay: pipelines, bind groups and buffers are created once, and every step is the same list
 * of dispatches.
 */

import { disposeOnError, type Own } from '../disposeOnError.ts';
import { byteLengthOf, type Graph, type Tensor } from '../graph.ts';
import { at, type KernelBinding } from '../op.ts';
import type { Place } from './arena.ts';
import { type Gpu, STORAGE } from './gpu.ts';
import { type InputSection, inputOffsets, planProgram } from './program-plan.ts';

export interface Dispatch {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  workgroups: [number, number, number];
}

/** One dispatch from WGSL and the places of its bindings. Throws an `OutOfMemoryError` or an `EngineFaultError`. */
export async function createDispatch(
  gpu: Gpu,
  code: string,
  places: readonly Place[],
  workgroups: [number, number, number],
): Promise<Dispatch> {
  const pipeline = await gpu.pipeline(code);
  return { pipeline, bindGroup: await gpu.bindGroup(pipeline, places), workgroups };
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
  private readonly offsets: ReadonlyMap<string, number>;

  constructor(gpu: Gpu, sections: readonly InputSection[]) {
    this.gpu = gpu;
    const { offsets, bytes } = inputOffsets(sections);
    this.offsets = offsets;
    this.staging = new ArrayBuffer(bytes);
    this.buffer = gpu.createBuffer(bytes, 'inputs', STORAGE());
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

interface ProgramOptions {
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

  /** Throws an `OutOfMemoryError` or an `EngineFaultError`; nothing is left allocated then. */
  static create(gpu: Gpu, options: ProgramOptions): Promise<Program> {
    return disposeOnError((own) => Program.make(gpu, options, own));
  }

  private static async make(
    gpu: Gpu,
    { graph, results, place }: ProgramOptions,
    register: Own,
  ): Promise<Program> {
    const places = new Map<Tensor, Place>();
    const {
      kernels,
      owned: ownTensors,
      slots,
    } = planProgram(graph, results, (tensor) => {
      const given = place(tensor);
      if (!given) return false;
      if (tensor.kind === 'parameter' && given.size !== Math.ceil(byteLengthOf(tensor) / 16) * 16)
        throw new Error(`${tensor.name} is not held as ${tensor.dtype}`);
      places.set(tensor, given);
      return true;
    });
    const owned: GPUBuffer[] = [];
    const own = (bytes: number, label: string): GPUBuffer => {
      const buffer = gpu.createBuffer(bytes, label, STORAGE());
      owned.push(buffer);
      register({ dispose: () => gpu.destroyBuffer(buffer) });
      return buffer;
    };
    for (const tensor of ownTensors) {
      const buffer = own(byteLengthOf(tensor), tensor.name);
      if (tensor.data) gpu.fill(buffer, 0, tensor.data as Float32Array<ArrayBuffer>);
      places.set(tensor, { buffer, offset: 0, size: buffer.size });
    }
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

  /** Bytes of the program's own buffers. */
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
