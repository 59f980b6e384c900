/**
 * @file The static graph: tensors of fixed shape and the nodes that make them, in the order they were traced.
 *
 * A model is written once against `Graph`, traced once, and replayed every step by an executor. Nothing here
 * computes; shapes are checked while tracing, so that a wrong model fails before any device is touched.
 * Autodiff (`autodiff.ts`) appends nodes to the same graph.
 */
import { type PackedFormat, packedLayout } from './packed.ts';

/** 'int8' and 'nf4' are frozen matrices in packed form (`packed.ts`); kernels unpack them as they read. */
type DType = 'f32' | 'i32' | PackedFormat;

export function isPacked(dtype: DType): dtype is PackedFormat {
  return dtype === 'int8' || dtype === 'nf4';
}

type TensorKind =
  /** Written by the caller before each replay (tokens, targets, ...). */
  | 'input'
  /** Weights, frozen or trainable; held outside the graph so that several graphs can share them. */
  | 'parameter'
  /** Fixed data known while tracing (rotary tables, positions). */
  | 'constant'
  /** Persists from one replay to the next (key and value caches). */
  | 'state'
  /** Made by a node. */
  | 'value';

export interface Tensor {
  readonly id: number;
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly kind: TensorKind;
  /** For constants only. */
  readonly data?: Float32Array | Int32Array;
}

/** What an op was traced with besides its inputs: numbers, flags, short lists. */
type Attributes = Readonly<Record<string, number | string | boolean | readonly number[]>>;

export interface Node {
  readonly op: OpName;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
}

export type OpName =
  | 'embedding'
  | 'embeddingGrad'
  | 'matmul'
  | 'rmsNorm'
  | 'rmsNormGradInput'
  | 'rmsNormGradWeight'
  | 'rope'
  | 'attention'
  | 'attentionGradQuery'
  | 'attentionGradKeyValue'
  | 'cachedAttention'
  | 'swiGlu'
  | 'swiGluGrad'
  | 'add'
  | 'bias'
  | 'biasGrad'
  | 'columnSum'
  | 'dropout'
  | 'prependRows'
  | 'prependRowsGrad'
  | 'promptedEmbedding'
  | 'scaleColumns'
  | 'takeRows'
  | 'doraNorm'
  | 'unitNorm'
  | 'doraScale'
  | 'doraGradMagnitude'
  | 'crossEntropy';

/** A shape that does not fit; thrown while tracing, names the op. */
export class ShapeError extends Error {
  constructor(op: string, message: string) {
    super(`${op}: ${message}`);
    this.name = 'ShapeError';
  }
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

export function byteLengthOf({ shape, dtype }: Tensor): number {
  const size = sizeOf(shape);
  return 4 * (isPacked(dtype) ? packedLayout(dtype, size).words : size);
}

export class Graph {
  readonly tensors: Tensor[] = [];
  readonly nodes: Node[] = [];
  private readonly byName = new Map<string, Tensor>();

  input(name: string, shape: readonly number[], dtype: DType): Tensor {
    return this.named('input', name, shape, dtype);
  }

  /** A weight, by its Hugging Face name. Asking twice for a name gives the same tensor (tied weights). */
  parameter(name: string, shape: readonly number[], dtype: DType = 'f32'): Tensor {
    const known = this.byName.get(name);
    if (known) {
      if (known.kind !== 'parameter' || !sameShape(known.shape, shape) || known.dtype !== dtype) {
        throw new ShapeError('parameter', `${name} is [${known.shape}] already, asked for as [${shape}]`);
      }
      return known;
    }
    return this.named('parameter', name, shape, dtype);
  }

  constant(name: string, shape: readonly number[], data: Float32Array | Int32Array): Tensor {
    if (sizeOf(shape) !== data.length)
      throw new ShapeError('constant', `${name} holds ${data.length} numbers, not [${shape}]`);
    return this.named('constant', name, shape, data instanceof Int32Array ? 'i32' : 'f32', data);
  }

  state(name: string, shape: readonly number[]): Tensor {
    return this.named('state', name, shape, 'f32');
  }

  /** Appends a node; ops call this after they have checked their shapes. Returns its outputs. */
  emit(
    op: OpName,
    inputs: readonly Tensor[],
    outputShapes: readonly (readonly number[])[],
    attributes: Attributes = {},
  ): Tensor[] {
    const outputs = outputShapes.map((shape, i) =>
      this.add({
        id: this.tensors.length,
        name: `${op}#${this.nodes.length}.${i}`,
        shape,
        dtype: 'f32',
        kind: 'value',
      }),
    );
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  get parameters(): Tensor[] {
    return this.tensors.filter((tensor) => tensor.kind === 'parameter');
  }

  find(name: string): Tensor | undefined {
    return this.byName.get(name);
  }

  private named(
    kind: TensorKind,
    name: string,
    shape: readonly number[],
    dtype: DType,
    data?: Float32Array | Int32Array,
  ): Tensor {
    if (this.byName.has(name)) throw new ShapeError(kind, `the name ${name} is taken`);
    if (shape.some((extent) => !Number.isInteger(extent) || extent < 1)) {
      throw new ShapeError(kind, `${name} has the impossible shape [${shape}]`);
    }
    const tensor = this.add({ id: this.tensors.length, name, shape, dtype, kind, ...(data ? { data } : {}) });
    this.byName.set(name, tensor);
    return tensor;
  }

  private add(tensor: Tensor): Tensor {
    this.tensors.push(tensor);
    return tensor;
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}

/** The two extents of a matrix; throws `ShapeError` for anything else. */
export function matrixShape(op: string, tensor: Tensor): [number, number] {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new ShapeError(op, `${tensor.name} must be a matrix, is [${tensor.shape}]`);
  }
  return [rows, columns];
}
