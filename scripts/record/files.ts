/** @file The files of a shipped model, as a session takes them, and their fingerprint. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelFiles } from '../../src/train/protocol.ts';
import type { Language } from '../../src/world/types.ts';
import { modelFolder } from '../lib/models.ts';

export function filesOf(language: Language): ModelFiles {
  const folder = modelFolder(language);
  return {
    config: readFileSync(join(folder, 'config.json'), 'utf8'),
    tokenizer: readFileSync(join(folder, 'tokenizer.json'), 'utf8'),
    weights: new Uint8Array(readFileSync(join(folder, 'model.safetensors'))),
  };
}

/** Changes with every byte of the model. */
export function modelHash(language: Language): string {
  const { config, tokenizer, weights } = filesOf(language);
  return createHash('sha256').update(config).update(tokenizer).update(weights).digest('hex');
}
