/** @file What the module exports. Compiled by ../compile.ts; not TypeScript but AssemblyScript. */
export { attention, attentionGradKeyValue, attentionGradQuery, attentionScratch } from './attention';
export { crossEntropy, swiGlu, swiGluGrad } from './elementwise';
export { matmul } from './matmul';
export { adamW, sgd } from './optimizer';
export { rmsNorm, rmsNormGradInput, rmsNormGradWeight } from './rms-norm';
export { rope } from './rope';
