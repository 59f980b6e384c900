/** @file Adapters opened from files: they answer as the run that wrote them, and bad files are refused in one sentence. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuEngine } from '../engine/cpu/index.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import type { MethodSpec } from '../peft/index.ts';
import type { TunedFile } from './protocol.ts';
import { cpuSession, type SessionHarness, shortSpec } from './testing/session-harness.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
const GREEDY = { temperature: 0, topK: 0, maxNewTokens: 6, seed: 0 };
const LORA: MethodSpec = { name: 'lora', r: 4, loraAlpha: 8, targets: ['q', 'v', 'down'], dropout: 0 };
const example = { prompt: '猫喜欢吃什么？', response: '鱼' };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let engine: CpuEngine;
let harness: SessionHarness;
beforeEach(async () => {
  ({ engine, harness } = await cpuSession(files));
});
afterEach(() => engine.dispose());

/** Trains for some steps and returns what `exportWeights` gives. */
async function trained(method: MethodSpec) {
  const spec = shortSpec({ method, learningRate: 1e-2, steps: 6 });
  const done = harness.state('g', 'done');
  await harness.send({
    type: 'start',
    groupId: 'g',
    runs: [{ runId: 'run', spec }],
    evaluation: { everySteps: 6, samplePrompts: [] },
  });
  await done;
  await harness.send({ type: 'exportWeights', requestId: 'x', runId: 'run' });
  return { spec, files: harness.of('exported').at(-1)!.files };
}

async function said(runId: string): Promise<string> {
  await harness.send({
    type: 'generate',
    requestId: `ask ${runId}`,
    model: 'lesson7-zh',
    runId,
    prompt: example.prompt,
    form: 'chat',
    sampling: GREEDY,
  });
  return harness.of('generated').at(-1)!.text;
}

async function read(runId: string | null) {
  const request = { type: 'readExample', requestId: 'read', model: 'lesson7-zh', runId } as const;
  await harness.send({ ...request, example, maskPrompt: true });
  return harness
    .of('exampleTokens')
    .at(-1)!
    .tokens.map(({ probability }) => probability);
}

describe.each([
  ['LoRA', LORA],
  ['full', { name: 'full' }],
] as const)('%s, opened from its own files', (_, method) => {
  it('answers, reads and exports as the run did', async () => {
    const { spec, files: exported } = await trained(method);
    const opening = { type: 'openAdapter', runId: 'again', spec, files: exported } as const;
    await harness.send(opening);
    expect(harness.of('error')).toEqual([]);
    const [ready] = harness.of('adapterReady');
    expect(ready?.runId).toBe('again');
    expect(ready?.milliseconds).toBeGreaterThan(0);
    const facts = harness.of('runFacts');
    expect(facts.at(-1)?.facts.trainableParameters).toBe(facts[0]?.facts.trainableParameters);
    expect(await said('again')).toBe(await said('run'));
    // Whole models are exported in float16.
    const [again, run, base] = [await read('again'), await read('run'), await read(null)];
    const apart = (other: (number | null)[]) =>
      Math.max(...again.map((value, i) => Math.abs((value ?? 0) - (other[i] ?? 0))));
    expect(apart(run)).toBeLessThan(1e-6);
    expect(apart(base)).toBeGreaterThan(1e-5);
    await harness.send({ type: 'exportWeights', requestId: 'y', runId: 'again' });
    expect(harness.of('exported').at(-1)?.files).toEqual(exported);
  });
});

