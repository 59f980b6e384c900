/** @file The WGSL of every op. */
import type { OpName } from '../graph.ts';
import type { KernelRule } from '../op.ts';
import { addKernel } from './add/wgsl.ts';
import { attentionGradKeyValueKernel, attentionGradQueryKernel, attentionKernel } from './attention/wgsl.ts';
import { cachedAttentionKernel } from './cachedAttention/wgsl.ts';
import { crossEntropyKernel } from './crossEntropy/wgsl.ts';
import { dropoutKernel } from './dropout/wgsl.ts';
import { embeddingGradKernel, embeddingKernel } from './embedding/wgsl.ts';
import { matmulKernel } from './matmul/wgsl.ts';
import { rmsNormGradInputKernel, rmsNormGradWeightKernel, rmsNormKernel } from './rmsNorm/wgsl.ts';
import { ropeKernel } from './rope/wgsl.ts';
import { swiGluGradKernel, swiGluKernel } from './swiGlu/wgsl.ts';

export const kernelRules: Record<OpName, KernelRule> = {
  add: addKernel,
  attention: attentionKernel,
  attentionGradKeyValue: attentionGradKeyValueKernel,
  attentionGradQuery: attentionGradQueryKernel,
  cachedAttention: cachedAttentionKernel,
  crossEntropy: crossEntropyKernel,
  dropout: dropoutKernel,
  embedding: embeddingKernel,
  embeddingGrad: embeddingGradKernel,
  matmul: matmulKernel,
  rmsNorm: rmsNormKernel,
  rmsNormGradInput: rmsNormGradInputKernel,
  rmsNormGradWeight: rmsNormGradWeightKernel,
  rope: ropeKernel,
  swiGlu: swiGluKernel,
  swiGluGrad: swiGluGradKernel,
};
