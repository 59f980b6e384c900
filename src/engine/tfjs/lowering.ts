/**
 * @file How an op is computed with tfjs: a plain function from tensors to tensors, which tfjs's own tape differentiates.
 * Only forward ops have one; tfjs's tape replaces the nodes of the backward pass.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Node } from '../graph.ts';

/** What a lowering may read besides its inputs. */
export interface LoweringContext {
  /** What dropout hashes of seed and step: `drawOf`. */
  draw: number;
  /** A tensor that is the same in every replay; created once per executor. */
  constant(key: string, make: () => tf.Tensor): tf.Tensor;
}

/** Outputs in the node's order; those that only backward ops read may be left out. */
export type Lowering = (node: Node, inputs: readonly tf.Tensor[], context: LoweringContext) => tf.Tensor[];
