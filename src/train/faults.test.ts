/** @file Requests of every kind during a run: it ends as it would have ended undisturbed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuEngine } from '../engine/cpu/index.ts';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { Engine } from '../engine/engine.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import { createRandom } from '../world/random.ts';
import { SessionHarness, shortSpec } from './testing/session-harness.ts';
import { strictEngine } from './testing/strict-engine.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
const sampling = { temperature: 0, topK: 0, maxNewTokens: 3, seed: 0 };
const evaluation = {
  everySteps: 4,
  samplePrompts: ['猫喜欢吃什么？'],
  probe: { prompt: '猫喜欢吃什么？', response: '鱼' },
};
const lora = { name: 'lora', r: 2, loraAlpha: 4, targets: ['q', 'v'], dropout: 0.1 } as const;

vi.setConfig({ testTimeout: 60_000 });

let cpu: CpuEngine;
beforeEach(() => {
  cpu = openNodeCpu();
});
afterEach(() => cpu.dispose());

/** Two lanes: full fine-tuning and LoRA. */
function startTwo(harness: SessionHarness, steps: number): Promise<void> {
  return harness.send({
    type: 'start',
    groupId: 'g',
    runs: [
      { runId: 'full', spec: shortSpec({ steps }) },
      { runId: 'lora', spec: shortSpec({ steps, method: { ...lora, targets: [...lora.targets] } }) },
    ],
    evaluation,
  });
}

/** Losses of every step and evaluation of a run. */
const curveOf = (harness: SessionHarness, runId: string) => ({
  losses: harness.losses(runId),
  evaluations: harness
    .of('evaluation')
    .filter((event) => event.runId === runId)
    .map(({ point }) => [point.step, point.validationLoss, point.pretrainingLoss]),
});

async function undisturbed(steps: number) {
  const harness = await SessionHarness.open(cpu, files);
  const done = harness.state('g', 'done');
  await startTwo(harness, steps);
  await done;
  return harness;
}

describe('chat, readings, merges, inspections, exports and discards at every moment of a run', () => {
  const STEPS = 60;
  const ROUNDS = 500;

  it(`leave it as it would have been, in ${ROUNDS} rounds of random order`, async () => {
    const wanted = await undisturbed(STEPS);
    const { engine, violations } = strictEngine(cpu);
    const harness = await SessionHarness.open(engine, files);
    const ended = harness.state('g', 'done');
    void startTwo(harness, STEPS);
    const random = createRandom('faults', 1);
    const underWay: Promise<void>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const requestId = `r${round}`;
      const runId = random.pick(['full', 'lora', null]);
      const asked = runId ?? 'lora';
      const ask = { requestId, model: 'lesson7-zh', runId } as const;
      const acts = [
        () => harness.send({ type: 'generate', ...ask, prompt: '猫', form: 'chat', sampling }),
        () => harness.send({ type: 'readExample', ...ask, example: evaluation.probe, maskPrompt: true }),
        () => harness.send({ type: 'setMerged', runId: 'lora', merged: random.chance(0.5) }),
        () => harness.send({ type: 'inspect', requestId, runId: asked, matrix: null }),
        () => harness.send({ type: 'exportWeights', requestId, runId: asked }),
        // Refused while it trains: a run is discarded once it has ended.
        () => harness.send({ type: 'discard', runId: asked }),
      ];
      underWay.push(random.pick(acts)());
      // Some come one by one, some all at once.
      if (random.chance(0.4)) await new Promise<void>((resolve) => setTimeout(resolve));
    }
    await ended;
    await Promise.all(underWay);
    const refused = new Set(harness.of('error').map(({ code }) => code));
    expect([...refused].filter((code) => code !== 'busy' && code !== 'unknownRun')).toEqual([]);
    expect(violations).toEqual([]);
    for (const runId of ['full', 'lora'])
      expect(curveOf(harness, runId), runId).toEqual(curveOf(wanted, runId));
    expect(harness.of('generated').length).toBeGreaterThan(50);
  });

  it('report that a merged model is unmerged once its training continues', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const running = harness.state('g', 'running');
    await startTwo(harness, 12);
    await running;
    await harness.send({ type: 'pause', groupId: 'g' });
    await harness.send({ type: 'setMerged', runId: 'lora', merged: true });
    expect(harness.of('merged').map(({ merged }) => merged)).toEqual([true]);
    const done = harness.state('g', 'done');
    await harness.send({ type: 'resume', groupId: 'g' });
    await done;
    expect(harness.of('merged').map(({ merged }) => merged)).toEqual([true, false]);
  });

  it('end an answer under way before the run that gives it is discarded', async () => {
    const { engine, violations } = strictEngine(cpu);
    const other = await SessionHarness.open(engine, files);
    const done = other.state('g', 'done');
    await startTwo(other, 1);
    await done;
    const answer = other.send({
      type: 'generate',
      requestId: 'a',
      model: 'lesson7-zh',
      runId: 'lora',
      prompt: '猫',
      form: 'chat',
      sampling,
    });
    const discarded = other.send({ type: 'discard', runId: 'lora' });
    await Promise.all([answer, discarded]);
    expect(other.of('generated')).toHaveLength(1);
    expect(violations).toEqual([]);
    expect(other.of('error')).toEqual([]);
  });
});

