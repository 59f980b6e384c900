/**
 * @file Bytes of a frozen weight that is stored in few bits.
 * nf4 (QLoRA, Dettmers et al. 2023, arXiv 2305.14314, section 3): 4 bits per number and one float32 constant
 * per 64; with double quantisation the constants take 8 bits, and one float32 per 256 of them.
 * int8 (LLM.int8(), arXiv 2208.07339): 8 bits per number and one float32 per row.
 * bitsandbytes leaves embeddings, norms and what stands on the body (lm_head, classifier) alone.
 */
import { type Model, type Module, weightSize } from './module.ts';
import type { Quantization } from './options.ts';

const NF4_BLOCK = 64;
const CONSTANT_BLOCK = 256;

/** True for the weights that bitsandbytes would replace. */
export function isQuantized(model: Model, module: Module): boolean {
  if (module.kind !== 'linear' && module.kind !== 'conv1d') return false;
  const top = model.outputEmbedding ?? model.classifier;
  return top === null || (module.name !== top && !module.name.startsWith(`${top}.`));
}

/** Bytes of one weight matrix, its constants included. */
export function quantizedBytes(
  module: Module,
  quantization: Exclude<Quantization, 'none'>,
  double: boolean,
): number {
  const size = weightSize(module);
  if (quantization === 'int8') return size + 4 * module.outFeatures;
  const constants = Math.ceil(size / NF4_BLOCK);
  const constantBytes = double ? constants + 4 * Math.ceil(constants / CONSTANT_BLOCK) : 4 * constants;
  return Math.ceil(size / 2) + constantBytes;
}
