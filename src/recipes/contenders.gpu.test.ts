/** @file The plan of every contender of the race on the fused engine equals what is allocated and dispatched. */
import { beforeAll, expect, it } from 'vitest';
import { sharedGpu } from '../engine/testing/gpu.ts';
import { openTrainer } from '../engine/testing/run.ts';
import { WebGpuEngine } from '../engine/webgpu/index.ts';
import { planTrainer, planWeights } from '../engine/webgpu/plan.ts';
import { countParameters } from '../model/llama.ts';
import { referenceConfig, referenceSize } from '../model/testing/reference.ts';
import { subject } from '../peft/testing/tiny.ts';
import { CONTENDERS, contender } from './contenders.ts';

let engine: WebGpuEngine;
beforeAll(async () => {
  engine = new WebGpuEngine(await sharedGpu());
});

it.each(CONTENDERS.map(({ id, method }) => [id, method] as const))(
  '%s: planned as allocated, and all given back',
  async (_, method) => {
    const made = subject(method, referenceConfig);
    const before = engine.allocatedBytes;
    const { trainer, base, dispose } = await openTrainer(engine, made, referenceSize);
    const held = engine.allocatedBytes - before - (base?.bytes ?? 0);
    const plan = planTrainer({ ...made, ...referenceSize });
    expect(trainer.facts.deviceBytes).toBe(held);
    expect(plan.dispatches).toBe(trainer.facts.dispatches);
    // Equal, not only within five per cent: a trainer is made from the plan's own parts.
    expect(plan.deviceBytes).toBe(held);
    dispose();
    expect(engine.allocatedBytes).toBe(before);
  },
);

it.each(['adamw', 'sgd', 'muon'] as const)('%s: planned as allocated, full and LoRA', async (optimizer) => {
  for (const id of ['full', 'lora', 'norms'] as const) {
    const made = { ...subject(contender(id).method, referenceConfig), optimizer };
    const before = engine.allocatedBytes;
    const { trainer, base, dispose } = await openTrainer(engine, made, referenceSize);
    const held = engine.allocatedBytes - before - (base?.bytes ?? 0);
    const plan = planTrainer({ ...made, ...referenceSize });
    expect(trainer.facts, id).toMatchObject({ deviceBytes: held, dispatches: plan.dispatches });
    expect(plan.deviceBytes, id).toBe(held);
    dispose();
    expect(engine.allocatedBytes).toBe(before);
  }
});

it('keeps the packed maps of QLoRA in 8.5 and 4.5 bits on the device', async () => {
  const maps =
    referenceConfig.layers *
    (4 * referenceConfig.dModel ** 2 + 3 * referenceConfig.dModel * referenceConfig.ffnDim);
  const others = countParameters(referenceConfig) - maps;
  for (const [id, bits] of [
    ['lora', 32],
    ['qloraInt8', 8.5],
    ['qloraNf4', 4.5],
  ] as const) {
    const { frozen, packed } = subject(contender(id).method, referenceConfig);
    const weights = engine.createWeights(frozen!, { packed: packed! });
    // Every tensor is rounded up to 256 bytes at most.
    const exact = 4 * others + (maps * bits) / 8;
    expect(weights.bytes).toBe(planWeights(frozen!, packed));
    expect(weights.bytes).toBeGreaterThanOrEqual(exact);
    expect(weights.bytes).toBeLessThan(exact + 256 * (9 * referenceConfig.layers + 2));
    weights.dispose();
  }
});
