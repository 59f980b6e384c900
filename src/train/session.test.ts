import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CpuEngine } from '../engine/cpu/index.ts';
import { openNodeCpu } from '../engine/cpu/node.ts';
import { DeviceLostError, type Engine, EngineFaultError, OutOfMemoryError } from '../engine/engine.ts';
import { readSafetensors, writeSafetensors } from '../model/safetensors.ts';
import { cpuSession, SessionHarness, shortSpec } from './testing/session-harness.ts';
import { tinyModelFiles } from './testing/tiny-model.ts';

const files = tinyModelFiles();
const evaluation = { everySteps: 2, samplePrompts: ['猫喜欢吃什么？'] };
const GREEDY = { temperature: 0, topK: 0, maxNewTokens: 4, seed: 0 };

// Generous, for machines under load.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let engine: CpuEngine;
let harness: SessionHarness;

beforeEach(async () => {
  ({ engine, harness } = await cpuSession(files));
});
afterEach(() => engine.dispose());

function start(runs: Parameters<typeof shortSpec>[0][] = [{}], groupId = 'g') {
  return harness.send({
    type: 'start',
    groupId,
    runs: runs.map((parts, i) => ({ runId: `${groupId}${i}`, spec: shortSpec(parts) })),
    evaluation,
  });
}

