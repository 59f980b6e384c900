/**
 * @file The whole model on the fused engine and on the CPU engine against the same graph on tfjs, whose gradients are
 * those of its own tape: first one step with every gradient, then runs of twenty steps.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openBrowserCpu } from '../../src/engine/cpu/browser.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { relativeError } from '../../src/engine/testing/compare.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { randomBatch } from '../../src/engine/testing/random.ts';
import { type Finished, run } from '../../src/engine/testing/run.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { openTfjs } from '../../src/engine/tfjs/index.ts';
import { WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import { loraSpec, otherMethods, subject } from '../../src/peft/testing/tiny.ts';

const ALL_TARGETS = ['q', 'k', 'v', 'o', 'gate', 'up', 'down'] as const;
const untied = { ...tinyConfig, tieWordEmbeddings: false };
const aligned = { ...tinyConfig, vocabularySize: 32, dModel: 16, ffnDim: 24, headDim: 8 };

const subjects: Record<string, () => Subject> = {
  ...Object.fromEntries(otherMethods.map(([name, spec]) => [name, () => subject(spec)])),
  'the head of a model whose output layer is its own': () => subject({ name: 'head' }, untied),
  'full, tied embeddings': () => subject({ name: 'full' }),
  'full, an output layer of its own': () => subject({ name: 'full' }, untied),
  'full, extents that are multiples of four': () => subject({ name: 'full' }, aligned),
  'LoRA of rank 1 on q and v': () => subject(loraSpec({ r: 1 })),
  'LoRA of rank 4 on q and v': () => subject(loraSpec({ r: 4 })),
  'LoRA of rank 3 on all seven maps': () => subject(loraSpec({ r: 3, targets: [...ALL_TARGETS] })),
  'LoRA of rank 1 on all seven maps': () => subject(loraSpec({ r: 1, targets: [...ALL_TARGETS] })),
  'LoRA on v alone': () => subject(loraSpec({ targets: ['v'] })),
  'LoRA on the MLP, an output layer of its own': () => subject(loraSpec({ targets: ['up', 'down'] }), untied),
  'rsLoRA and LoRA+': () => subject(loraSpec({ rslora: true, ratioB: 4 })),
  'DoRA on q, o and down': () => subject(loraSpec({ dora: true, targets: ['q', 'o', 'down'] })),
  'DoRA, extents that are multiples of four': () =>
    subject(loraSpec({ dora: true, targets: [...ALL_TARGETS] }), aligned),
  'LoRA on the residual of PiSSA': () => subject(loraSpec({ init: 'pissa', r: 2, loraAlpha: 2 })),
  'LoRA on a base of 8 bits': () => subject(loraSpec({ quantization: 'int8', targets: ['q', 'down'] })),
  'LoRA on a base of 4 bits': () => subject(loraSpec({ quantization: 'nf4', targets: ['q', 'down'] })),
  'LoRA on a base of 8 bits, extents that are multiples of four': () =>
    subject(loraSpec({ quantization: 'int8' }), aligned),
  'LoRA on a base of 4 bits, extents that are multiples of four': () =>
    subject(loraSpec({ quantization: 'nf4' }), aligned),
  'LoRA with dropout': () => subject(loraSpec({ targets: ['q', 'o', 'gate'], dropout: 0.3 })),
};

const ours = {} as Record<'webgpu' | 'cpu', Engine>;
const OURS = ['webgpu', 'cpu'] as const;
let oracle: Engine;
beforeAll(async () => {
  ours.webgpu = new WebGpuEngine(await sharedGpu());
  ours.cpu = await openBrowserCpu();
  oracle = await openTfjs('cpu');
});

/** Loss, accuracy, norm and every gradient of one step. */
function expectSameStep(mine: Finished, theirs: Finished): void {
  const [step, other] = [mine.metrics[0]!, theirs.metrics[0]!];
  expect(Math.abs(step.loss / other.loss - 1)).toBeLessThan(1e-5);
  expect(step.accuracy).toBeCloseTo(other.accuracy, 5);
  expect(Math.abs(step.gradientNorm / other.gradientNorm - 1)).toBeLessThan(1e-4);
  expect([...mine.gradients.keys()]).toEqual([...theirs.gradients.keys()]);
  for (const [name, { data }] of theirs.gradients) {
    expect(
      data.some((value) => value !== 0),
      `${name} has a gradient`,
    ).toBe(true);
    expect(relativeError(mine.gradients.get(name)!.data, data), name).toBeLessThan(1e-3);
  }
}

describe.each(Object.entries(subjects))('%s', (_, make) => {
  it("has the loss and every gradient of tfjs's tape", async () => {
    const theirs = await run(oracle, make(), { steps: 1 });
    for (const name of OURS) expectSameStep(await run(ours[name], make(), { steps: 1 }), theirs);
  });

  it('stays within one per cent of tfjs for twenty steps', async () => {
    const options = { steps: 20, settings: { learningRate: 0.005 } };
    const theirs = await run(oracle, make(), options);
    for (const engine of OURS) {
      const mine = await run(ours[engine], make(), options);
      expect(mine.metrics).toHaveLength(20);
      mine.metrics.forEach(({ loss, learningRate }, i) => {
        expect(Math.abs(loss / theirs.metrics[i]!.loss - 1), `${engine}, step ${i + 1}`).toBeLessThan(0.01);
        expect(learningRate).toBeCloseTo(0.005, 7);
      });
      for (const [name, { data }] of theirs.weights) {
        expect(relativeError(mine.weights.get(name)!.data, data), `${engine}, ${name}`).toBeLessThan(0.01);
      }
    }
  });
});

it.each(OURS)('clips, decays and scales rates as tfjs does (%s)', async (engine) => {
  const options = { steps: 5, settings: { clipNorm: 0.05, weightDecay: 0.5, learningRate: 0.02 } };
  const mine = await run(ours[engine], subject({ name: 'full' }), options);
  const theirs = await run(oracle, subject({ name: 'full' }), options);
  expect(mine.metrics[0]!.gradientNorm).toBeGreaterThan(0.05);
  for (const [name, { data }] of theirs.weights) {
    expect(relativeError(mine.weights.get(name)!.data, data), name).toBeLessThan(1e-3);
  }
});

it.each(OURS)('scores batches as tfjs does (%s)', async (engine) => {
  const { model, trainable } = subject({ name: 'full' });
  const batch = randomBatch('scored');
  const scores = await Promise.all(
    [ours[engine], oracle].map(async (opened) => {
      const weights = opened.createWeights(trainable);
      const scorer = await opened.createScorer({
        model,
        batchSize: 3,
        sequenceLength: 5,
        weights: [weights],
      });
      const rows = await scorer.score(batch);
      const logits = await scorer.logits(batch.tokens);
      scorer.dispose();
      weights.dispose();
      return { ...rows, logits };
    }),
  );
  const [mine, theirs] = scores as [(typeof scores)[0], (typeof scores)[0]];
  expect(relativeError(mine.loss, theirs.loss)).toBeLessThan(1e-5);
  expect([...mine.correct]).toEqual([...theirs.correct]);
  expect(relativeError(mine.logits, theirs.logits)).toBeLessThan(1e-5);
  expect([...mine.loss].filter((_, i) => batch.weights[i] === 0).every((loss) => loss === 0)).toBe(true);
  expect([...mine.loss].filter((_, i) => batch.weights[i] !== 0).every((loss) => loss > 0)).toBe(true);
});
