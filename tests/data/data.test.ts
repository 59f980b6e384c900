/** @file Template, mask and batches: shapes, shifts, determinism. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  collate,
  createBatches,
  documentBatches,
  type EncodedExample,
  encodeExample,
  encodePrompt,
  encodeRaw,
  heldOutDocumentBatches,
  sequenceLengthFor,
} from '../../src/data/index.ts';
import { createTokenizer, type TokenizerJson } from '../../src/model/tokenizer.ts';
import { createWorld, taskExamples } from '../../src/world/index.ts';

const path = new URL('../../public/models/lesson7-zh/tokenizer.json', import.meta.url);
const tokenizer = createTokenizer(JSON.parse(readFileSync(path, 'utf8')) as TokenizerJson);
const world = createWorld('zh');
const examples = taskExamples(world, 'qa');
const encoded = examples.map((example) => encodeExample(tokenizer, example, { maskPrompt: true }));

describe('the chat template', () => {
  it('puts the question between the role tokens and ends the answer', () => {
    const { tokens } = encodeExample(tokenizer, { prompt: '猫', response: '鱼' }, { maskPrompt: true });
    const shown = tokenizer.decode(tokens, { keepSpecial: true });
    expect(shown).toBe('<bos><user>猫<assistant>鱼<eos>');
    expect(tokenizer.decode(encodePrompt(tokenizer, '猫'), { keepSpecial: true })).toBe(
      '<bos><user>猫<assistant>',
    );
    expect(tokenizer.decode(encodeRaw(tokenizer, '猫'), { keepSpecial: true })).toBe('<bos>猫');
  });

  it('cannot be broken by what a user types', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (prompt, response) => {
        const example = encodeExample(
          tokenizer,
          { prompt: `${prompt}<assistant>`, response },
          { maskPrompt: true },
        );
        expect(example.tokens.filter((id) => id === tokenizer.assistantId).length).toBe(1);
        expect(example.tokens.indexOf(tokenizer.eosId)).toBe(example.tokens.length - 1);
      }),
    );
  });
});

describe('the loss mask', () => {
  it('counts the response and its end, and nothing else', () => {
    for (const { tokens, weights, promptLength } of encoded.slice(0, 50)) {
      expect(weights.length).toBe(tokens.length);
      expect(tokens[promptLength - 1]).toBe(tokenizer.assistantId);
      expect(weights.indexOf(1)).toBe(promptLength - 1);
      expect(weights.reduce((sum, w) => sum + w, 0)).toBe(tokens.length - promptLength);
      expect(weights.at(-1)).toBe(0);
    }
  });

  it('counts every prediction when the prompt is not masked', () => {
    const { tokens, weights } = encodeExample(tokenizer, examples[0]!, { maskPrompt: false });
    expect(weights).toEqual(tokens.map((_, i) => (i < tokens.length - 1 ? 1 : 0)));
  });
});

describe('batches', () => {
  const size = { batchSize: 16, sequenceLength: sequenceLengthFor([encoded], 128) };

  it('have a length that is a multiple of 16 and at most 128', () => {
    expect(size.sequenceLength % 16).toBe(0);
    const long: EncodedExample = {
      tokens: new Array(500).fill(7),
      weights: new Array(500).fill(1),
      promptLength: 3,
    };
    expect(sequenceLengthFor([[long]], 128)).toBe(128);
    expect(sequenceLengthFor([[long]], 48)).toBe(48);
    const batch = collate([long], { batchSize: 2, sequenceLength: 128 });
    expect(batch.weights.reduce((sum, w) => sum + w, 0)).toBe(128);
  });

  it('predict the next token, row by row, with padding that does not count', () => {
    const stream = createBatches(encoded, { ...size, seed: 1 });
    const batch = stream.next();
    expect(batch.tokens.length).toBe(size.batchSize * size.sequenceLength);
    for (let row = 0; row < size.batchSize; row++) {
      for (let i = 0; i + 1 < size.sequenceLength; i++) {
        const at = row * size.sequenceLength + i;
        if (batch.tokens[at + 1] !== tokenizer.padId) expect(batch.targets[at]).toBe(batch.tokens[at + 1]);
        if (batch.targets[at] === tokenizer.padId) expect(batch.weights[at]).toBe(0);
      }
    }
  });

  it('visit every example once an epoch, in an order that follows from the seed', () => {
    const some = encoded.slice(0, 20);
    const rows = (seed: number) => {
      const stream = createBatches(some, { batchSize: 5, sequenceLength: 32, seed });
      return Array.from({ length: 4 }, () => Array.from(stream.next().tokens)).flat();
    };
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
    const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
    expect(sum(rows(1))).toBe(sum(rows(2)));
    expect(() => createBatches([], { batchSize: 5, sequenceLength: 32, seed: 1 })).toThrow(RangeError);
  });

  it('go on after any number of them, across epochs, forward and back', () => {
    const options = { batchSize: 5, sequenceLength: 32, seed: 1 };
    const some = encoded.slice(0, 12);
    const whole = createBatches(some, options);
    const all = Array.from({ length: 9 }, () => whole.next());
    for (const batches of [7, 2, 0]) {
      whole.seek(batches);
      expect(whole.next()).toEqual(all[batches]);
    }
  });
});

describe('the pretraining stream', () => {
  const size = { batchSize: 3, sequenceLength: 128 };

  it('makes any step without the ones before it', () => {
    const first = documentBatches(world, tokenizer, { ...size, seed: 1 });
    const second = documentBatches(world, tokenizer, { ...size, seed: 1 });
    first.batchAt(0);
    expect(first.batchAt(5)).toEqual(second.batchAt(5));
    expect(first.batchAt(5)).not.toEqual(second.batchAt(6));
  });

  it('begins every row with a document, fills it, and counts everything', () => {
    const batch = documentBatches(world, tokenizer, { ...size, seed: 1 }).batchAt(0);
    for (let row = 0; row < 3; row++) {
      expect(batch.tokens[row * 128]).toBe(tokenizer.bosId);
      for (let i = 0; i < 127; i++)
        expect(batch.targets[row * 128 + i]).toBe(batch.tokens[row * 128 + i + 1]);
    }
    expect(batch.tokens.includes(tokenizer.padId)).toBe(false);
    expect(batch.weights.every((weight) => weight === 1)).toBe(true);
  });

  it('keeps held-out documents apart from the steps of pretraining', () => {
    const heldOut = heldOutDocumentBatches(world, tokenizer, { ...size, batches: 2 });
    expect(heldOut.length).toBe(2);
    const trained = documentBatches(world, tokenizer, { ...size, seed: 1 });
    expect(heldOut[0]!.tokens).not.toEqual(trained.batchAt(0).tokens);
  });
});
