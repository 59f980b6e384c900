/** @file Every op on the CPU. */
import type { CpuKernel } from '../cpu/kernel.ts';
import type { OpName } from '../graph.ts';
import { addCpu } from './add/cpu.ts';
import { attentionCpu, attentionGradKeyValueCpu, attentionGradQueryCpu } from './attention/cpu.ts';
import { biasCpu, biasGradCpu } from './bias/cpu.ts';
import { cachedAttentionCpu } from './cachedAttention/cpu.ts';
import { columnSumCpu } from './columnSum/cpu.ts';
import { crossEntropyCpu } from './crossEntropy/cpu.ts';
import { doraGradMagnitudeCpu, doraNormCpu, doraScaleCpu } from './dora/cpu.ts';
import { dropoutCpu } from './dropout/cpu.ts';
import { embeddingCpu, embeddingGradCpu } from './embedding/cpu.ts';
import { matmulCpu } from './matmul/cpu.ts';
import { prependRowsCpu, prependRowsGradCpu } from './prependRows/cpu.ts';
import { promptedEmbeddingCpu } from './promptedEmbedding/cpu.ts';
import { rmsNormCpu, rmsNormGradInputCpu, rmsNormGradWeightCpu } from './rmsNorm/cpu.ts';
import { ropeCpu } from './rope/cpu.ts';
import { scaleColumnsCpu } from './scaleColumns/cpu.ts';
import { swiGluCpu, swiGluGradCpu } from './swiGlu/cpu.ts';
import { takeRowsCpu } from './takeRows/cpu.ts';
import { unitNormCpu } from './unitNorm/cpu.ts';

export const cpuKernels: Record<OpName, CpuKernel> = {
  add: addCpu,
  attention: attentionCpu,
  attentionGradKeyValue: attentionGradKeyValueCpu,
  attentionGradQuery: attentionGradQueryCpu,
  bias: biasCpu,
  biasGrad: biasGradCpu,
  cachedAttention: cachedAttentionCpu,
  columnSum: columnSumCpu,
  crossEntropy: crossEntropyCpu,
  doraGradMagnitude: doraGradMagnitudeCpu,
  doraNorm: doraNormCpu,
  doraScale: doraScaleCpu,
  dropout: dropoutCpu,
  embedding: embeddingCpu,
  embeddingGrad: embeddingGradCpu,
  matmul: matmulCpu,
  prependRows: prependRowsCpu,
  prependRowsGrad: prependRowsGradCpu,
  promptedEmbedding: promptedEmbeddingCpu,
  rmsNorm: rmsNormCpu,
  rmsNormGradInput: rmsNormGradInputCpu,
  rmsNormGradWeight: rmsNormGradWeightCpu,
  rope: ropeCpu,
  scaleColumns: scaleColumnsCpu,
  swiGlu: swiGluCpu,
  swiGluGrad: swiGluGradCpu,
  unitNorm: unitNormCpu,
  takeRows: takeRowsCpu,
};
