/** @file The WGSL of every op. */
import type { OpName } from '../graph.ts';
import type { KernelRule } from '../op.ts';
import { addKernel } from './add/wgsl.ts';
import { attentionGradKeyValueKernel, attentionGradQueryKernel, attentionKernel } from './attention/wgsl.ts';
import { biasGradKernel, biasKernel } from './bias/wgsl.ts';
import { cachedAttentionKernel } from './cachedAttention/wgsl.ts';
import { columnSumKernel } from './columnSum/wgsl.ts';
import { crossEntropyKernel } from './crossEntropy/wgsl.ts';
import { doraGradMagnitudeKernel, doraNormKernel, doraScaleKernel } from './dora/wgsl.ts';
import { dropoutKernel } from './dropout/wgsl.ts';
import { embeddingGradKernel, embeddingKernel } from './embedding/wgsl.ts';
import { matmulKernel } from './matmul/wgsl.ts';
import { prependRowsGradKernel, prependRowsKernel } from './prependRows/wgsl.ts';
import { promptedEmbeddingKernel } from './promptedEmbedding/wgsl.ts';
import { rmsNormGradInputKernel, rmsNormGradWeightKernel, rmsNormKernel } from './rmsNorm/wgsl.ts';
import { ropeKernel } from './rope/wgsl.ts';
import { scaleColumnsKernel } from './scaleColumns/wgsl.ts';
import { swiGluGradKernel, swiGluKernel } from './swiGlu/wgsl.ts';
import { takeRowsKernel } from './takeRows/wgsl.ts';
import { unitNormKernel } from './unitNorm/wgsl.ts';

export const kernelRules: Record<OpName, KernelRule> = {
  add: addKernel,
  attention: attentionKernel,
  attentionGradKeyValue: attentionGradKeyValueKernel,
  attentionGradQuery: attentionGradQueryKernel,
  bias: biasKernel,
  biasGrad: biasGradKernel,
  cachedAttention: cachedAttentionKernel,
  columnSum: columnSumKernel,
  crossEntropy: crossEntropyKernel,
  doraGradMagnitude: doraGradMagnitudeKernel,
  doraNorm: doraNormKernel,
  doraScale: doraScaleKernel,
  dropout: dropoutKernel,
  embedding: embeddingKernel,
  embeddingGrad: embeddingGradKernel,
  matmul: matmulKernel,
  prependRows: prependRowsKernel,
  prependRowsGrad: prependRowsGradKernel,
  promptedEmbedding: promptedEmbeddingKernel,
  rmsNorm: rmsNormKernel,
  rmsNormGradInput: rmsNormGradInputKernel,
  rmsNormGradWeight: rmsNormGradWeightKernel,
  rope: ropeKernel,
  scaleColumns: scaleColumnsKernel,
  swiGlu: swiGluKernel,
  swiGluGrad: swiGluGradKernel,
  unitNorm: unitNormKernel,
  takeRows: takeRowsKernel,
};
