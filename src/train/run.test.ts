/** @file A run that cannot be created leaves nothing allocated; a run passes its seed to the engine. */
import { expect, it } from 'vitest';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { StepSettings } from '../engine/engine.ts';
import { openBase } from './base.ts';
import { Run } from './run.ts';
import { shortSpec } from './testing/session-harness.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
const lora = {
  name: 'lora',
  r: 2,
  loraAlpha: 4,
  targets: ['q'],
  dropout: 0,
  quantization: 'nf4',
} as const;

it.each([1, 2])('is refused whole where scorer %d finds no memory', async (refused) => {
  const engine = openNodeCpu();
  const base = openBase(engine, 'lesson7-zh', files);
  const spec = shortSpec({ method: { ...lora, targets: ['q'] } });
  // The engine's shared buffers exist after a first run.
  (await Run.create(engine, base, spec)).dispose();
  const held = engine.allocatedBytes;
  const createScorer = engine.createScorer.bind(engine);
  let made = 0;
  engine.createScorer = async (options) => {
    if (++made === refused) throw new RangeError('Array buffer allocation failed');
    return createScorer(options);
  };
  await expect(Run.create(engine, base, spec)).rejects.toThrow('allocation failed');
  expect(engine.allocatedBytes).toBe(held);
  engine.dispose();
});

it('gives the engine its seed with every step', async () => {
  const engine = openNodeCpu();
  const base = openBase(engine, 'lesson7-zh', files);
  const createTrainer = engine.createTrainer.bind(engine);
  const seeds: StepSettings['seed'][] = [];
  engine.createTrainer = async (options) => {
    const trainer = await createTrainer(options);
    const step = trainer.step.bind(trainer);
    trainer.step = (batch, settings) => {
      seeds.push(settings.seed);
      step(batch, settings);
    };
    return trainer;
  };
  const run = await Run.create(engine, base, shortSpec({ seed: 7 }));
  await run.advance(2);
  expect(seeds).toEqual([7, 7]);
  run.dispose();
  engine.dispose();
});