describe('a lane that diverges', () => {
  const STEPS = 12;

  /** The engine, but for one thing: the loss of the second trainer is not a number at this step, the first time. */
  function divergingAt(step: number): Engine {
    let trainers = 0;
    let left = true;
    return new Proxy<Engine>(cpu, {
      get(target, key) {
        const value = Reflect.get(target, key, target) as unknown;
        if (typeof value !== 'function') return value;
        if (key !== 'createTrainer') return value.bind(target);
        return async (options: Parameters<Engine['createTrainer']>[0]) => {
          const trainer = await target.createTrainer(options);
          trainers += 1;
          if (trainers !== 2) return trainer;
          const metrics = trainer.metrics.bind(trainer);
          trainer.metrics = async () =>
            (await metrics()).map((point) => {
              if (point.step !== step || !left) return point;
              left = false;
              return { ...point, loss: Number.NaN };
            });
          return trainer;
        };
      },
    });
  }

  // Evaluations are at every fourth step: before one, at one, after one.
  it.each([
    [3, 0],
    [4, 0],
    [5, 4],
    [8, 4],
  ])('at step %i waits while the other trains on, and goes on from step %i', async (step, lastGoodStep) => {
    const wanted = await undisturbed(STEPS);
    const harness = await SessionHarness.open(divergingAt(step), files);
    const waiting = harness.next((event) => event.type === 'groupState' && event.pauseReason === 'diverged');
    await startTwo(harness, STEPS);
    await waiting;
    expect(harness.of('diverged')).toMatchObject([{ runId: 'lora', step, lastGoodStep }]);
    expect(harness.losses('full')).toHaveLength(STEPS);
    expect(curveOf(harness, 'full')).toEqual(curveOf(wanted, 'full'));
    const measured = () =>
      harness
        .of('evaluation')
        .filter(({ runId }) => runId === 'lora')
        .map(({ point }) => point.step);
    expect(measured()).toEqual([0, 4, 8].filter((at) => at <= lastGoodStep));

    await harness.send({ type: 'restoreLastGood', runId: 'lora' });
    const done = harness.state('g', 'done');
    await harness.send({ type: 'resume', groupId: 'g' });
    await done;
    // Each measurement once, though the lane is behind the other; the last good step was measured before.
    expect(measured()).toEqual([0, 4, 8, 12]);
    expect(harness.losses('lora').slice(-(STEPS - lastGoodStep))).toEqual(
      wanted.losses('lora').slice(lastGoodStep),
    );
  });

  it('goes back and on in one breath, and only once however often it is asked', async () => {
    const wanted = await undisturbed(STEPS);
    const harness = await SessionHarness.open(divergingAt(6), files);
    const waiting = harness.next((event) => event.type === 'groupState' && event.pauseReason === 'diverged');
    await startTwo(harness, STEPS);
    await waiting;
    const done = harness.state('g', 'done');
    // The presses come while a question is answered, and wait for its end.
    const ask = { requestId: 'a', model: 'lesson7-zh', runId: 'lora', prompt: '猫', form: 'chat' } as const;
    void harness.send({ type: 'generate', ...ask, sampling });
    for (let press = 0; press < 3; press++) void harness.send({ type: 'restoreLastGood', runId: 'lora' });
    void harness.send({ type: 'restoreLastGood', runId: 'full' });
    void harness.send({ type: 'resume', groupId: 'g' });
    await done;
    expect(harness.of('restored')).toEqual([{ type: 'restored', runId: 'lora', step: 4 }]);
    expect(harness.losses('lora').slice(-8)).toEqual(wanted.losses('lora').slice(4));
    expect(curveOf(harness, 'full')).toEqual(curveOf(wanted, 'full'));
  });

  it('goes back to weights from before the update that ruined them, though their measurement came first', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const waiting = harness.next((event) => event.type === 'groupState' && event.pauseReason === 'diverged');
    // The first update is fine to look at and ruins the weights; the measurement at step 1 comes before the next loss.
    await harness.send({
      type: 'start',
      groupId: 'g',
      runs: [{ runId: 'full', spec: shortSpec({ steps: 4, learningRate: 50 }) }],
      evaluation: { ...evaluation, everySteps: 1, samplesFrom: 9 },
    });
    await waiting;
    expect(harness.of('evaluation').map(({ point }) => point.step)).toContain(1);
    expect(harness.of('diverged')).toMatchObject([{ step: 2, lastGoodStep: 0 }]);
  });
});