describe('training', () => {
  it('says the device and the model before all', () => {
    expect(harness.of('device')).toHaveLength(1);
    expect(harness.of('modelReady')[0]?.info.parameters).toBeGreaterThan(0);
  });

  it('trains two runs side by side, in step, on the same batches', async () => {
    const done = harness.state('g', 'done');
    await start([{}, {}]);
    await done;
    expect(harness.losses('g0')).toHaveLength(4);
    expect(harness.losses('g0')).toEqual(harness.losses('g1'));
  });

  it('evaluates at step 0, every so many steps, and at the end', async () => {
    const done = harness.state('g', 'done');
    await start([{ steps: 5 }]);
    await done;
    expect(harness.of('evaluation').map(({ point }) => point.step)).toEqual([0, 2, 4, 5]);
    expect(harness.of('evaluation')[0]?.point.samples[0]?.prompt).toBe('猫喜欢吃什么？');
  });

  it('counts the evaluations to come in the time left', async () => {
    const done = harness.state('g', 'done');
    await start([{ steps: 4 }]);
    await done;
    const last = harness.of('steps').at(-1);
    expect(last?.points.at(-1)?.step).toBe(4);
    // No step is left, but the last measurement is.
    expect(last?.speed.secondsLeft).toBeGreaterThan(0);
  });

  it('gives the same losses for the same seed, and others for another', async () => {
    for (const [groupId, seed] of [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ] as const) {
      const done = harness.state(groupId, 'done');
      await start([{ seed }], groupId);
      await done;
    }
    expect(harness.losses('a0')).toEqual(harness.losses('b0'));
    expect(harness.losses('a0')).not.toEqual(harness.losses('c0'));
  });

  it('pauses, takes one step, continues and ends', async () => {
    const running = harness.state('g', 'running');
    await start([{ steps: 6 }]);
    await running;
    await harness.send({ type: 'pause', groupId: 'g' });
    expect(harness.of('groupState').at(-1)).toMatchObject({ state: 'paused', pauseReason: 'user' });
    const singleStep = async () => {
      const stepped = harness.next(
        (event) => event.type === 'groupState' && event.pauseReason === 'singleStep',
      );
      await harness.send({ type: 'singleStep', groupId: 'g' });
      await stepped;
    };
    // The first comes after the steps that were under way.
    await singleStep();
    const before = harness.losses('g0').length;
    await singleStep();
    expect(harness.losses('g0')).toHaveLength(before + 1);
    const done = harness.state('g', 'done');
    await harness.send({ type: 'resume', groupId: 'g' });
    await done;
    expect(harness.losses('g0')).toHaveLength(6);
  });

  it('stops early and still measures where it stopped', async () => {
    const stopped = harness.state('g', 'stopped');
    const first = harness.next((event) => event.type === 'steps');
    await start([{ steps: 200 }]);
    await first;
    await harness.send({ type: 'stop', groupId: 'g' });
    await stopped;
    expect(harness.of('evaluation').at(-1)?.point.step).toBe(harness.losses('g0').length);
  });

  it('takes a new learning rate at once', async () => {
    const running = harness.state('g', 'running');
    await start([{ steps: 4 }]);
    await running;
    await harness.send({ type: 'setLearningRate', runId: 'g0', learningRate: 0 });
    await harness.state('g', 'done');
    expect(harness.of('steps').at(-1)?.points.at(-1)?.learningRate).toBe(0);
  });

  it('refuses a second start of the same group in one sentence and continues with the first', async () => {
    const done = harness.state('g', 'done');
    await start();
    await start();
    expect(harness.of('error').map(({ code }) => code)).toEqual(['busy']);
    await done;
  });

  it.each([
    ['a rank of 0', { method: { name: 'lora', r: 0, loraAlpha: 16, targets: ['q'], dropout: 0 } }, /^r:/],
    ['no targets', { method: { name: 'lora', r: 4, loraAlpha: 16, targets: [], dropout: 0 } }, /^targets:/],
    ['half a step', { steps: 1.5 }, /^steps:/],
    ['a task that does not exist', { data: { task: 'cooking', size: null, maskPrompt: true } }, /cooking/],
  ] as const)('refuses %s and names the field', async (_, parts, message) => {
    await start([parts as unknown as Parameters<typeof shortSpec>[0]]);
    const [error] = harness.of('error');
    expect(error?.code).toBe('specInvalid');
    expect(error?.detail).toMatch(message);
    expect(harness.of('groupState').at(-1)?.state).toBe('failed');
  });

  it('does not take a base that starts far worse than a uniform guess for a diverged run', async () => {
    const loud = new Map(
      [...readSafetensors(files.weights)].map(([name, { shape, data }]) => [
        name,
        { shape, data: name.includes('embed') ? data.map((value) => 200 * value) : data },
      ]),
    );
    const other = await SessionHarness.open(engine, { ...files, weights: writeSafetensors(loud, 'F32') });
    const done = other.state('g', 'done');
    const runs = [{ runId: 'g0', spec: shortSpec({ learningRate: 1e-6 }) }];
    await other.send({ type: 'start', groupId: 'g', runs, evaluation });
    await done;
    expect(other.losses('g0')[0]).toBeGreaterThan(2 * Math.log(704));
    expect(other.of('diverged')).toEqual([]);
  });

  it('says where a run diverged and puts the last good state back', async () => {
    const diverged = harness.next((event) => event.type === 'groupState' && event.pauseReason === 'diverged');
    await start([{ learningRate: 1e6, steps: 6 }]);
    await diverged;
    const [event] = harness.of('diverged');
    expect(event?.lastGoodStep).toBe(0);
    expect(event?.step).toBeGreaterThan(0);
    await harness.send({ type: 'restoreLastGood', runId: 'g0' });
    expect(harness.of('restored')).toEqual([{ type: 'restored', runId: 'g0', step: 0 }]);
    await harness.send({ type: 'setLearningRate', runId: 'g0', learningRate: 1e-3 });
    const done = harness.state('g', 'done');
    await harness.send({ type: 'resume', groupId: 'g' });
    await done;
    expect(harness.of('evaluation').at(-1)?.point.validationLoss).toBeLessThan(7);
  });

  it('pauses in a hidden tab by choice, says so, and resumes when it is shown', async () => {
    const running = harness.state('g', 'running');
    await start([{ steps: 30 }]);
    await running;
    await harness.send({ type: 'visibility', hidden: true, pauseWhenHidden: true });
    expect(harness.of('groupState').at(-1)).toMatchObject({ state: 'paused', pauseReason: 'hidden' });
    const done = harness.state('g', 'done');
    await harness.send({ type: 'visibility', hidden: false, pauseWhenHidden: true });
    await done;
  });

  it('goes on when told so in the middle of a single step', async () => {
    const running = harness.state('g', 'running');
    await start([{ steps: 6 }]);
    await running;
    const paused = harness.state('g', 'paused');
    await harness.send({ type: 'pause', groupId: 'g' });
    await paused;
    const done = harness.state('g', 'done');
    await Promise.all([
      harness.send({ type: 'singleStep', groupId: 'g' }),
      harness.send({ type: 'resume', groupId: 'g' }),
    ]);
    await done;
    expect(harness.of('steps').flatMap(({ points }) => points)).toHaveLength(6);
  });

  it('waits with its first step for a tab that was hidden before it, if so chosen', async () => {
    const paused = harness.state('g', 'paused');
    await harness.send({ type: 'visibility', hidden: true, pauseWhenHidden: true });
    await start([{ steps: 3 }]);
    await paused;
    expect(harness.of('groupState').at(-1)).toMatchObject({ pauseReason: 'hidden' });
    expect(harness.of('steps')).toEqual([]);
    const done = harness.state('g', 'done');
    await harness.send({ type: 'visibility', hidden: false, pauseWhenHidden: true });
    await done;
  });

  it('frees every byte of a discarded run, run after run', async () => {
    // The first run also creates the engine's shared buffers.
    const held = async () => {
      await harness.send({ type: 'readMemory', requestId: 'held' });
      return harness.of('memory').at(-1)!.allocatedBytes;
    };
    let before = 0;
    for (let i = 0; i < 20; i++) {
      const done = harness.state(`g${i}`, 'done');
      await start(
        [
          {
            steps: 1,
            method:
              i % 2 ? { name: 'full' } : { name: 'lora', r: 2, loraAlpha: 4, targets: ['q'], dropout: 0 },
          },
        ],
        `g${i}`,
      );
      await done;
      await harness.send({ type: 'discard', runId: `g${i}0` });
      before ||= await held();
    }
    expect(before).toBe(engine.allocatedBytes);
    expect(await held()).toBe(before);
  });
});

