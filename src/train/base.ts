/** @file A base model as sessions hold it: files read once, weights on the device, shared by every run that freezes them. */

import type { Tokenizer } from '../data/tokenizer.ts';
import type { Engine, NamedTensors, Weights } from '../engine/engine.ts';
import { type ModelConfig, parseConfig } from '../model/config.ts';
import { initialWeights } from '../model/initialise.ts';
import { countParameters, parameterShapes } from '../model/llama.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { createTokenizer } from '../model/tokenizer.ts';
import { createWorld, type World } from '../world/index.ts';
import type { Language } from '../world/types.ts';
import type { ModelFiles, ModelInfo } from './protocol.ts';
import type { ModelName } from './spec.ts';

export interface Base {
  name: ModelName;
  language: Language;
  config: ModelConfig;
  configJson: Readonly<Record<string, unknown>>;
  tokenizer: Tokenizer;
  world: World;
  tensors: NamedTensors;
  weights: Weights;
  info: ModelInfo;
}

/** The model's files are not there ('modelMissing') or not what they should be ('modelBroken'). */
export class BaseError extends Error {
  readonly code: 'modelMissing' | 'modelBroken';
  constructor(code: BaseError['code'], message: string) {
    super(message);
    this.name = 'BaseError';
    this.code = code;
  }
}

/** Fetches a model folder below `baseUrl`. Throws `BaseError`. */
export async function fetchModelFiles(baseUrl: string, model: ModelName): Promise<ModelFiles> {
  const get = async (file: string): Promise<Response> => {
    const url = new URL(`models/${model}/${file}`, baseUrl);
    const response = await fetch(url).catch((error: unknown) => {
      throw new BaseError(
        'modelMissing',
        `${file}: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    // A server that answers every path with its page has no such file either.
    const missing = !response.ok || response.headers.get('content-type')?.includes('text/html');
    if (missing) throw new BaseError('modelMissing', `${file}: ${response.status}`);
    return response;
  };
  const [config, tokenizer, weights] = await Promise.all(
    ['config.json', 'tokenizer.json', 'model.safetensors'].map(get),
  );
  return {
    config: await (config as Response).text(),
    tokenizer: await (tokenizer as Response).text(),
    weights: new Uint8Array(await (weights as Response).arrayBuffer()),
  };
}

/** Reads the files and puts the weights on the device. Throws `BaseError`. */
export function openBase(engine: Engine, name: ModelName, files: ModelFiles): Base {
  try {
    const configJson = JSON.parse(files.config) as Record<string, unknown>;
    const config = parseConfig(configJson);
    const tensors = readSafetensors(files.weights);
    for (const [parameter, shape] of parameterShapes(config)) {
      const found = tensors.get(parameter);
      if (!found || found.shape.join() !== shape.join())
        throw new Error(`${parameter} should be [${shape}], is [${found?.shape ?? 'missing'}]`);
    }
    const tokenizer = createTokenizer(JSON.parse(files.tokenizer));
    if (tokenizer.vocabularySize > config.vocabularySize)
      throw new Error(`${tokenizer.vocabularySize} tokens for a vocabulary of ${config.vocabularySize}`);
    const language: Language = name === 'lesson7-en' ? 'en' : 'zh';
    const info: ModelInfo = {
      model: name,
      parameters: countParameters(config),
      bytes: files.weights.byteLength,
      vocabularySize: config.vocabularySize,
      contextLength: config.contextLength,
    };
    return {
      name,
      language,
      config,
      configJson,
      tokenizer,
      world: createWorld(language),
      tensors,
      weights: engine.createWeights(tensors),
      info,
    };
  } catch (error) {
    if (error instanceof BaseError) throw error;
    throw new BaseError('modelBroken', `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Weights of the base's shape that have learned nothing. */
export function randomTensors(base: Base, seed: number): NamedTensors {
  return initialWeights(base.config, seed);
}
