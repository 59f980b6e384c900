/**
 * @file Well-known models, 124 M to 671 B parameters, smallest family first. Counts are never stored here:
 * they are computed from the configs, and tests hold them against what was published.
 */
import { bertModels } from './bert.ts';
import { bloomModels } from './bloom.ts';
import { deepseekModels } from './deepseek.ts';
import { falconModels } from './falcon.ts';
import { gemmaModels } from './gemma.ts';
import { gptNeoxModels } from './gpt-neox.ts';
import { gptOssModels } from './gpt-oss.ts';
import { gpt2Models } from './gpt2.ts';
import { gpt3Models } from './gpt3.ts';
import { llamaModels } from './llama.ts';
import { mistralModels } from './mistral.ts';
import { optModels } from './opt.ts';
import { phi3Models } from './phi3.ts';
import type { PublishedModel } from './published.ts';
import { qwenModels } from './qwen.ts';
import { smollmModels } from './smollm.ts';
import { t5Models } from './t5.ts';

export type { PublishedModel } from './published.ts';

export const models: readonly PublishedModel[] = [
  ...gpt2Models,
  ...bertModels,
  ...t5Models,
  ...optModels,
  ...gptNeoxModels,
  ...bloomModels,
  ...gpt3Models,
  ...falconModels,
  ...llamaModels,
  ...mistralModels,
  ...qwenModels,
  ...gemmaModels,
  ...phi3Models,
  ...smollmModels,
  ...gptOssModels,
  ...deepseekModels,
];

/** A model of the gallery by its hub id. */
export function findModel(id: string): PublishedModel {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`no model ${id} in the gallery`);
  return model;
}
