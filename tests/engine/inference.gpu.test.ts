/** @file Generation with cached keys and values against whole sequences, and merged adapters against unmerged ones. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { NamedTensors, Weights } from '../../src/engine/engine.ts';
import { largestDifference, relativeError } from '../../src/engine/testing/compare.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { randomTensors } from '../../src/engine/testing/random.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { llama, parameterShapes } from '../../src/model/llama.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import { methodOf } from '../../src/peft/index.ts';
import { LINEAR_TARGETS } from '../../src/peft/spec.ts';
import { loraSpec, otherMethods, subject } from '../../src/peft/testing/tiny.ts';

let engine: WebGpuEngine;
beforeAll(async () => {
  engine = new WebGpuEngine(await sharedGpu());
});

const TOKENS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3];
const width = tinyConfig.vocabularySize;

function upload({ frozen, trainable }: Subject): Weights[] {
  return [trainable, frozen]
    .filter((tensors) => tensors !== null)
    .map((tensors) => engine.createWeights(tensors));
}

/** Of as many tokens as the context holds beside virtual ones. */
async function logitsOf(model: Subject['model'], weights: readonly Weights[]): Promise<Float32Array> {
  const tokens = Int32Array.from(TOKENS.slice(0, model.contextLength));
  const scorer = await engine.createScorer({ model, batchSize: 1, sequenceLength: tokens.length, weights });
  const logits = await scorer.logits(tokens);
  scorer.dispose();
  return logits;
}

describe.each<[string, () => Subject]>([
  ['the base', () => subject({ name: 'full' })],
  [
    'an adapter beside its base',
    () => subject(loraSpec({ r: 3, targets: [...LINEAR_TARGETS], dropout: 0.5 })),
  ],
  ...otherMethods.map(([name, spec]): [string, () => Subject] => [name, () => subject(spec)]),
])('generation from %s', (_, make) => {
  it('gives token by token what the whole sequence gives at once, to the end of the context', async () => {
    const made = make();
    const weights = upload(made);
    const all = await logitsOf(made.model, weights);
    const decoder = await engine.createDecoder({ model: made.model, weights });
    await decoder.feed(TOKENS.slice(0, 2));
    decoder.reset();
    await decoder.feed(TOKENS.slice(0, 3));
    for (let i = 3; i < made.model.contextLength; i++) {
      const logits = await decoder.feed([TOKENS[i]!]);
      expect(relativeError(logits, all.slice(i * width, (i + 1) * width)), `token ${i}`).toBeLessThan(1e-5);
    }
    await expect(decoder.feed([1])).rejects.toThrow(RangeError);
    await expect(decoder.feed([])).rejects.toThrow(RangeError);
    decoder.dispose();
    for (const held of weights) held.dispose();
  });
});

describe.each([
  ['rank 1 on q and v', loraSpec({ r: 1, loraAlpha: 16 })],
  ['rank 4 on all seven maps', loraSpec({ r: 4, targets: [...LINEAR_TARGETS] })],
])('an adapter of %s', (_, spec) => {
  const method = methodOf(spec);
  const base = randomTensors(parameterShapes(tinyConfig), 'merge');
  const adapter = randomTensors(method.addedShapes(spec, tinyConfig), 'merge');

  async function logits(model: Subject['model'], list: readonly NamedTensors[]): Promise<Float32Array> {
    const weights = list.map((tensors) => engine.createWeights(tensors));
    const result = await logitsOf(model, weights);
    for (const held of weights) held.dispose();
    return result;
  }

  it('answers the same merged into the weights and beside them', async () => {
    const beside = await logits(llama(tinyConfig, method.hooks(spec)), [adapter, base]);
    const merged = await logits(llama(tinyConfig), [method.merge(spec, tinyConfig, base, adapter)!]);
    const without = await logits(llama(tinyConfig), [base]);
    expect(largestDifference(merged, beside)).toBeLessThan(1e-4);
    expect(largestDifference(merged, without)).toBeGreaterThan(0.1);
  });

  it('is the base exactly while B is zero', async () => {
    const fresh = method.initialise(spec, tinyConfig, 1, base);
    const beside = await logits(llama(tinyConfig, method.hooks(spec)), [fresh, base]);
    expect([...beside]).toEqual([...(await logits(llama(tinyConfig), [base]))]);
  });
});

it('frees what scoring and generating took', async () => {
  const before = engine.allocatedBytes;
  const made = subject(loraSpec());
  const weights = upload(made);
  await logitsOf(made.model, weights);
  const decoder = await engine.createDecoder({ model: made.model, weights });
  await decoder.feed([1, 2]);
  decoder.dispose();
  for (const held of weights) held.dispose();
  expect(engine.allocatedBytes).toBe(before);
});
