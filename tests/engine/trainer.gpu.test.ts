/** @file What a run on the fused engine promises: the same bits twice, frozen weights untouched, state saved and restored. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { NamedTensors } from '../../src/engine/engine.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { randomBatch, randomTensors, settings } from '../../src/engine/testing/random.ts';
import { openTrainer, run } from '../../src/engine/testing/run.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { ArenaLayout, BLOCK } from '../../src/engine/webgpu/arena.ts';
import { WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { RING_STEPS } from '../../src/engine/webgpu/optimizer.ts';
import { loraSpec, otherMethods, subject } from '../../src/peft/testing/tiny.ts';

let engine: WebGpuEngine;
beforeAll(async () => {
  engine = new WebGpuEngine(await sharedGpu());
});

/** -0 and NaN compare as the bits they are. */
const bitsOf = (tensors: NamedTensors) =>
  new Map([...tensors].map(([name, { data }]) => [name, [...new Uint32Array(data.slice().buffer)]]));

describe.each<[string, () => Subject]>([
  ['full', () => subject({ name: 'full' })],
  ['LoRA with dropout', () => subject(loraSpec({ targets: ['q', 'v', 'up'], dropout: 0.2 }))],
])('%s', (_, make) => {
  it('gives the same bits in two runs of one seed', async () => {
    const first = await run(engine, make(), { steps: 12 });
    const second = await run(engine, make(), { steps: 12 });
    expect(first.metrics).toEqual(second.metrics);
    expect(bitsOf(first.weights)).toEqual(bitsOf(second.weights));
  });

  it('puts weights and moments back bit by bit', async () => {
    const { trainer, dispose } = await openTrainer(engine, make());
    const train = (from: number, to: number) => {
      for (let step = from; step <= to; step++) trainer.step(randomBatch(`${step}`), settings(step));
    };
    trainer.restore();
    train(1, 3);
    trainer.save();
    train(4, 7);
    const first = await trainer.weights.read();
    trainer.restore();
    train(4, 7);
    expect(bitsOf(await trainer.weights.read())).toEqual(bitsOf(first));
    dispose();
  });
});

it.each([...otherMethods, ['LoRA', loraSpec({ r: 1 })] as const])(
  'under %s leaves frozen weights as they are, to the bit, and trains every other',
  async (_, spec) => {
    const made = subject(spec);
    const { frozen, weights } = await run(engine, made, { steps: 4 });
    expect(bitsOf(frozen!)).toEqual(bitsOf(made.frozen!));
    for (const [name, { data }] of made.trainable) {
      expect([...data], name).not.toEqual([...weights.get(name)!.data]);
    }
  },
);

it('trains two runs side by side as it trains each alone', async () => {
  const alone = await run(engine, subject(loraSpec()), { steps: 4 });
  const opened = [
    await openTrainer(engine, subject(loraSpec())),
    await openTrainer(engine, subject({ name: 'full' })),
  ];
  for (let step = 1; step <= 4; step++) {
    for (const { trainer } of opened) trainer.step(randomBatch(`${step % 4}`), settings(step));
  }
  const metrics = await opened[0]!.trainer.metrics();
  expect(metrics).toEqual(alone.metrics);
  for (const { dispose } of opened) dispose();
});

it('reports every step once, in order, however seldom it is asked', async () => {
  const { trainer, dispose } = await openTrainer(engine, subject(loraSpec()));
  const seen: number[] = [];
  let step = 0;
  const take = async (count: number) => {
    for (let i = 0; i < count; i++) trainer.step(randomBatch('same'), settings(++step));
    seen.push(...(await trainer.metrics()).map((metrics) => metrics.step));
  };
  for (const count of [1, 0, 5, RING_STEPS, 3]) await take(count);
  expect(seen).toEqual(Array.from({ length: step }, (_, i) => i + 1));
  dispose();
});

it('gives steps queued during a readout to the next one', async () => {
  const { trainer, dispose } = await openTrainer(engine, subject(loraSpec()));
  const batch = randomBatch('same');
  trainer.step(batch, settings(1));
  const first = trainer.metrics();
  trainer.step(batch, settings(2));
  expect(await trainer.metrics()).toEqual([]);
  expect((await first).map(({ step }) => step)).toEqual([1]);
  expect((await trainer.metrics()).map(({ step }) => step)).toEqual([2]);
  dispose();
});

it('refuses steps that nobody reads the metrics of', async () => {
  const { trainer, dispose } = await openTrainer(engine, subject(loraSpec()));
  const batch = randomBatch('same');
  for (let step = 1; step <= RING_STEPS; step++) trainer.step(batch, settings(step));
  expect(() => trainer.step(batch, settings(RING_STEPS + 1))).toThrow(/not read/);
  expect(await trainer.metrics()).toHaveLength(RING_STEPS);
  dispose();
});

it('can be left in the middle of a readout', async () => {
  const { trainer, dispose } = await openTrainer(engine, subject(loraSpec()));
  trainer.step(randomBatch('left'), settings(1));
  const pending = trainer.metrics();
  dispose();
  trainer.dispose();
  expect(await pending).toEqual([]);
});

it('says so when a rate makes the run diverge', async () => {
  const wild = { learningRate: 1e20, clipNorm: 1e30 };
  const { metrics } = await run(engine, subject({ name: 'full' }), { steps: 6, settings: wild });
  expect(
    metrics.some(({ loss, gradientNorm }) => !Number.isFinite(loss) || !Number.isFinite(gradientNorm)),
  ).toBe(true);
});

it('trains parameters at rates of their own', async () => {
  const { model, frozen, trainable } = subject(loraSpec());
  const base = engine.createWeights(frozen!);
  const still = (name: string) => (name.includes('lora_A') ? 0 : 1);
  const size = { batchSize: 3, sequenceLength: 5 };
  const trainer = await engine.createTrainer({ model, ...size, frozen: base, trainable, rateFactor: still });
  trainer.step(randomBatch('rates'), settings(1));
  for (const [name, { data }] of await trainer.weights.read()) {
    const same = [...data].every((value, i) => value === trainable.get(name)!.data[i]);
    expect(same, name).toBe(name.includes('lora_A'));
  }
  trainer.dispose();
  base.dispose();
});

it('names a parameter that the model has not', async () => {
  const { model } = subject({ name: 'full' });
  const trainable = randomTensors([['model.nothing', [2]]], 'none');
  const options = { model, batchSize: 1, sequenceLength: 2, frozen: null, trainable };
  await expect(engine.createTrainer(options)).rejects.toThrow(/model\.nothing/);
});

describe('an arena', () => {
  it('lays tensors out without overlap, each at an offset that WebGPU can bind', () => {
    const { entries, floats } = new ArenaLayout([
      ['a', [3]],
      ['b', [BLOCK]],
      ['c', [BLOCK + 1]],
      ['d', [1, 1]],
    ]);
    expect(entries.map(({ offset }) => offset)).toEqual([0, BLOCK, 2 * BLOCK, 4 * BLOCK]);
    expect(floats).toBe(5 * BLOCK);
  });

  it('reads back what was written and refuses what does not fit', async () => {
    const tensors = randomTensors(
      [
        ['a', [3, 5]],
        ['b', [7]],
      ],
      'arena',
    );
    const weights = engine.createWeights(tensors);
    expect(bitsOf(await weights.read())).toEqual(bitsOf(tensors));
    const wrong = new Map([['a', { shape: [2], data: new Float32Array(2) }]]);
    expect(() => weights.write(wrong)).toThrow(/no place for a/);
    weights.dispose();
  });
});
