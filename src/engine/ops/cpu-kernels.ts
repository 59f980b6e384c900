/** @file Every op on the CPU. */
import type { CpuKernel } from '../cpu/kernel.ts';
import type { OpName } from '../graph.ts';
import { addCpu } from './add/cpu.ts';
import { attentionCpu, attentionGradKeyValueCpu, attentionGradQueryCpu } from './attention/cpu.ts';
import { cachedAttentionCpu } from './cachedAttention/cpu.ts';
import { crossEntropyCpu } from './crossEntropy/cpu.ts';
import { dropoutCpu } from './dropout/cpu.ts';
import { embeddingCpu, embeddingGradCpu } from './embedding/cpu.ts';
import { matmulCpu } from './matmul/cpu.ts';
import { rmsNormCpu, rmsNormGradInputCpu, rmsNormGradWeightCpu } from './rmsNorm/cpu.ts';
import { ropeCpu } from './rope/cpu.ts';
import { swiGluCpu, swiGluGradCpu } from './swiGlu/cpu.ts';

export const cpuKernels: Record<OpName, CpuKernel> = {
  add: addCpu,
  attention: attentionCpu,
  attentionGradKeyValue: attentionGradKeyValueCpu,
  attentionGradQuery: attentionGradQueryCpu,
  cachedAttention: cachedAttentionCpu,
  crossEntropy: crossEntropyCpu,
  dropout: dropoutCpu,
  embedding: embeddingCpu,
  embeddingGrad: embeddingGradCpu,
  matmul: matmulCpu,
  rmsNorm: rmsNormCpu,
  rmsNormGradInput: rmsNormGradInputCpu,
  rmsNormGradWeight: rmsNormGradWeightCpu,
  rope: ropeCpu,
  swiGlu: swiGluCpu,
  swiGluGrad: swiGluGradCpu,
};
