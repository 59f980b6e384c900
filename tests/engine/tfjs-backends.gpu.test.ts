/** @file The portable engine on every backend a browser has: each gives the gradients and the losses of the CPU. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, NamedTensors, StepMetrics } from '../../src/engine/engine.ts';
import { largestDifference, relativeError } from '../../src/engine/testing/compare.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { BATCH_SIZE, randomBatch, SEQUENCE_LENGTH, settings } from '../../src/engine/testing/random.ts';
import { openTfjs, type TfjsBackend } from '../../src/engine/tfjs/index.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

const size = { batchSize: BATCH_SIZE, sequenceLength: SEQUENCE_LENGTH };

interface Outcome {
  metrics: StepMetrics[];
  gradients: NamedTensors;
  logits: Float32Array;
}

/** Three steps of LoRA with dropout, then all outputs of the engine. */
async function outcomeOf(engine: Engine): Promise<Outcome> {
  const { model, frozen, trainable } = subject(loraSpec({ dropout: 0.2, targets: ['q', 'v', 'down'] }));
  const base = engine.createWeights(frozen!);
  const trainer = await engine.createTrainer({ model, ...size, frozen: base, trainable });
  for (let step = 1; step <= 3; step++) trainer.step(randomBatch(`${step}`), settings(step));
  const metrics = await trainer.metrics();
  const gradients = await trainer.gradients();
  const decoder = await engine.createDecoder({ model, weights: [trainer.weights, base] });
  const logits = await decoder.feed([3, 1, 4]);
  decoder.dispose();
  trainer.dispose();
  base.dispose();
  return { metrics, gradients, logits };
}

let expected: Outcome;
beforeAll(async () => {
  expected = await outcomeOf(await openTfjs('cpu'));
});

describe.each<TfjsBackend>(['webgpu', 'webgl', 'wasm'])('tfjs on %s', (backend) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openTfjs(backend, backend === 'webgpu' ? await sharedGpu() : undefined);
  });
  afterAll(() => engine.dispose());

  it('agrees with the CPU in losses, gradients and logits, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { metrics, gradients, logits } = await outcomeOf(engine);
    expect(tf.getBackend()).toBe(backend);
    expect(tf.memory().numTensors).toBe(before);
    metrics.forEach(({ loss, accuracy, gradientNorm }, i) => {
      expect(loss).toBeCloseTo(expected.metrics[i]!.loss, 4);
      expect(accuracy).toBeCloseTo(expected.metrics[i]!.accuracy, 4);
      expect(gradientNorm).toBeCloseTo(expected.metrics[i]!.gradientNorm, 3);
    });
    for (const [name, { data }] of expected.gradients) {
      expect(relativeError(gradients.get(name)!.data, data), name).toBeLessThan(1e-3);
    }
    expect(largestDifference(logits, expected.logits)).toBeLessThan(1e-3);
  });
});

it('computes on the device that we own', async () => {
  const gpu = await sharedGpu();
  const engine = await openTfjs('webgpu', gpu);
  expect(engine.adapter).toBe(gpu.adapterName);
  expect((tf.backend() as unknown as { device: GPUDevice }).device).toBe(gpu.device);
  const again = tf.backend();
  await openTfjs('webgpu', gpu);
  expect(tf.backend()).toBe(again);
});

it('fetches the binaries of WASM from this build and from nowhere else', async () => {
  await openTfjs('wasm');
  const binaries = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => name.includes('.wasm'));
  expect(binaries.length).toBeGreaterThan(0);
  for (const address of binaries) expect(new URL(address).origin).toBe(location.origin);
});
