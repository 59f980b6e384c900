/** @file What a class does to a run while it trains: it ends as it would have ended undisturbed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuEngine } from '../engine/cpu/index.ts';
import { openNodeCpu } from '../engine/cpu/node.ts';
import type { Engine } from '../engine/engine.ts';
import { createRandom } from '../world/random.ts';
import { SessionHarness, shortSpec } from './testing/session-harness.ts';
import { strictEngine } from './testing/strict-engine.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
const sampling = { temperature: 0, topK: 0, topP: 1, maxNewTokens: 3, seed: 0 };
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

  it('say that a merged model is merged no more once its training goes on', async () => {
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
    expect(harness.losses('lora').slice(-(STEPS - lastGoodStep))).not.toContain(Number.NaN);
  });
});

describe('what is said to a group while its runs are made', () => {
  it('takes effect once they are: it stops', async () => {
    const harness = await SessionHarness.open(cpu, files);
    const stopped = harness.state('g', 'stopped');
    const started = startTwo(harness, 50);
    await harness.send({ type: 'stop', groupId: 'g' });
    await Promise.all([started, stopped]);
    expect(harness.losses('full')).toEqual([]);
    expect(harness.of('evaluation').map(({ point }) => point.step)).toEqual([0, 0]);
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
  const stopped = harness.state('g', 'stopped');
  await harness.send({ type: 'stop', groupId: 'g' });
  await stopped;
});