describe('generation', () => {
  const ask = (prompt: string, form: 'raw' | 'chat' = 'chat', sampling = GREEDY) =>
    harness.send({
      type: 'generate',
      requestId: 'r',
      model: 'lesson7-zh',
      runId: null,
      prompt,
      form,
      sampling,
    });

  it('streams tokens with probabilities and ends with their text', async () => {
    await ask('猫喜欢吃什么？');
    expect(harness.of('token').length).toBeGreaterThan(0);
    for (const { probability, alternatives } of harness.of('token')) {
      expect(probability).toBeGreaterThan(0);
      expect(alternatives[0]?.probability).toBeGreaterThanOrEqual(probability);
    }
    expect(harness.of('generated')).toHaveLength(1);
  });

  it('marks characters it has never seen and answers all the same', async () => {
    await ask('🦖喜欢吃什么？');
    expect(harness.of('promptTokens')[0]?.tokens.some(({ known }) => !known)).toBe(true);
    expect(harness.of('generated')).toHaveLength(1);
  });

  it.each([
    ['an empty prompt', '  ', 'promptEmpty'],
    ['ten thousand characters', '猫'.repeat(10_000), 'promptTooLong'],
  ])('refuses %s with one clear code', async (_, prompt, code) => {
    await ask(prompt);
    expect(harness.of('error').map((error) => error.code)).toEqual([code]);
    expect(harness.of('generated')).toHaveLength(0);
  });

  it('samples the same text for the same seed', async () => {
    const hot = { ...GREEDY, temperature: 1.5, maxNewTokens: 12 };
    await ask('猫', 'raw', { ...hot, seed: 3 });
    await ask('猫', 'raw', { ...hot, seed: 3 });
    const [a, b] = harness.of('generated');
    expect(a?.text).toBe(b?.text);
  });

  it('stops at the end of the context', async () => {
    // The untrained model's likeliest next token is never the end.
    await ask('猫', 'raw', { ...GREEDY, maxNewTokens: 1000 });
    expect(harness.of('generated')[0]?.end).toBe('context');
    const [prompt] = harness.of('promptTokens');
    expect(prompt!.tokens.length + harness.of('token').length).toBe(128);
  });

  it('says so when a run does not exist', async () => {
    await harness.send({
      type: 'generate',
      requestId: 'r',
      model: 'lesson7-zh',
      runId: 'ghost',
      prompt: '猫',
      form: 'chat',
      sampling: GREEDY,
    });
    expect(harness.of('error')[0]?.code).toBe('unknownRun');
  });

  it('merges LoRA with the same logits and exports what PEFT would write', async () => {
    const done = harness.state('g', 'done');
    await start([
      {
        method: { name: 'lora', r: 4, loraAlpha: 8, targets: ['q', 'v', 'down'], dropout: 0 },
        learningRate: 1e-2,
      },
    ]);
    await done;
    await harness.send({ type: 'setMerged', runId: 'g0', merged: true });
    expect(harness.of('merged')[0]?.merged).toBe(true);
    expect(harness.of('merged')[0]?.maxLogitDifference).toBeLessThan(1e-4);
    await harness.send({ type: 'exportWeights', requestId: 'x', runId: 'g0' });
    expect(harness.of('exported')[0]?.files.map(({ name }) => name)).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
  });
});