describe('commands to a group while its runs are made', () => {
  it('takes effect once they are: it stops, measures nothing and leaves nothing on the device', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const before = cpu.allocatedBytes;
    const stopped = harness.state('g', 'stopped');
    const started = startTwo(harness, 50);
    await harness.send({ type: 'stop', groupId: 'g' });
    await Promise.all([started, stopped]);
    expect(harness.losses('full')).toEqual([]);
    expect(harness.of('evaluation')).toEqual([]);
    // What kernels share as scratch stays.
    expect(cpu.allocatedBytes - before).toBeLessThan(70_000);
    const done = harness.state('g', 'done');
    await startTwo(harness, 1);
    await done;
  });

  it('takes effect once they are: they train at the rate that was asked for last', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const done = harness.state('g', 'done');
    const started = startTwo(harness, 2);
    await harness.send({ type: 'setLearningRate', runId: 'full', learningRate: 0 });
    await Promise.all([started, done]);
    const rates = (runId: string) =>
      harness
        .of('steps')
        .filter((event) => event.runId === runId)
        .flatMap(({ points }) => points.map(({ learningRate }) => learningRate));
    expect(rates('full')).toEqual([0, 0]);
    expect(rates('lora')).not.toContain(0);
    expect(harness.of('error')).toEqual([]);
  });

  it('takes effect once they are: it waits, and a single step is one step', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const paused = harness.state('g', 'paused');
    const started = startTwo(harness, 50);
    await harness.send({ type: 'pause', groupId: 'g' });
    await Promise.all([started, paused]);
    const stepped = harness.next(
      (event) => event.type === 'groupState' && event.pauseReason === 'singleStep',
    );
    await harness.send({ type: 'singleStep', groupId: 'g' });
    await stepped;
    expect(harness.losses('full')).toHaveLength(1);
    const stopped = harness.state('g', 'stopped');
    await harness.send({ type: 'stop', groupId: 'g' });
    await stopped;
  });

  it('refuses a second group of the same name at once', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const done = harness.state('g', 'done');
    const first = startTwo(harness, 1);
    await startTwo(harness, 1);
    expect(harness.of('error').map(({ code }) => code)).toEqual(['busy']);
    await Promise.all([first, done]);
  });
});

it('a single step right after a pause is taken, though the steps before it are still under way', async () => {
  const harness = await SessionHarness.open(cpu, files);
  const running = harness.state('g', 'running');
  await startTwo(harness, 40);
  await running;
  const stepped = harness.next((event) => event.type === 'groupState' && event.pauseReason === 'singleStep');
  // Both in one task: the lanes are between two awaits of the loop.
  void harness.send({ type: 'pause', groupId: 'g' });
  void harness.send({ type: 'singleStep', groupId: 'g' });
  await stepped;
  const [full, tuned] = [harness.losses('full').length, harness.losses('lora').length];
  expect(full).toBe(tuned);
  expect(full).toBeLessThan(40);
  const singles = () =>
    harness.of('groupState').filter(({ pauseReason }) => pauseReason === 'singleStep').length;
  const third = harness.next(() => singles() === 3);
  void harness.send({ type: 'singleStep', groupId: 'g' });
  void harness.send({ type: 'singleStep', groupId: 'g' });
  await third;
  expect(harness.losses('full')).toHaveLength(full + 2);
  const stopped = harness.state('g', 'stopped');
  await harness.send({ type: 'stop', groupId: 'g' });
  await stopped;
});

it('a run that is stopped and disposed of at once ends, and is then disposed of', async () => {
  const { engine, violations } = strictEngine(cpu);
  const harness = await SessionHarness.open(engine, files);
  const running = harness.state('g', 'running');
  await startTwo(harness, 40);
  await running;
  const stopped = harness.state('g', 'stopped');
  void harness.send({ type: 'stop', groupId: 'g' });
  const left = ['full', 'lora'].map((runId) => harness.send({ type: 'discard', runId }));
  await Promise.all([stopped, ...left]);
  expect(harness.of('error')).toEqual([]);
  expect(violations).toEqual([]);
  await harness.send({ type: 'setLearningRate', runId: 'full', learningRate: 1 });
  expect(harness.of('error').map(({ code }) => code)).toEqual(['unknownRun']);
});

