/**
 * @file The interface of every op folder: what it computes (shape rule, gradient), how a GPU does it (WGSL),
 * and how tfjs does it (the portable executor and the oracle of the parity tests).
 */
import type { Graph, Node, Tensor } from './graph.ts';

/** A contribution to a gradient that is a matrix product; products of one layout are summed in one dispatch. */
export interface ProductTerm {
  kind: 'product';
  layout: MatmulLayout;
  a: Tensor;
  b: Tensor;
  scale: number;
}
interface TensorTerm {
  kind: 'tensor';
  tensor: Tensor;
}
export type GradientTerm = ProductTerm | TensorTerm;

/** nt: a [m,k] b [n,k]; nn: a [m,k] b [k,n]; tn: a [k,m] b [k,n]. The result is [m,n]. */
export type MatmulLayout = 'nt' | 'nn' | 'tn';

interface GradientContext {
  graph: Graph;
  node: Node;
  /** Gradients of the node's outputs; null where nothing depends on that output. */
  outputGradients: readonly (Tensor | null)[];
  /** True if input i leads back to a trainable parameter. */
  needs: (inputIndex: number) => boolean;
  /** A finished gradient of input i that this op may add to in the same dispatch; it counts as consumed. */
  takePartial: (inputIndex: number) => Tensor | null;
  /** Adds a term to the gradient of input i. */
  give: (inputIndex: number, term: GradientTerm) => void;
}

/** How an op differentiates. Ops that only occur in backward passes or in generation have none. */
export type GradientRule = (context: GradientContext) => void;

type Access = 'read' | 'read_write';

export interface KernelBinding {
  tensor: Tensor;
  access: Access;
}

/** One dispatch: complete WGSL with an entry point `main`, bindings in order of @binding, and its grid. */
export interface Kernel {
  code: string;
  bindings: KernelBinding[];
  workgroups: [number, number, number];
}

interface KernelOptions {
  /** True if output i is read; kernels may skip outputs that are not. */
  isUsed: (output: Tensor) => boolean;
}

export type KernelRule = (node: Node, options: KernelOptions) => Kernel;

/** Declarations `@group(0) @binding(i) var<storage, ...>` for the kernels. */
export function declareBindings(
  declarations: readonly { name: string; type: string; access: Access }[],
): string {
  return declarations
    .map(
      ({ name, type, access }, i) =>
        `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${type}>;`,
    )
    .join('\n');
}

/** A float as WGSL source; WGSL wants a decimal point or an exponent. */
export function wgslFloat(value: number): string {
  const text = Math.fround(value).toString();
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

export function ceilDiv(a: number, b: number): number {
  return Math.floor((a + b - 1) / b);
}

/** Grid for one invocation per item with workgroups of 64, folded into two dimensions past the limit of one. */
export function linearGrid(
  items: number,
  workgroupSize = 64,
): { workgroups: [number, number, number]; index: string } {
  const groups = ceilDiv(items, workgroupSize);
  const x = Math.min(groups, 32768);
  const y = ceilDiv(groups, x);
  return { workgroups: [x, y, 1], index: `(id.x + id.y * ${x * workgroupSize}u)` };
}

/**
 * A kernel of one invocation per item, whose body knows its item as `i`. Tensors are bound by name in the order given,
 * those read first; a null tensor is omitted.
 */
export function itemwise(
  items: number,
  storage: {
    reads: Readonly<Record<string, Tensor | null | undefined>>;
    writes: Readonly<Record<string, Tensor>>;
  },
  body: string,
): Kernel {
  const { workgroups, index } = linearGrid(items);
  const bound = (tensors: typeof storage.reads, access: Access) =>
    Object.entries(tensors).flatMap(([name, tensor]) => (tensor ? [{ name, tensor, access }] : []));
  const bindings = [...bound(storage.reads, 'read'), ...bound(storage.writes, 'read_write')];
  return {
    code: `${declareBindings(bindings.map(({ name, tensor, access }) => ({ name, type: tensor.dtype, access })))}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${items}u) { return; }
  ${body}
}`,
    bindings: bindings.map(({ tensor, access }) => ({ tensor, access })),
    workgroups,
  };
}

export function attribute<T extends number | string | boolean>(node: Node, name: string): T {
  const value = node.attributes[name];
  if (value === undefined) throw new Error(`${node.op}: attribute ${name} is missing`);
  return value as T;
}

/** Input or output `i` of a node; the shape rule guarantees that it exists. */
export function at<T>(list: readonly T[], i: number): T {
  const item = list[i];
  if (item === undefined) throw new Error(`index ${i} of ${list.length}`);
  return item;
}
