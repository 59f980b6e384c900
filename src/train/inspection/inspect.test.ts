import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuEngine } from '../../engine/cpu/index.ts';
import type { MethodSpec } from '../../peft/index.ts';
import { cpuSession, type SessionHarness, shortSpec } from '../testing/session-harness.ts';
import { tinyModelFiles } from '../testing/tiny-model.ts';
import { cellsOf } from './heat-map.ts';

const files = tinyModelFiles({ layers: 2 });
const LORA: MethodSpec = { name: 'lora', r: 4, loraAlpha: 8, targets: ['q', 'v'], dropout: 0 };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let engine: CpuEngine;
let harness: SessionHarness;

beforeEach(async () => {
  ({ engine, harness } = await cpuSession(files));
});
afterEach(() => engine.dispose());

async function trained(method: MethodSpec, steps = 4): Promise<void> {
  const done = harness.state('g', 'done');
  await harness.send({
    type: 'start',
    groupId: 'g',
    runs: [{ runId: 'r', spec: shortSpec({ method, steps, learningRate: 1e-2 }) }],
    evaluation: { everySteps: 2, samplePrompts: [], inspect: true },
  });
  await done;
}

async function inspected() {
  await harness.send({ type: 'inspect', requestId: 'i', runId: 'r', matrix: null });
  const { step, inspection } = harness.of('inspected').at(-1)!;
  return { step, inspection: inspection! };
}

async function drawn(layer: number, target: 'q' | 'v' | 'up') {
  await harness.send({ type: 'inspect', requestId: 'i', runId: 'r', matrix: { layer, target } });
  return harness.of('inspected').at(-1)!.maps;
}

describe('inspecting a run', () => {
  it('finds LoRA’s change in its target matrices only, of its rank at most', async () => {
    await trained(LORA);
    const { step, inspection } = await inspected();
    expect(step).toBe(4);
    expect(inspection.matrices.map(({ layer, target }) => `${layer}${target}`)).toEqual([
      '0q',
      '0v',
      '1q',
      '1v',
    ]);
    for (const { norm, singularValues, effectiveRank, stableRank } of inspection.matrices) {
      expect(singularValues).toHaveLength(4);
      expect(Math.hypot(...singularValues)).toBeCloseTo(norm, 5);
      expect(effectiveRank).toBeGreaterThanOrEqual(stableRank * 0.999);
      expect(effectiveRank).toBeLessThanOrEqual(4);
    }
    expect(inspection.matrices.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(inspection.otherShare).toBe(0);
  });

  it('finds full fine-tuning’s change everywhere, embeddings among it', async () => {
    await trained({ name: 'full' });
    const { inspection } = await inspected();
    expect(inspection.matrices).toHaveLength(14);
    expect(inspection.matrices.every(({ norm }) => norm > 0)).toBe(true);
    expect(inspection.otherShare).toBeGreaterThan(0);
    const sum = inspection.matrices.reduce((shares, { share }) => shares + share, inspection.otherShare);
    expect(sum).toBeCloseTo(1, 5);
    // More directions than any rank-4 adapter has.
    expect(Math.max(...inspection.matrices.map(({ effectiveRank }) => effectiveRank))).toBeGreaterThan(4);
  });

  it('tells at each evaluation what has changed by then: nothing at first, then more', async () => {
    await trained(LORA);
    const norms = harness
      .of('evaluation')
      .map(({ point }) => Math.hypot(...point.inspection!.matrices.map(({ norm }) => norm)));
    expect(norms).toHaveLength(3);
    expect(norms[0]).toBe(0);
    expect(norms[1]).toBeGreaterThan(0);
    expect(norms[2]).toBeGreaterThan(norms[1]!);
  });

  it('draws the wished matrix and its factors, and nothing of one that stays as it was', async () => {
    await trained(LORA);
    const maps = await drawn(1, 'v');
    const { inspection } = await inspected();
    expect([maps!.layer, maps!.target]).toEqual([1, 'v']);
    expect([maps!.delta, maps!.a!, maps!.b!].map(({ rows, columns }) => [rows, columns])).toEqual([
      [16, 16],
      [4, 16],
      [16, 4],
    ]);
    // At this size a cell is an entry: the drawing is the matrix, to one part in 254 of its peak.
    const norm = inspection.matrices.find(({ layer, target }) => layer === 1 && target === 'v')!.norm;
    expect(Math.hypot(...cellsOf(maps!.delta)) / norm).toBeCloseTo(1, 1);
    // ΔW is (alpha / r) B A.
    const [a, b] = [cellsOf(maps!.a!), cellsOf(maps!.b!)];
    const product = Array.from({ length: 16 * 16 }, (_, at) => {
      const [row, column] = [Math.floor(at / 16), at % 16];
      return [0, 1, 2, 3].reduce((sum, k) => sum + b[row * 4 + k]! * a[k * 16 + column]!, 0);
    });
    expect(norm / Math.hypot(...product)).toBeCloseTo(2, 1);
    expect(await drawn(0, 'up')).toBeNull();
  });

  it('has no maps of factors where there are none', async () => {
    await trained({ name: 'full' });
    const maps = await drawn(0, 'up');
    expect(maps!.delta).toMatchObject({ rows: 32, columns: 16 });
    expect([maps!.a, maps!.b]).toEqual([null, null]);
  });

  it('says when there is no such run', async () => {
    await harness.send({ type: 'inspect', requestId: 'i', runId: 'nobody', matrix: null });
    expect(harness.of('error').at(-1)).toMatchObject({ code: 'unknownRun', about: 'i' });
  });
});

describe('merging', () => {
  it('measures a token’s time beside the base and merged into it', async () => {
    await trained(LORA);
    await harness.send({ type: 'setMerged', runId: 'r', merged: true });
    const { maxLogitDifference, speed } = harness.of('merged').at(-1)!;
    expect(maxLogitDifference).toBeLessThan(1e-4);
    expect(speed!.apart).toBeGreaterThan(0);
    expect(speed!.merged).toBeGreaterThan(0);
    await harness.send({ type: 'setMerged', runId: 'r', merged: false });
    expect(harness.of('merged').at(-1)).toMatchObject({ merged: false, speed: null });
  });
});
