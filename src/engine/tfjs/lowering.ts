/**
 * @file How an op is done with tfjs: a plain function from tensors to tensors, which tfjs's own tape differentiates.
 * Only forward ops have one; what the backward pass adds to a graph is of no use here.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Node } from '../graph.ts';

/** What a lowering may want besides its inputs. */
export interface LoweringContext {
  /** What dropout hashes of seed and step: `drawOf`. */
  draw: number;
  /** A tensor that is the same in every replay; made once and kept as long as the executor lives. */
  constant(key: string, make: () => tf.Tensor): tf.Tensor;
}

/** Outputs in the node's order; those that only backward ops read may be left out. */
export type Lowering = (node: Node, inputs: readonly tf.Tensor[], context: LoweringContext) => tf.Tensor[];
