/** @file The portable engine on its CPU backend, in Node: no memory leaks, restored state, reported errors. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { largestDifference } from '../../src/engine/testing/compare.ts';
import { BATCH_SIZE, randomBatch, SEQUENCE_LENGTH, settings } from '../../src/engine/testing/random.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import { openTfjs, TfjsBackendError } from '../../src/engine/tfjs/index.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openTfjs('cpu');
});

const size = { batchSize: BATCH_SIZE, sequenceLength: SEQUENCE_LENGTH };

const lora = () => openTrainer(engine, subject(loraSpec()));

it('learns one batch by heart', async () => {
  const { model, trainable } = subject({ name: 'full' });
  const trainer = await engine.createTrainer({ model, ...size, frozen: null, trainable });
  const batch = randomBatch('by heart');
  for (let step = 1; step <= 60; step++)
    trainer.step(batch, settings(step, { learningRate: 0.03, weightDecay: 0 }));
  const metrics = await trainer.metrics();
  expect(metrics).toHaveLength(60);
  expect(metrics[0]!.loss).toBeGreaterThan(2);
  expect(metrics.at(-1)!.loss).toBeLessThan(0.2);
  expect(metrics.at(-1)!.accuracy).toBeCloseTo(1, 5);
  expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(await trainer.metrics()).toEqual([]);
  trainer.dispose();
});

it('holds as many tensors after a step as before it, and none after disposal', async () => {
  const before = tf.memory();
  const { trainer, dispose } = await lora();
  const take = async (step: number) => {
    trainer.step(randomBatch(`${step}`), settings(step));
    await trainer.metrics();
    return tf.memory().numTensors;
  };
  const afterFirst = await take(1);
  expect(await take(2)).toBe(afterFirst);
  expect(await take(3)).toBe(afterFirst);
  trainer.save();
  const saved = tf.memory().numTensors;
  trainer.save();
  expect(tf.memory().numTensors).toBe(saved);
  trainer.restore();
  expect(tf.memory().numTensors).toBe(saved);
  trainer.step(randomBatch('unread'), settings(4));
  dispose();
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(engine.allocatedBytes).toBe(before.numBytes);
});

it('frees what scoring and generating take', async () => {
  const { model, trainable } = subject({ name: 'full' });
  const before = tf.memory().numTensors;
  const weights = engine.createWeights(trainable);
  const scorer = await engine.createScorer({ model, ...size, weights: [weights] });
  const decoder = await engine.createDecoder({ model, weights: [weights] });
  const batch = randomBatch('scored');
  await scorer.score(batch);
  await scorer.logits(batch.tokens);
  await decoder.feed([1, 2, 3]);
  const used = tf.memory().numTensors;
  await scorer.score(batch);
  await scorer.logits(batch.tokens);
  await decoder.feed([4]);
  expect(tf.memory().numTensors).toBe(used);
  for (const held of [scorer, decoder, weights]) held.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('leaves weights and gradients alone that the caller goes on using', async () => {
  const { model, trainable } = subject({ name: 'full' });
  const before = new Map([...trainable].map(([name, { data }]) => [name, data.slice()]));
  const trainer = await engine.createTrainer({ model, ...size, frozen: null, trainable });
  trainer.step(randomBatch('a'), settings(1));
  const read = await trainer.weights.read();
  trainer.step(randomBatch('b'), settings(2));
  const again = await trainer.weights.read();
  for (const [name, { data }] of trainable) {
    expect(data).toEqual(before.get(name));
    expect(largestDifference(read.get(name)!.data, again.get(name)!.data)).toBeGreaterThan(0);
  }
  trainer.dispose();
});

it('trains on from weights that were written into it', async () => {
  const { trainer, dispose } = await lora();
  const start = await trainer.weights.read();
  trainer.step(randomBatch('a'), settings(1));
  trainer.weights.write(start);
  expect(await trainer.weights.read()).toEqual(start);
  expect(() =>
    trainer.weights.write(new Map([['nobody', { shape: [1], data: new Float32Array(1) }]])),
  ).toThrow(/no place for nobody/);
  dispose();
});

it('generates what whole sequences score', async () => {
  const { model, trainable } = subject({ name: 'full' });
  const weights = engine.createWeights(trainable);
  const sequenceLength = 7;
  const scorer = await engine.createScorer({ model, batchSize: 1, sequenceLength, weights: [weights] });
  const decoder = await engine.createDecoder({ model, weights: [weights] });
  const tokens = [3, 1, 4, 1, 5, 9, 2];
  const all = await scorer.logits(Int32Array.from(tokens));
  const width = tinyConfig.vocabularySize;
  await decoder.feed(tokens.slice(0, 3));
  for (let i = 3; i < tokens.length; i++) {
    const logits = await decoder.feed([tokens[i]!]);
    expect(largestDifference(logits, all.slice(i * width, (i + 1) * width))).toBeLessThan(1e-5);
  }
  decoder.reset();
  const first = await decoder.feed([3]);
  expect(largestDifference(first, all.slice(0, width))).toBeLessThan(1e-5);
  await expect(decoder.feed([])).rejects.toThrow(RangeError);
  await expect(decoder.feed(Array(16).fill(1))).rejects.toThrow(/context holds 16/);
  for (const held of [scorer, decoder, weights]) held.dispose();
});

it('refuses to train a parameter that the model has not', async () => {
  const { model } = subject({ name: 'full' });
  const trainable = new Map([['model.nothing', { shape: [1], data: new Float32Array(1) }]]);
  await expect(engine.createTrainer({ model, ...size, frozen: null, trainable })).rejects.toThrow(
    /no parameter/,
  );
});

it('says in one error which backend does not start', async () => {
  await expect(openTfjs('webgl')).rejects.toThrow(TfjsBackendError);
  await expect(openTfjs('webgl')).rejects.toThrow(/cannot start its webgl backend here/);
  const { trainer, dispose } = await lora();
  trainer.step(randomBatch('still works'), settings(1));
  expect(await trainer.metrics()).toHaveLength(1);
  dispose();
});

it('reports the size of what it trains', async () => {
  const { trainer, dispose } = await lora();
  const { facts } = trainer;
  expect(facts.trainableParameters).toBe(2 * 2 * (4 * 12 + 8 * 4));
  expect(facts.optimizerBytes).toBe(8 * facts.trainableParameters);
  expect(facts.deviceBytes).toBeGreaterThanOrEqual(12 * facts.trainableParameters);
  expect([facts.dispatches, facts.submits]).toEqual([null, null]);
  expect(trainer.weights.bytes).toBe(4 * facts.trainableParameters);
  dispose();
});
