/** @file Runs whose method freezes weights in a form of its own: their memory, the shared base beside them, and that all of it is freed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuEngine } from '../engine/cpu/index.ts';
import type { LoraSpec } from '../peft/spec.ts';
import { cpuSession, type SessionHarness, shortSpec } from './testing/session-harness.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
const evaluation = { everySteps: 4, samplePrompts: [] };
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const lora = (changes: Partial<LoraSpec> = {}): LoraSpec => ({
  name: 'lora',
  r: 4,
  loraAlpha: 8,
  targets: ['q', 'v'],
  dropout: 0,
  ...changes,
});

let engine: CpuEngine;
let harness: SessionHarness;
beforeEach(async () => {
  ({ engine, harness } = await cpuSession(files));
});
afterEach(() => engine.dispose());

async function train(runs: Parameters<typeof shortSpec>[0][], groupId = 'g'): Promise<void> {
  const done = harness.state(groupId, 'done');
  await harness.send({
    type: 'start',
    groupId,
    runs: runs.map((parts, i) => ({ runId: `${groupId}${i}`, spec: shortSpec(parts) })),
    evaluation,
  });
  await done;
}

const factsOf = (runId: string) => harness.of('runFacts').find((event) => event.runId === runId)!.facts;

describe.each<[string, Partial<LoraSpec>]>([
  ['the residual of PiSSA', { init: 'pissa' }],
  ['8 bits', { quantization: 'int8' }],
  ['4 bits', { quantization: 'nf4' }],
])('a run on %s', (_, changes) => {
  it('trains, merges to the same logits, and gives every byte back', async () => {
    // What kernels share as scratch stays after the first run.
    await train([{ method: lora() }], 'warm');
    await harness.send({ type: 'discard', runId: 'warm0' });
    const before = engine.allocatedBytes;
    await train([{ method: lora(changes), learningRate: 1e-2 }]);
    expect(harness.of('error')).toEqual([]);
    await harness.send({ type: 'setMerged', runId: 'g0', merged: true });
    expect(harness.of('merged')[0]?.maxLogitDifference).toBeLessThan(1e-4);
    await harness.send({ type: 'discard', runId: 'g0' });
    expect(engine.allocatedBytes).toBe(before);
  });

  it('leaves the shared base alone: a plain run beside it is as it would be by itself', async () => {
    await train([{ method: lora() }], 'alone');
    await train([{ method: lora(changes) }, { method: lora() }]);
    expect(harness.losses('g1')).toEqual(harness.losses('alone0'));
    expect(harness.losses('g0')).not.toEqual(harness.losses('g1'));
  });

  it('does the same from random weights', async () => {
    await train([{ method: lora(changes), init: 'random' }]);
    expect(harness.losses('g0')).toHaveLength(4);
    expect(factsOf('g0').sharedBytes).toBe(0);
    await harness.send({ type: 'discard', runId: 'g0' });
  });
});

it('counts what is shared and what is its own', async () => {
  await train([
    { method: lora() },
    { method: lora({ init: 'pissa' }) },
    { method: lora({ quantization: 'nf4' }) },
  ]);
  const [plain, pissa, packed] = ['g0', 'g1', 'g2'].map(factsOf);
  // One block of width 16 and ffn 32: q and v are replaced by PiSSA, all seven maps by codes.
  const [adapted, all] = [2 * 16 * 16, 4 * 16 * 16 + 3 * 16 * 32].map((numbers) => 4 * numbers) as [
    number,
    number,
  ];
  expect(pissa!.sharedBytes).toBe(plain!.sharedBytes - adapted);
  expect(packed!.sharedBytes).toBe(plain!.sharedBytes - all);
  // This engine unpacks, so that its own copy is as large as what it replaces.
  expect(pissa!.deviceBytes).toBe(plain!.deviceBytes + adapted);
  expect(packed!.deviceBytes).toBe(plain!.deviceBytes + all);
});

describe('optimizers', () => {
  const sgd = { name: 'sgd', learningRate: 0.1, momentum: 0.9, weightDecay: 0, clipNorm: 1 } as const;

  it('Muon keeps one moment of matrices that multiply and two of the rest', async () => {
    const { learningRate, weightDecay, clipNorm, momentum } = sgd;
    const muon = { name: 'muon', learningRate, weightDecay, clipNorm, momentum } as const;
    const optimizer = { ...muon, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    await train([
      { optimizer, learningRate: 1e-3 },
      { method: lora(), optimizer },
    ]);
    expect(harness.of('error')).toEqual([]);
    const matrices = 4 * 16 * 16 + 3 * 16 * 32;
    expect(factsOf('g0').optimizerBytes).toBe(8 * factsOf('g0').trainableParameters - 4 * matrices);
    expect(factsOf('g1').optimizerBytes).toBe(4 * factsOf('g1').trainableParameters);
  });

  it('SGD trains with half the optimizer bytes of AdamW', async () => {
    await train([{}, { optimizer: sgd, steps: 4 }]);
    expect(factsOf('g1').optimizerBytes).toBe(factsOf('g0').optimizerBytes / 2);
    const losses = harness.losses('g1');
    expect(losses).toHaveLength(4);
    expect(losses).not.toEqual(harness.losses('g0'));
  });
});
