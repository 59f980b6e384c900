/** @file A model small enough for finite differences, with extents that are no multiples of four. */
import { VOCABULARY_SIZE } from '../../engine/testing/random.ts';
import type { ModelConfig } from '../config.ts';

export const tinyConfig: ModelConfig = {
  vocabularySize: VOCABULARY_SIZE,
  dModel: 12,
  ffnDim: 10,
  layers: 2,
  heads: 2,
  headDim: 4,
  contextLength: 16,
  rmsNormEpsilon: 1e-5,
  ropeTheta: 10000,
  tieWordEmbeddings: true,
};
