/** @file Where the shipped models lie, and how scripts read and write them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tokenizer } from '../../src/data/tokenizer.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import type { Language } from '../../src/world/types.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const modelName = (language: Language) => `lesson7-${language}` as const;
export const modelFolder = (language: Language): string => join(ROOT, 'public/models', modelName(language));

export function loadTokenizer(language: Language): Tokenizer {
  return createTokenizer(JSON.parse(readFileSync(join(modelFolder(language), 'tokenizer.json'), 'utf8')));
}

export function writeFile(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
