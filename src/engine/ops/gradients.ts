/** @file The gradient rule of every op. An op without one occurs only in backward passes or in generation. */
import type { OpName } from '../graph.ts';
import type { GradientRule } from '../op.ts';
import { addGradient } from './add/index.ts';
import { attentionGradient } from './attention/index.ts';
import { biasGradient } from './bias/index.ts';
import { crossEntropyGradient } from './crossEntropy/index.ts';
import { doraScaleGradient } from './dora/index.ts';
import { dropoutGradient } from './dropout/index.ts';
import { embeddingGradient } from './embedding/index.ts';
import { matmulGradient } from './matmul/index.ts';
import { prependRowsGradient } from './prependRows/index.ts';
import { rmsNormGradient } from './rmsNorm/index.ts';
import { ropeGradient } from './rope/index.ts';
import { scaleColumnsGradient } from './scaleColumns/index.ts';
import { swiGluGradient } from './swiGlu/index.ts';
import { takeRowsGradient } from './takeRows/index.ts';

export const gradientRules: Partial<Record<OpName, GradientRule>> = {
  add: addGradient,
  attention: attentionGradient,
  bias: biasGradient,
  crossEntropy: crossEntropyGradient,
  doraScale: doraScaleGradient,
  dropout: dropoutGradient,
  embedding: embeddingGradient,
  matmul: matmulGradient,
  prependRows: prependRowsGradient,
  rmsNorm: rmsNormGradient,
  rope: ropeGradient,
  scaleColumns: scaleColumnsGradient,
  swiGlu: swiGluGradient,
  takeRows: takeRowsGradient,
};