describe('an opened adapter', () => {
  it('can be merged, taken out again, and discarded without a trace', async () => {
    const { spec, files: exported } = await trained(LORA);
    await read(null);
    const before = engine.allocatedBytes;
    await harness.send({ type: 'openAdapter', runId: 'a', spec, files: exported });
    const answer = await said('a');
    await harness.send({ type: 'setMerged', runId: 'a', merged: true });
    expect(harness.of('merged').at(-1)).toMatchObject({ runId: 'a', merged: true });
    expect(harness.of('merged').at(-1)?.maxLogitDifference).toBeLessThan(1e-4);
    expect(await said('a')).toBe(answer);
    await harness.send({ type: 'setMerged', runId: 'a', merged: false });
    await harness.send({ type: 'discard', runId: 'a' });
    expect(engine.allocatedBytes).toBe(before);
    await harness.send({ type: 'exportWeights', requestId: 'z', runId: 'a' });
    expect(harness.of('error').at(-1)?.code).toBe('unknownRun');
  });

  it('may name the folder its base lay in, as PEFT does', async () => {
    const { spec, files: exported } = await trained(LORA);
    const [config, weights] = exported as [TunedFile, TunedFile];
    const settings = JSON.parse(new TextDecoder().decode(config.bytes));
    for (const place of ['/home/me/models/lesson7-zh', './lesson7-zh/', 'C:\\models\\lesson7-zh']) {
      const bytes = new TextEncoder().encode(JSON.stringify({ ...settings, base_model_name_or_path: place }));
      await harness.send({ type: 'openAdapter', runId: place, spec, files: [{ ...config, bytes }, weights] });
    }
    expect(harness.of('error')).toEqual([]);
    expect(harness.of('adapterReady')).toHaveLength(3);
  });

  it('may not take the name of a run', async () => {
    const { spec, files: exported } = await trained(LORA);
    await harness.send({ type: 'openAdapter', runId: 'run', spec, files: exported });
    expect(harness.of('error').at(-1)).toMatchObject({ code: 'busy', about: 'run' });
  });
});

describe('files that are no such adapter', () => {
  const edited = (list: readonly TunedFile[], name: string, edit: (bytes: Uint8Array) => Uint8Array) =>
    list.map((file) => (file.name === name ? { name, bytes: edit(file.bytes) } : file));
  const text = (json: object) => new TextEncoder().encode(JSON.stringify(json));
  const WEIGHTS = 'adapter_model.safetensors';
  const CONFIG = 'adapter_config.json';

  it.each([
    ['no weights', (list: TunedFile[]) => list.filter(({ name }) => name !== WEIGHTS), /no file/],
    ['half a file', (list: TunedFile[]) => edited(list, WEIGHTS, (b) => b.slice(0, b.length / 2)), /lie at/],
    ['noise', (list: TunedFile[]) => edited(list, WEIGHTS, (b) => b.map((x, i) => x ^ (i * 31))), /header/],
    [
      'another base',
      (list: TunedFile[]) => edited(list, CONFIG, () => text({ base_model_name_or_path: 'x' })),
      /base_model/,
    ],
    ['another rank', (list: TunedFile[]) => edited(list, CONFIG, () => text({ r: 16 })), /^r is 16, not 4/],
    [
      'a broken config',
      (list: TunedFile[]) => edited(list, CONFIG, () => new Uint8Array([123, 34])),
      /not JSON/,
    ],
    [
      'a number that is none',
      (list: TunedFile[]) =>
        edited(list, WEIGHTS, (bytes) => {
          const tensors = readSafetensors(bytes);
          [...tensors.values()][0]!.data[0] = Number.NaN;
          return writeSafetensors(tensors, 'F32');
        }),
      /not finite/,
    ],
  ])('%s: one sentence, and nothing stays on the device', async (_, spoil, sentence) => {
    const { spec, files: exported } = await trained(LORA);
    const before = engine.allocatedBytes;
    await harness.send({ type: 'openAdapter', runId: 'a', spec, files: spoil(exported) });
    expect(harness.of('error')).toHaveLength(1);
    expect(harness.of('error')[0]).toMatchObject({ code: 'adapterBroken', about: 'a' });
    expect(harness.of('error')[0]?.detail).toMatch(sentence);
    expect(harness.of('adapterReady')).toEqual([]);
    expect(engine.allocatedBytes).toBe(before);
  });

  it('tensors of other targets are named', async () => {
    const { spec, files: exported } = await trained(LORA);
    const other = { ...spec, method: { ...LORA, targets: ['q' as const] } };
    await harness.send({ type: 'openAdapter', runId: 'a', spec: other, files: exported });
    expect(harness.of('error')[0]?.detail).toMatch(/v_proj|down_proj/);
  });
});
