/** @file Which op differentiates how. An op without a rule only occurs in backward passes or in generation. */
import type { OpName } from '../graph.ts';
import type { GradientRule } from '../op.ts';
import { addGradient } from './add/index.ts';
import { attentionGradient } from './attention/index.ts';
import { crossEntropyGradient } from './crossEntropy/index.ts';
import { dropoutGradient } from './dropout/index.ts';
import { embeddingGradient } from './embedding/index.ts';
import { matmulGradient } from './matmul/index.ts';
import { rmsNormGradient } from './rmsNorm/index.ts';
import { ropeGradient } from './rope/index.ts';
import { swiGluGradient } from './swiGlu/index.ts';

export const gradientRules: Partial<Record<OpName, GradientRule>> = {
  add: addGradient,
  attention: attentionGradient,
  crossEntropy: crossEntropyGradient,
  dropout: dropoutGradient,
  embedding: embeddingGradient,
  matmul: matmulGradient,
  rmsNorm: rmsNormGradient,
  rope: ropeGradient,
  swiGlu: swiGluGradient,
};