describe('without a device', () => {
  it('says that nothing can train here', async () => {
    const silent = new SessionHarness(null);
    await silent.send({ type: 'open', backend: 'auto', baseUrl: '' });
    await silent.send({ type: 'loadModel', model: 'lesson7-zh', files });
    expect(silent.of('device')[0]?.device.backend).toBe(null);
    expect(silent.of('error').map(({ code }) => code)).toEqual(['noBackend']);
  });
});

describe('a device that goes away', () => {
  it('fails what trains, and says so once', async () => {
    let lose = (_reason: string) => {};
    const lost = new Promise<string>((resolve) => {
      lose = resolve;
    });
    let readouts = 0;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hang = () => {};
    const hanging = new Promise<void>((resolve) => {
      hang = resolve;
    });
    const fragile = new Proxy(engine, {
      get(target, key) {
        if (key === 'lost') return lost;
        if (key === 'createTrainer')
          return async (options: Parameters<Engine['createTrainer']>[0]) => {
            const trainer = await target.createTrainer(options);
            const metrics = trainer.metrics.bind(trainer);
            trainer.metrics = async () => {
              readouts += 1;
              if (readouts === 2) {
                hang();
                await released;
              }
              return metrics();
            };
            return trainer;
          };
        const value = Reflect.get(target, key, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const other = await SessionHarness.open(fragile, files);
    await other.send({
      type: 'start',
      groupId: 'g',
      runs: [{ runId: 'g0', spec: shortSpec({ steps: 200 }) }],
      evaluation,
    });
    await hanging;
    const failed = other.state('g', 'failed');
    const said = other.next((event) => event.type === 'error');
    lose('taken away');
    await Promise.all([failed, said]);
    expect(other.of('error')).toEqual([
      { type: 'error', code: 'deviceLost', about: null, detail: 'the GPU device was lost: taken away' },
    ]);
    // The readout under way ends after the loss: no step follows it.
    const last = other.next((event) => event.type === 'steps');
    release();
    await last;
    await new Promise((resolve) => setImmediate(resolve));
    expect(readouts).toBe(2);
    expect(other.of('groupState').at(-1)?.state).toBe('failed');
  });
});

describe('memory that is not there', () => {
  const failingWith = (error: Error) => {
    engine.createTrainer = async () => {
      throw error;
    };
  };

  it.each([
    ['a GPU without memory', new OutOfMemoryError('no buffer'), 'outOfMemory'],
    ['an array that V8 cannot allocate', new RangeError('Array buffer allocation failed'), 'outOfMemory'],
    [
      'a memory of WebAssembly that cannot grow',
      new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory'),
      'outOfMemory',
    ],
    ['a device lost for want of memory', new DeviceLostError('VK_ERROR_OUT_OF_DEVICE_MEMORY'), 'outOfMemory'],
    ['a refused program', new EngineFaultError('a shader does not compile'), 'engineFault'],
    ['a data set that there is not', new RangeError('no data set named x'), 'specInvalid'],
  ] as const)('is told as such: %s', async (_, error, code) => {
    failingWith(error);
    const held = engine.allocatedBytes;
    await start();
    expect(harness.of('error').map((event) => [event.code, event.about])).toEqual([[code, 'g']]);
    expect(harness.of('groupState').at(-1)?.state).toBe('failed');
    expect(engine.allocatedBytes).toBe(held);
  });

  describe('for a base', () => {
    const bare = async () => {
      const other = new SessionHarness(engine);
      await other.send({ type: 'open', backend: 'auto', baseUrl: 'http://localhost/' });
      return other;
    };
    const load = (other: SessionHarness) =>
      other.send({ type: 'loadModel', model: 'lesson7-zh', files, warmUp: [shortSpec()] });

    it('is told, and the base that was refused is given up: the next attempt is a new one', async () => {
      const held = engine.allocatedBytes;
      const { createWeights } = engine;
      const refusal = () => Promise.reject(new OutOfMemoryError('no buffer'));
      engine.createWeights = (...given) =>
        Object.assign(createWeights.apply(engine, given), { allocated: refusal });
      const other = await bare();
      await load(other);
      expect(other.of('error').map(({ code, about }) => [code, about])).toEqual([
        ['outOfMemory', 'lesson7-zh'],
      ]);
      expect(other.of('modelReady')).toEqual([]);
      expect(engine.allocatedBytes).toBe(held);
      other.events.length = 0;
      engine.createWeights = createWeights;
      await load(other);
      expect(other.of('modelReady')).toHaveLength(1);
      const done = other.state('g', 'done');
      await other.send({
        type: 'start',
        groupId: 'g',
        runs: [{ runId: 'r', spec: shortSpec() }],
        evaluation,
      });
      await done;
      expect(other.of('error')).toEqual([]);
    });

    it('is no damaged file where its weights are too large for the device', async () => {
      const limit = { needed: 310 * 2 ** 20, allowed: 256 * 2 ** 20 };
      engine.createWeights = () => {
        throw new OutOfMemoryError('too large', limit);
      };
      const other = await bare();
      await load(other);
      expect(other.of('error').map((event) => [event.code, event.limit])).toEqual([
        ['bufferTooLarge', limit],
      ]);
    });

    it('is no failure of the base where only the runs of the warm-up find none', async () => {
      failingWith(new OutOfMemoryError('no buffer'));
      const held = engine.allocatedBytes;
      const other = await bare();
      await load(other);
      expect(other.of('error')).toEqual([]);
      expect(other.of('modelReady')).toHaveLength(1);
      expect(other.of('progress').at(-1)).toMatchObject({ phase: 'compile', done: 1, total: 1 });
      // Two sessions hold the same base.
      expect(engine.allocatedBytes).toBe(2 * held);
    });
  });

  it('is told before anything is allocated, with both sizes', async () => {
    const limit = { needed: 310 * 2 ** 20, allowed: 256 * 2 ** 20 };
    let asked = 0;
    Object.assign(engine, {
      checkLargestBuffer: () => {
        asked++;
        throw new OutOfMemoryError('too large', limit);
      },
    });
    await start();
    expect(asked).toBe(1);
    expect(harness.of('error').map((event) => [event.code, event.limit])).toEqual([
      ['bufferTooLarge', limit],
    ]);
  });
});

describe('an error that the device reports while it trains', () => {
  it.each([
    [new OutOfMemoryError('no memory'), 'outOfMemory'],
    [new EngineFaultError('no such command'), 'engineFault'],
  ] as const)('ends the run with one true sentence: %s', async (error, code) => {
    let report!: (error: Error) => void;
    const faulty = openNodeCpu();
    Object.assign(faulty, {
      fault: new Promise((resolve) => {
        report = resolve;
      }),
    });
    harness = await SessionHarness.open(faulty, files);
    const running = harness.next((event) => event.type === 'steps');
    await start([{ steps: 100_000 }]);
    await running;
    const failed = harness.state('g', 'failed');
    report(error);
    await failed;
    expect(harness.of('error').map((event) => [event.code, event.about])).toEqual([[code, null]]);
    await harness.send({ type: 'readMemory', requestId: 'after' });
    expect(harness.of('error').at(-1)).toMatchObject({ code: 'noBackend', about: 'after' });
  });
});
