/** @file Tests of every engine's optimizers: the update rules, restored moments, counted bytes. */
import { describe, expect, it } from 'vitest';
import type { Engine, OptimizerName, StepSettings } from '../../../src/engine/engine.ts';
import { relativeError } from '../../../src/engine/testing/compare.ts';
import { randomBatch, settings } from '../../../src/engine/testing/random.ts';
import { openTrainer, run } from '../../../src/engine/testing/run.ts';
import type { Subject } from '../../../src/engine/testing/subject.ts';
import { loraSpec, subject } from '../../../src/peft/testing/tiny.ts';
import { againstReference } from './optimizerReference.ts';

const NAMES: readonly OptimizerName[] = ['adamw', 'sgd', 'muon'];

/** Bytes of optimizer state per number of LoRA's matrices. */
const BYTES: Readonly<Record<OptimizerName, number>> = { adamw: 8, sgd: 4, muon: 4 };

const cases: [string, () => Subject, Partial<StepSettings>][] = [
  ['full fine-tuning', () => subject({ name: 'full' }), {}],
  [
    'a clipped gradient and much decay',
    () => subject({ name: 'full' }),
    { clipNorm: 0.05, weightDecay: 0.5 },
  ],
  ['no momentum', () => subject({ name: 'full' }), { momentum: 0, beta1: 0 }],
  ['rates of their own for A and B', () => subject(loraSpec({ ratioB: 8 })), {}],
];

export function describeOptimizers(open: () => Engine): void {
  describe.each(NAMES)('%s', (optimizer) => {
    it.each(cases)('follows its rule, with %s', async (_, make, changes) => {
      for (const { ours, expected } of await againstReference(open(), make(), optimizer, changes))
        for (const [name, data] of expected)
          expect(relativeError(ours.get(name)!.data, data), name).toBeLessThan(1e-5);
    });

    it('lowers the loss, and gives the same bits twice', async () => {
      const batch = () => randomBatch('by heart');
      const make = () => ({ ...subject({ name: 'full' }), optimizer });
      const options = { steps: 15, batch, settings: { learningRate: 0.02, weightDecay: 0 } };
      const first = await run(open(), make(), options);
      expect(first.metrics.at(-1)!.loss).toBeLessThan(0.8 * first.metrics[0]!.loss);
      expect((await run(open(), make(), options)).metrics).toEqual(first.metrics);
    });

    it('puts weights and moments back bit by bit, and counts four bytes a number and moment', async () => {
      const { trainer, dispose } = await openTrainer(open(), { ...subject(loraSpec()), optimizer });
      const train = (from: number, to: number) => {
        for (let step = from; step <= to; step++) trainer.step(randomBatch(`${step}`), settings(step));
      };
      train(1, 3);
      trainer.save();
      train(4, 6);
      const first = await trainer.weights.read();
      trainer.restore();
      train(4, 6);
      expect(await trainer.weights.read()).toEqual(first);
      expect(trainer.facts.optimizerBytes).toBe(BYTES[optimizer] * trainer.facts.trainableParameters);
      dispose();
    });

    it('goes on from the state of another trainer as that one does, bit by bit', async () => {
      const another = () => openTrainer(open(), { ...subject(loraSpec()), optimizer });
      const [stayed, resumed] = [await another(), await another()];
      const train = ({ trainer }: typeof stayed, from: number, to: number) => {
        for (let step = from; step <= to; step++) trainer.step(randomBatch(`${step}`), settings(step));
      };
      train(stayed, 1, 3);
      resumed.trainer.writeState(await stayed.trainer.readState());
      for (const one of [stayed, resumed]) train(one, 4, 6);
      expect(await resumed.trainer.readState()).toEqual(await stayed.trainer.readState());
      for (const one of [stayed, resumed]) one.dispose();
    });
  });
}
