/** @file One-hot rows with correct values on every backend. */
import { cast, oneHot, type Tensor } from '@tensorflow/tfjs';

/**
 * ids [rows] of int32; returns [rows, depth] of float32.
 *
 * The kernel of tfjs-backend-wasm 4.22 writes the integer 1 whatever the dtype, so asking `oneHot` for float32 gives
 * rows of 1.4e-45 there (every logit 0, measured). Asking for int32 and casting costs one kernel more. Remove it
 * when `backends.gpu.test.ts` passes without it.
 */
export function oneHotRows(ids: Tensor, depth: number): Tensor {
  return cast(oneHot(ids, depth), 'float32');
}
