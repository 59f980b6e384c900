/** @file The files of a shipped model, as a session takes them, and their fingerprint; recordings, written and read. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { modelFor } from '../../src/recipes/defaults.ts';
import {
  RECORDING_VERSION,
  type RecordedRun,
  type Recording,
  recordingId,
} from '../../src/recordings/recording.ts';
import type { ModelFiles, ModelInfo } from '../../src/train/protocol.ts';
import type { Language } from '../../src/world/types.ts';
import { modelFolder, ROOT, writeFile } from '../lib/models.ts';

export function filesOf(language: Language): ModelFiles {
  const folder = modelFolder(language);
  return {
    config: readFileSync(join(folder, 'config.json'), 'utf8'),
    tokenizer: readFileSync(join(folder, 'tokenizer.json'), 'utf8'),
    weights: new Uint8Array(readFileSync(join(folder, 'model.safetensors'))),
  };
}

/** Changes with every byte of the model and of what is put before and after it. */
export function fingerprint(language: Language, before = '', after = ''): string {
  const { config, tokenizer, weights } = filesOf(language);
  const hash = createHash('sha256').update(before).update(config).update(tokenizer).update(weights);
  return hash.update(after).digest('hex');
}

export function recordingPath(widget: string, language: Language): string {
  return join(ROOT, 'public/runs', `${recordingId(widget, language)}.json`);
}

export function readRecording(widget: string, language: Language): Recording {
  return JSON.parse(readFileSync(recordingPath(widget, language), 'utf8')) as Recording;
}

export function runOf(recording: Recording, name: string): RecordedRun {
  const run = recording.runs.find((one) => one.name === name);
  if (!run) throw new Error(`${recording.id} has no run ${name}`);
  return run;
}

/** Origin of a recording: machine, date and model. */
export function recordingHead(
  engine: Engine,
  widget: string,
  language: Language,
  { seed, info }: { seed: number; info: ModelInfo },
): Omit<Recording, 'runs'> {
  return {
    version: RECORDING_VERSION,
    id: recordingId(widget, language),
    date: new Date().toISOString().slice(0, 10),
    engine: engine.backend,
    adapter: engine.adapter,
    seed,
    model: modelFor(language),
    modelInfo: info,
  };
}

/**
 * Writes it with so many significant digits, more than any chart or sentence shows. Learning rates keep six; of
 * thousands of singular values three are enough.
 */
export function writeRecording(recording: Recording, digits: number): void {
  const rounded = (key: string, value: unknown): unknown => {
    if (key === 'singularValues') return (value as number[]).map((one) => Number(one.toPrecision(3)));
    if (typeof value !== 'number' || Number.isInteger(value)) return value;
    return Number(value.toPrecision(key === 'learningRate' ? 6 : digits));
  };
  writeFile(join(ROOT, 'public/runs', `${recording.id}.json`), `${JSON.stringify(recording, rounded)}\n`);
}
