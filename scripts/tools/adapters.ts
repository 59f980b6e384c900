/** @file What the page computes with the adapters that it has exported, and what every version of PEFT makes of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Conversation, encodeConversation, type LossMask } from '../../src/data/index.ts';
import { openNodeCpu } from '../../src/engine/cpu/node.ts';
import { writeSafetensors } from '../../src/model/safetensors.ts';
import { createTokenizer } from '../../src/model/tokenizer.ts';
import { languageOf } from '../../src/recipes/defaults.ts';
import { OpenedAdapter } from '../../src/train/adapter.ts';
import { openBase } from '../../src/train/base.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { read } from '../peft/ask.ts';
import { filesOf } from '../record/files.ts';
import { environment, resultsOf } from './environments.ts';

/** Versions of PEFT in which a trained adapter must open, by the environment that has them. */
export const PEFT = { llamafactory: '0.18', axolotl: '0.19', trl: '0.21' } as const;
/** Rows whose logits are compared, and rows that are read with the chat template. */
const [COMPARED, READ] = [4, 40];
/** Float32, summed in another order. */
export const LOGIT_TOLERANCE = 1e-4;

export interface Opened {
  id: string;
  peft: string;
  /** The largest difference of a logit. */
  apart?: number;
  error?: string;
}

export const hasAdapter = (folder: string): boolean =>
  existsSync(join(folder, 'trained/adapter_config.json'));

/** Writes the tokens of some conversations of the run, and the logits of its trained adapter on them. */
export async function writeOurs(spec: RunSpec, folder: string): Promise<void> {
  const place = join(folder, 'opened');
  const tokenizer = createTokenizer(JSON.parse(readFileSync(join(folder, 'base/tokenizer.json'), 'utf8')));
  const lines = readFileSync(join(folder, 'data/train.jsonl'), 'utf8').trim().split('\n').slice(0, READ);
  const rows = lines.map((line) => {
    const { messages } = JSON.parse(line) as { messages: Conversation['turns'] };
    const encoded = (mask: LossMask) => encodeConversation(tokenizer, { turns: messages }, { mask });
    // weights[i] is of the token behind i.
    const counted = (mask: LossMask) => [0, ...encoded(mask).weights.slice(0, -1)];
    return {
      messages,
      tokens: encoded('assistant').tokens,
      answers: counted('assistant'),
      learned: counted(spec.data.mask ?? (spec.data.maskPrompt ? 'completion' : 'everything')),
    };
  });
  writeFile(join(place, 'tokens.json'), JSON.stringify(rows));
  if (!hasAdapter(folder)) return;
  const files = readdirSync(join(folder, 'trained')).map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(folder, 'trained', name))),
  }));
  const engine = openNodeCpu();
  const base = openBase(engine, spec.model, filesOf(languageOf(spec.model)));
  const adapter = OpenedAdapter.create(engine, base, spec, files);
  const decoder = await adapter.openDecoder();
  const compared = rows.slice(0, COMPARED).map(({ tokens }) => tokens.slice(0, decoder.contextLength));
  const logits = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [i, tokens] of compared.entries()) {
    const found = await read(decoder, tokens);
    const data = new Float32Array(found.length * base.config.vocabularySize);
    for (const [row, values] of found.entries()) data.set(values, row * base.config.vocabularySize);
    logits.set(`${i}`, { shape: [found.length, base.config.vocabularySize], data });
  }
  adapter.dispose();
  engine.dispose();
  writeFile(join(place, 'rows.json'), JSON.stringify(compared));
  writeFile(join(place, 'logits.safetensors'), writeSafetensors(logits, 'F32'));
}

/** Opens the adapters in one version of PEFT. */
export async function openAdapters(name: keyof typeof PEFT, folders: readonly string[]): Promise<Opened[]> {
  const script = join(ROOT, 'scripts/tools/open_adapters.py');
  return resultsOf<Opened>(join(await environment(name), 'python'), [script, ...folders]);
}
