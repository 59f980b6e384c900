/** @file The model and batch that the budgets of the engine are stated for (README, "How fast"). */

import { randomBatch } from '../../engine/testing/random.ts';
import type { ModelConfig } from '../config.ts';

export const referenceConfig: ModelConfig = {
  vocabularySize: 1024,
  dModel: 128,
  ffnDim: 344,
  layers: 4,
  heads: 4,
  headDim: 32,
  contextLength: 64,
  rmsNormEpsilon: 1e-5,
  ropeTheta: 10000,
  tieWordEmbeddings: true,
};

export const referenceSize = { batchSize: 8, sequenceLength: 64 };

export const referenceBatch = (seed: string) =>
  randomBatch(seed, { ...referenceSize, vocabularySize: referenceConfig.vocabularySize });
