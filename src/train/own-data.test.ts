/** @file Training on the reader's own data: the same data by any road gives the same loss curve, bit by bit. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pair } from '../data/conversation.ts';
import { FORMATS } from '../data/formats/index.ts';
import { readData } from '../data/testing/read-data.ts';
import type { CpuEngine } from '../engine/cpu/index.ts';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { DataSpec } from './spec.ts';
import { SessionHarness, shortSpec } from './testing/session-harness.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const examples = [
  pair('猫喜欢吃什么？', '鱼'),
  pair('狗喜欢吃什么？', '骨头'),
  pair('牛喜欢吃什么？', '草'),
  {
    turns: [...pair('你好', '早上好').turns, ...pair('马住在哪里？', '农场').turns],
  },
];
const data: DataSpec = { task: 'qa', size: null, maskPrompt: true, examples };

let engine: CpuEngine;
beforeEach(() => {
  engine = openNodeCpu();
});
afterEach(() => engine.dispose());

/** Losses of a short run, trained by a session of its own, as on another machine. */
async function losses(spec: DataSpec, seed = 42): Promise<number[]> {
  const harness = await SessionHarness.open(engine, files);
  const done = harness.state('g', 'done');
  await harness.send({
    type: 'start',
    groupId: 'g',
    runs: [{ runId: 'a', spec: shortSpec({ data: spec, seed, steps: 6 }) }],
    evaluation: { everySteps: 6, samplePrompts: [] },
  });
  await done;
  const list = harness.losses('a');
  expect(list).toHaveLength(6);
  return list;
}

describe('own data', () => {
  it('trains to the same losses whatever format carried it', async () => {
    const first = await losses(data);
    for (const format of FORMATS) {
      const carried = readData(format.write(examples)).data;
      expect(await losses({ ...data, examples: carried }), format.id).toEqual(first);
    }
  });

  it('trains to the same losses from the text of a spec, and to others from another seed', async () => {
    const first = await losses(data);
    expect(await losses(JSON.parse(JSON.stringify(data)))).toEqual(first);
    expect(await losses(data, 43)).not.toEqual(first);
  });

  it.each<[string, Partial<DataSpec>]>([
    ['wrong answers', { noise: 0.5 }],
    ['repeats', { duplication: 0.75 }],
    ['"I don\'t know"', { unknownShare: 0.5 }],
    ['packing', { packing: true }],
    ['every answer learned', { mask: 'assistant' }],
    ['everything learned', { mask: 'everything' }],
    [
      'a mix in place of it',
      {
        examples: undefined as never,
        mix: [
          { task: 'qa', weight: 1 },
          { task: 'sentiment', weight: 3 },
        ],
        size: 16,
      },
    ],
  ])('%s changes the losses, the same way every time', async (_name, parts) => {
    const turned = { ...data, ...parts };
    if (parts.mix) delete turned.examples;
    const once = await losses(turned);
    expect(once).not.toEqual(await losses(data));
    expect(once.every(Number.isFinite)).toBe(true);
    expect(await losses(turned)).toEqual(once);
  });

  it('asks its own held-out questions', async () => {
    const harness = await SessionHarness.open(engine, files);
    const done = harness.state('g', 'done');
    const spec = { ...data, heldOut: [pair('猫喜欢吃什么？', '鱼')] };
    const method = { name: 'full' as const };
    await harness.send({
      type: 'start',
      groupId: 'g',
      runs: [{ runId: 'a', spec: shortSpec({ data: spec, method, steps: 60, learningRate: 1e-2 }) }],
      evaluation: { everySteps: 60, samplePrompts: [] },
    });
    await done;
    const points = harness.of('evaluation').map(({ point }) => point.heldOutExactMatch);
    expect(points).toEqual([0, 1]);
  });

  it('answers sample questions from a wished step on, each with its probability', async () => {
    const harness = await SessionHarness.open(engine, files);
    const done = harness.state('g', 'done');
    await harness.send({
      type: 'start',
      groupId: 'g',
      runs: [{ runId: 'a', spec: shortSpec({ data, steps: 4 }) }],
      evaluation: { everySteps: 2, samplePrompts: ['猫喜欢吃什么？'], samplesFrom: 1 },
    });
    await done;
    const points = harness.of('evaluation').map(({ point }) => point);
    expect(points.map(({ step, samples }) => [step, samples.length])).toEqual([
      [0, 0],
      [2, 1],
      [4, 1],
    ]);
    const probability = points[1]!.samples[0]!.probability;
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThanOrEqual(1);
  });

  it('says that there is nothing to learn where every answer has weight 0', async () => {
    const harness = await SessionHarness.open(engine, files);
    const silent = [{ turns: pair('猫', '鱼').turns.map((turn) => ({ ...turn, weight: 0 as const })) }];
    const runs = [{ runId: 'a', spec: shortSpec({ data: { ...data, examples: silent } }) }];
    await harness.send({
      type: 'start',
      groupId: 'g',
      runs,
      evaluation: { everySteps: 1, samplePrompts: [] },
    });
    expect(harness.of('error')[0]?.code).toBe('specInvalid');
  });
});
