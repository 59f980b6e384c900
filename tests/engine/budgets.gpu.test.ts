/**
 * @file The exact counts of one training step on the reference model: 4 layers, dModel 128, ffn 344, 4 heads,
 * vocabulary 1024, batch 8 x 64. The benchmark measures times; this file checks counts.
 */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { differentiate } from '../../src/engine/autodiff.ts';
import { traceLoss } from '../../src/engine/lossGraph.ts';
import { kernelRules } from '../../src/engine/ops/kernels.ts';
import { assignSlots, liveNodes } from '../../src/engine/plan.ts';
import { countDevice } from '../../src/engine/testing/deviceCounter.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { settings } from '../../src/engine/testing/random.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import { type Gpu, WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { referenceBatch, referenceConfig, referenceSize } from '../../src/model/testing/reference.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

const MEGABYTE = 2 ** 20;

const full = () => subject({ name: 'full' }, referenceConfig);
const lora = () => subject(loraSpec({ r: 8, targets: ['q', 'v'] }), referenceConfig);

/** Exact: a change of the engine that changes them changes them here, on purpose. */
const EXPECTED = {
  full: { make: full, dispatches: 136 },
  'LoRA of rank 8 on q and v': { make: lora, dispatches: 130 },
};

let gpu: Gpu;
let engine: WebGpuEngine;
let stop = () => {};
beforeAll(async () => {
  gpu = await sharedGpu();
  engine = new WebGpuEngine(gpu);
});
afterEach(() => stop());

describe.each(Object.entries(EXPECTED))('%s', (_, { make, dispatches }) => {
  it('takes its dispatches in one pass and one submit, and makes no buffer after the first step', async () => {
    const { trainer, dispose } = await openTrainer(engine, make(), referenceSize);
    const batch = referenceBatch('counted');
    trainer.step(batch, settings(1));
    await trainer.metrics();
    const watched = countDevice();
    stop = watched.stop;
    trainer.step(batch, settings(2));
    expect(watched.counts).toMatchObject({ submits: 1, dispatches, passes: 1, buffersCreated: 0, bytes: 0 });
    expect(trainer.facts.dispatches).toBe(dispatches);
    expect(trainer.facts.submits).toBe(1);
    expect(dispatches).toBeLessThanOrEqual(160);
    const [metrics] = await trainer.metrics();
    expect(Number.isFinite(metrics!.loss)).toBe(true);
    // Reading the metrics of a step that was just queued costs nothing on the device.
    expect(watched.counts.submits).toBe(1);
    expect(watched.counts.buffersCreated).toBe(0);
    dispose();
  });

  it('holds at most 64 MB, counts every byte and gives all back', async () => {
    const watched = countDevice();
    stop = watched.stop;
    const before = engine.allocatedBytes;
    const { trainer, base, dispose } = await openTrainer(engine, make(), referenceSize);
    const held = engine.allocatedBytes - before;
    expect(held).toBe(watched.counts.bytes);
    expect(held).toBe(trainer.facts.deviceBytes + (base?.bytes ?? 0));
    expect(held).toBeLessThanOrEqual(64 * MEGABYTE);
    dispose();
    expect(engine.allocatedBytes).toBe(before);
    expect(watched.counts.bytes).toBe(0);
  });
});

it('allocates for values exactly what the planner plans', async () => {
  const { model, trainable } = full();
  const loss = traceLoss(model, referenceSize.batchSize, referenceSize.sequenceLength, true);
  const targets = [...trainable.keys()].map((name) => loss.graph.find(name)!);
  const gradients = new Set(differentiate(loss.graph, targets).values());
  const results = [loss.rows.loss, loss.rows.correct, ...gradients];
  const { nodes, used } = liveNodes(loss.graph, results);
  const steps = nodes.map((node) =>
    kernelRules[node.op](node, { isUsed: (output) => used.has(output) }).bindings.map(({ tensor }) => tensor),
  );
  const planned = assignSlots(steps, (tensor) => tensor.kind !== 'value' || results.includes(tensor)).bytes;

  const labels: [string, number][] = [];
  const original = gpu.createBuffer.bind(gpu);
  gpu.createBuffer = (bytes, label, usage) => {
    const buffer = original(bytes, label, usage);
    labels.push([label, buffer.size]);
    return buffer;
  };
  const { dispose } = await openTrainer(engine, full(), referenceSize);
  gpu.createBuffer = original;
  const allocated = labels.filter(([label]) => label.startsWith('slot')).map(([, size]) => size);
  expect(allocated).toEqual(planned);
  dispose();
});

it('makes LoRA cheaper than full fine-tuning in dispatches, bytes and optimizer state', async () => {
  const opened = [
    await openTrainer(engine, full(), referenceSize),
    await openTrainer(engine, lora(), referenceSize),
  ];
  const [whole, adapter] = opened.map(({ trainer }) => trainer.facts);
  expect(adapter!.dispatches!).toBeLessThan(whole!.dispatches!);
  expect(adapter!.deviceBytes).toBeLessThan(whole!.deviceBytes);
  expect(adapter!.trainableParameters).toBe(4 * 2 * 2 * 8 * 128);
  expect(adapter!.optimizerBytes / whole!.optimizerBytes).toBe(
    adapter!.trainableParameters / whole!.trainableParameters,
  );
  for (const { dispose } of opened) dispose();
});
