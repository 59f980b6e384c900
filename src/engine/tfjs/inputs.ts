/** @file A batch as tfjs tensors, by the names of the graph's inputs. */
import { scalar, type Tensor, tensor1d } from '@tensorflow/tfjs';
import type { TokenBatch } from '../engine.ts';
import { sumOfWeights } from '../lossGraph.ts';

/** `draw` is a stand-in: dropout reads the number itself, from the lowering's context. */
export function batchTensors({ tokens, targets, weights }: TokenBatch): ReadonlyMap<string, Tensor> {
  return new Map<string, Tensor>([
    ['tokens', tensor1d(tokens.slice(), 'int32')],
    ['targets', tensor1d(targets.slice(), 'int32')],
    ['weights', tensor1d(weights.slice(), 'float32')],
    ['weightSum', scalar(sumOfWeights(weights))],
    ['draw', scalar(0, 'int32')],
  ]);
}