describe('a checkpoint', () => {
  const STEPS = 11;

  /** Trains on a first engine up to a pause, and on from its checkpoints on another. */
  async function interruptedAt(step: number) {
    const first = await SessionHarness.open(cpu, files);
    // Paused before its first step, so that single steps lead to where it is to be interrupted.
    const paused = first.state('g', 'paused');
    const started = startTwo(first, STEPS);
    await first.send({ type: 'pause', groupId: 'g' });
    await Promise.all([started, paused]);
    for (let i = 0; i < step; i++) void first.send({ type: 'singleStep', groupId: 'g' });
    const newest = (runId: string) => first.of('checkpoint').findLast((event) => event.runId === runId);
    await vi.waitFor(() => {
      for (const runId of ['full', 'lora']) expect(newest(runId)?.snapshot.step).toBe(step);
    });
    return { first, from: (runId: string) => structuredClone(newest(runId)!.snapshot) };
  }

  // Between two evaluations, at one, right behind one.
  it.each([3, 4, 5])('at step %i is enough to end as if nothing had happened', async (step) => {
    const wanted = await undisturbed(STEPS);
    const { first, from } = await interruptedAt(step);
    const other = openNodeCpu();
    const second = await SessionHarness.open(other, files);
    const done = second.state('g', 'done');
    const specOf = (runId: string) =>
      runId === 'full' ? {} : { method: { ...lora, targets: [...lora.targets] } };
    await second.send({
      type: 'start',
      groupId: 'g',
      runs: ['full', 'lora'].map((runId) => ({
        runId,
        spec: shortSpec({ steps: STEPS, ...specOf(runId) }),
        from: from(runId),
      })),
      evaluation,
    });
    await done;
    for (const runId of ['full', 'lora']) {
      const [before, after, whole] = [first, second, wanted].map((one) => curveOf(one, runId));
      expect([...before!.losses, ...after!.losses], runId).toEqual(whole!.losses);
      expect([...before!.evaluations, ...after!.evaluations], runId).toEqual(whole!.evaluations);
    }
    other.dispose();
  });

  it('knows how the run began: a loss that was fine before the interruption is no divergence after it', async () => {
    // Far worse than a uniform guess, as where a template was never seen.
    const loud = new Map(
      [...readSafetensors(files.weights)].map(([name, { shape, data }]) => [
        name,
        { shape, data: name.includes('embed') ? data.map((value) => 200 * value) : data },
      ]),
    );
    const worse = { ...files, weights: writeSafetensors(loud, 'F32') };
    const spec = shortSpec({ steps: 4, learningRate: 1e-6 });
    const first = await SessionHarness.open(cpu, worse);
    const checkpoint = first.next((event) => event.type === 'checkpoint');
    const paused = first.state('g', 'paused');
    const started = first.send({ type: 'start', groupId: 'g', runs: [{ runId: 'r', spec }], evaluation });
    await first.send({ type: 'pause', groupId: 'g' });
    await Promise.all([started, paused]);
    void first.send({ type: 'singleStep', groupId: 'g' });
    await checkpoint;
    const second = await SessionHarness.open(cpu, worse);
    const ended = second.state('g', 'done');
    const from = structuredClone(first.of('checkpoint')[0]!.snapshot);
    await second.send({ type: 'start', groupId: 'g', runs: [{ runId: 'r', spec, from }], evaluation });
    const diverged = second.next((event) => event.type === 'diverged');
    await Promise.race([ended, diverged]);
    expect(second.of('diverged')).toEqual([]);
    expect(second.losses('r')).toHaveLength(3);
    expect(Math.min(...second.losses('r'))).toBeGreaterThan(2 * Math.log(704));
  });

  it('is not made of a lane that has diverged, nor before the first step', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const waiting = harness.next((event) => event.type === 'groupState' && event.pauseReason === 'diverged');
    const running = harness.state('g', 'paused');
    const started = harness.send({
      type: 'start',
      groupId: 'g',
      runs: [{ runId: 'full', spec: shortSpec({ steps: 4, learningRate: 50 }) }],
      evaluation,
    });
    await harness.send({ type: 'pause', groupId: 'g' });
    await Promise.all([started, running]);
    expect(harness.of('checkpoint')).toEqual([]);
    await harness.send({ type: 'resume', groupId: 'g' });
    await waiting;
    const { step } = harness.of('diverged')[0]!;
    expect(harness.of('checkpoint').every(({ snapshot }) => snapshot.step < step)).toBe(true);
  });
});
