/** @file Replay: rows of pretraining text among the examples of a run. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CpuEngine } from '../engine/cpu/index.ts';
import { openNodeCpu } from '../engine/cpu/node.ts';
import { type Base, openBase } from './base.ts';
import { buildDataset } from './dataset.ts';
import type { DataSpec } from './spec.ts';

const read = (file: string) => readFileSync(`public/models/lesson7-zh/${file}`);
const QA: DataSpec = { task: 'qa', size: null, maskPrompt: true };
const SEED = 5;

let engine: CpuEngine;
let base: Base;
beforeAll(() => {
  engine = openNodeCpu();
  base = openBase(engine, 'lesson7-zh', {
    config: read('config.json').toString(),
    tokenizer: read('tokenizer.json').toString(),
    weights: new Uint8Array(read('model.safetensors')),
  });
});
afterAll(() => engine.dispose());

describe('a share of pretraining text', () => {
  it('is added to the examples, which all stay', () => {
    const plain = buildDataset(base, QA, SEED);
    const { training, heldOut, sequenceLength } = buildDataset(base, { ...QA, replay: 0.25 }, SEED);
    const added = training.slice(plain.training.length);
    expect(training.slice(0, plain.training.length)).toEqual(plain.training);
    expect(added.length / training.length).toBeCloseTo(0.25, 2);
    expect([heldOut, sequenceLength]).toEqual([plain.heldOut, plain.sequenceLength]);
    for (const { tokens, weights } of added) {
      expect(tokens).toHaveLength(sequenceLength + 1);
      // Every prediction counts; behind the last token there is none.
      expect(weights).toEqual([...new Array(sequenceLength).fill(1), 0]);
    }
  });

  it('is none of the text that measures forgetting, and other text for another seed', () => {
    const rowsOf = (seed: number) => {
      const { training, documents, sequenceLength } = buildDataset(base, { ...QA, replay: 0.5 }, seed);
      const texts = training.slice(-training.length / 2).map(({ tokens }) => tokens.slice(0, -1).join());
      return { texts, documents, sequenceLength };
    };
    const { texts, documents, sequenceLength } = rowsOf(SEED);
    const measured = documents.flatMap((batch) =>
      Array.from({ length: batch.batchSize }, (_, row) =>
        batch.tokens.slice(row * batch.sequenceLength, row * batch.sequenceLength + sequenceLength).join(),
      ),
    );
    // Short lists of questions may begin alike by chance.
    const shared = texts.filter((text) => measured.includes(text));
    expect(shared.length).toBeLessThan(measured.length / 2);
    expect(rowsOf(SEED + 1).texts).not.toEqual(texts);
  });
});
