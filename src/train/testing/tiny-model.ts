/** @file A model small enough for unit tests: the lesson's tokenizer, one narrow block, random weights. */
import { readFileSync } from 'node:fs';
import { configJson, type ModelConfig } from '../../model/config.ts';
import { initialWeights } from '../../model/initialise.ts';
import { writeSafetensors } from '../../model/safetensors.ts';
import { createTokenizer } from '../../model/tokenizer.ts';
import type { ModelFiles } from '../protocol.ts';

const TOKENIZER = new URL('../../../public/models/lesson7-zh/tokenizer.json', import.meta.url);

/** Files of an untrained model around the Chinese base's tokenizer. */
export function tinyModelFiles(shape: Partial<ModelConfig> = {}): ModelFiles {
  const tokenizerJson = readFileSync(TOKENIZER, 'utf8');
  const tokenizer = createTokenizer(JSON.parse(tokenizerJson));
  const config: ModelConfig = {
    vocabularySize: tokenizer.vocabularySize,
    dModel: 16,
    ffnDim: 32,
    layers: 1,
    heads: 2,
    headDim: 8,
    contextLength: 128,
    rmsNormEpsilon: 1e-6,
    ropeTheta: 10000,
    tieWordEmbeddings: true,
    ...shape,
  };
  const tokens = { bos: tokenizer.bosId, eos: tokenizer.eosId, pad: tokenizer.padId };
  return {
    config: JSON.stringify(configJson(config, tokens)),
    tokenizer: tokenizerJson,
    weights: writeSafetensors(initialWeights(config, 1), 'F16'),
  };
}
