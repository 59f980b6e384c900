/** @file A base model in a session: files read once, weights on the device, shared by every run that freezes them. */

import type { Tokenizer } from '../data/tokenizer.ts';
import type { Engine, NamedTensors, Weights } from '../engine/engine.ts';
import { type ModelConfig, parseConfig } from '../model/config.ts';
import { initialWeights } from '../model/initialise.ts';
import { countParameters, parameterShapes } from '../model/llama.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { createTokenizer } from '../model/tokenizer.ts';
import { createWorld, type World } from '../world/index.ts';
import type { Language } from '../world/types.ts';
import { DownloadError, type DownloadProblem, download, shippedBytes } from './download.ts';
import { BASE_PROBLEMS, type ModelFiles, type ModelInfo } from './protocol.ts';
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

/** The model's files are not there, cannot be fetched, or are not what they should be. */
export class BaseError extends Error {
  readonly code: (typeof BASE_PROBLEMS)[DownloadProblem];
  constructor(code: BaseError['code'], message: string) {
    super(message);
    this.name = 'BaseError';
    this.code = code;
  }
}

/** A download of a model's files. */
export class ModelDownload {
  readonly files: Promise<ModelFiles>;
  #attempt: AbortController | null = null;

  /** @param onBytes what has arrived of the weights and their size; not called where that is not known. */
  constructor(baseUrl: string, model: ModelName, onBytes: (done: number, total: number) => void) {
    this.files = this.#fetch(baseUrl, model, onBytes);
  }

  /** Gives up a download that has stalled and begins again. */
  again(): void {
    this.#attempt?.abort();
  }

  async #fetch(
    baseUrl: string,
    model: ModelName,
    onBytes: (done: number, total: number) => void,
  ): Promise<ModelFiles> {
    for (;;) {
      this.#attempt = new AbortController();
      const { signal } = this.#attempt;
      try {
        return await fetchModelFiles(baseUrl, model, { signal, onBytes });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }
}

/** Fetches a model folder below `baseUrl`. @throws BaseError, or the reason of `signal`. */
async function fetchModelFiles(
  baseUrl: string,
  model: ModelName,
  options: { signal: AbortSignal; onBytes: (done: number, total: number) => void },
): Promise<ModelFiles> {
  const { signal, onBytes } = options;
  const path = (file: string) => `models/${model}/${file}`;
  const total = shippedBytes(path('model.safetensors'));
  const report = total === null ? undefined : (bytes: number) => onBytes(Math.min(bytes, total), total);
  report?.(0);
  try {
    const [config, tokenizer, weights] = await Promise.all([
      download(path('config.json'), baseUrl, { signal }),
      download(path('tokenizer.json'), baseUrl, { signal }),
      download(path('model.safetensors'), baseUrl, { signal, ...(report && { onBytes: report }) }),
    ]);
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { config: text(config), tokenizer: text(tokenizer), weights };
  } catch (error) {
    if (error instanceof DownloadError) throw new BaseError(BASE_PROBLEMS[error.problem], error.message);
    throw error;
  }
}

/** Reads the files and puts the weights on the device. Throws `BaseError`, and what the engine throws. */
export function openBase(engine: Engine, name: ModelName, files: ModelFiles): Base {
  const base = readBase(name, files);
  return { ...base, weights: engine.createWeights(base.tensors) };
}

function readBase(name: ModelName, files: ModelFiles): Omit<Base, 'weights'> {
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
      info,
    };
  } catch (error) {
    throw new BaseError('modelBroken', `${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Randomly initialised weights of the base's shape. */
export function randomTensors(base: Base, seed: number): NamedTensors {
  return initialWeights(base.config, seed);
}
