/** @file Every method through the session: it trains, measures, answers, and comes back from its own files. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pair } from '../data/index.ts';
import type { CpuEngine } from '../engine/cpu/index.ts';
import type { MethodSpec } from '../peft/index.ts';
import type { LoraSpec } from '../peft/spec.ts';
import { cpuSession, type SessionHarness, shortSpec } from './testing/session-harness.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles({ layers: 2 });
const lora: LoraSpec = { name: 'lora', r: 4, loraAlpha: 6, targets: ['q', 'v', 'down'], dropout: 0 };
const METHODS: [string, MethodSpec][] = [
  ['head', { name: 'head' }],
  ['layers', { name: 'layers', last: 1 }],
  ['bitfit', { name: 'bitfit' }],
  ['norms', { name: 'norms' }],
  ['houlsby', { name: 'houlsby', bottleneck: 4 }],
  ['pfeiffer', { name: 'pfeiffer', bottleneck: 4 }],
  ['prompt', { name: 'prompt', virtualTokens: 6 }],
  ['prefix', { name: 'prefix', virtualTokens: 5, projection: null }],
  ['prefixMlp', { name: 'prefix', virtualTokens: 5, projection: 8 }],
  ['ptuning', { name: 'ptuning', virtualTokens: 7 }],
  ['ia3', { name: 'ia3' }],
  ['rslora', { ...lora, rslora: true }],
  ['dora', { ...lora, dora: true }],
  ['pissa', { ...lora, init: 'pissa' }],
  // Written as LoRA of rank 24, more than the width of the model.
  ['pissaWide', { ...lora, r: 12, rslora: true, init: 'pissa' }],
  ['qloraInt8', { ...lora, quantization: 'int8' }],
  ['qloraNf4', { ...lora, quantization: 'nf4' }],
];
const example = { prompt: '猫喜欢吃什么？', response: '鱼' };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let engine: CpuEngine;
let harness: SessionHarness;
beforeAll(async () => {
  ({ engine, harness } = await cpuSession(files));
});
afterAll(() => engine.dispose());

async function read(runId: string | null): Promise<number[]> {
  const request = { type: 'readExample', requestId: 'read', model: 'lesson7-zh', runId } as const;
  await harness.send({ ...request, example, maskPrompt: true });
  const { tokens } = harness.of('exampleTokens').at(-1)!;
  return tokens.map(({ probability }) => probability ?? 0);
}

async function said(runId: string, prompt = example.prompt): Promise<string> {
  await harness.send({
    type: 'generate',
    requestId: `ask ${runId}`,
    model: 'lesson7-zh',
    runId,
    prompt,
    form: 'chat',
    sampling: { temperature: 0, topK: 0, maxNewTokens: 48, seed: 0 },
  });
  return harness.of('generated').at(-1)!.text;
}

const apart = (a: number[], b: number[]): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));

describe.each(METHODS)('%s', (id, method) => {
  it('trains, answers, and opened from its files answers the same', async () => {
    const before = await read(null);
    const spec = shortSpec({ method, learningRate: 3e-2, steps: 6, batchSize: 4 });
    const done = harness.state(id, 'done');
    await harness.send({
      type: 'start',
      groupId: id,
      runs: [{ runId: id, spec }],
      evaluation: { everySteps: 6, samplePrompts: [example.prompt] },
    });
    await done;
    expect(harness.of('error')).toEqual([]);
    const points = harness.of('evaluation').filter(({ runId }) => runId === id);
    expect(points.map(({ point }) => point.step)).toEqual([0, 6]);
    const [first, last] = points.map(({ point }) => point);
    expect(last!.validationLoss).toBeLessThan(first!.validationLoss);
    // What is answered while training is what is answered when asked.
    expect(await said(id)).toBe(last!.samples[0]!.answer);

    const own = await read(id);
    expect(apart(own, before)).toBeGreaterThan(1e-6);
    await harness.send({ type: 'exportWeights', requestId: 'x', runId: id });
    const exported = harness.of('exported').at(-1)!.files;
    const again = `${id} again`;
    await harness.send({ type: 'openAdapter', runId: again, spec, files: exported });
    expect(harness.of('error')).toEqual([]);
    expect(apart(await read(again), own)).toBeLessThan(1e-6);
    expect(await said(again)).toBe(await said(id));
    await harness.send({ type: 'discard', runId: again });
    await harness.send({ type: 'discard', runId: id });
    // The shared base is what it was.
    expect(await read(null)).toEqual(before);
  });
});

it('gives all memory back after runs of every method', async () => {
  const held = engine.allocatedBytes;
  const method: MethodSpec = { name: 'prefix', virtualTokens: 8, projection: 16 };
  const done = harness.state('m', 'done');
  const evaluation = { everySteps: 1, samplePrompts: [] };
  const runs = [{ runId: 'm', spec: shortSpec({ method, steps: 1 }) }];
  await harness.send({ type: 'start', groupId: 'm', runs, evaluation });
  await done;
  await harness.send({ type: 'discard', runId: 'm' });
  expect(engine.allocatedBytes).toBe(held);
});

describe('the room that virtual tokens leave', () => {
  it('is refused where an example does not fit, naming the field and what would', async () => {
    const method: MethodSpec = { name: 'prompt', virtualTokens: 64 };
    const examples = [pair('猫'.repeat(90), '鱼')];
    const data = { task: 'qa', size: null, maskPrompt: true, examples };
    const spec = shortSpec({ method, data });
    await harness.send({
      type: 'start',
      groupId: 'long',
      runs: [{ runId: 'long', spec }],
      evaluation: { everySteps: 1, samplePrompts: [] },
    });
    const error = harness.of('error').at(-1);
    expect(error?.code).toBe('specInvalid');
    expect(error?.detail).toMatch(/^virtualTokens: 64 \(1–\d+\)$/);
  });

  it('is what packed rows fill', async () => {
    const method: MethodSpec = { name: 'prompt', virtualTokens: 16 };
    const data = { task: 'qa', size: null, maskPrompt: true, packing: true };
    const done = harness.state('packed', 'done');
    await harness.send({
      type: 'start',
      groupId: 'packed',
      runs: [{ runId: 'packed', spec: shortSpec({ method, data, steps: 1 }) }],
      evaluation: { everySteps: 1, samplePrompts: [] },
    });
    await done;
    expect(harness.of('groupState').at(-1)?.state).toBe('done');
    await harness.send({ type: 'discard', runId: 'packed' });
  });

  it('ends prompts and answers before the context does', async () => {
    const method: MethodSpec = { name: 'ptuning', virtualTokens: 60 };
    const done = harness.state('short', 'done');
    await harness.send({
      type: 'start',
      groupId: 'short',
      runs: [{ runId: 'short', spec: shortSpec({ method, steps: 1 }) }],
      evaluation: { everySteps: 1, samplePrompts: [] },
    });
    await done;
    await said('short', '猫'.repeat(80));
    expect(harness.of('error').at(-1)?.code).toBe('promptTooLong');
    await harness.send({ type: 'discard', runId: 'short' });
  });
});
