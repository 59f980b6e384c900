/** @file Sizes like those of the shipped bases, for tests that count parameters. */
import type { ModelConfig } from '../config.ts';

export const shippedSizes: ModelConfig = {
  vocabularySize: 1024,
  dModel: 128,
  ffnDim: 336,
  layers: 4,
  heads: 4,
  headDim: 32,
  contextLength: 128,
  rmsNormEpsilon: 1e-5,
  ropeTheta: 10_000,
  tieWordEmbeddings: true,
};
