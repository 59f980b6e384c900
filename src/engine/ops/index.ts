/** @file The ops that models are written with. */
export { add } from './add/index.ts';
export { type AttentionShape, attention } from './attention/index.ts';
export { type Activation, bias } from './bias/index.ts';
export { type CachedPrefix, cachedAttention } from './cachedAttention/index.ts';
export { type CrossEntropyRows, crossEntropy } from './crossEntropy/index.ts';
export { type DoraParts, dora } from './dora/index.ts';
export { dropout } from './dropout/index.ts';
export { embedding } from './embedding/index.ts';
export { linear, matmul, type Product } from './matmul/index.ts';
export { prependRows } from './prependRows/index.ts';
export { promptedEmbedding } from './promptedEmbedding/index.ts';
export { rmsNorm } from './rmsNorm/index.ts';
export { rope, ropeTable } from './rope/index.ts';
export { scaleColumns } from './scaleColumns/index.ts';
export { swiGlu } from './swiGlu/index.ts';
export { takeRows } from './takeRows/index.ts';
export { unitNorm } from './unitNorm/index.ts';
