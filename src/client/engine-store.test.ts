/**
 * @vitest-environment jsdom
 * @file The store against a double of the worker: what one press does, and what each event changes.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LORA, makeSpec } from '../recipes/defaults.ts';
import { evaluationFor } from '../recipes/questions.ts';
import { engine, PROMPT_LIMIT } from './engine-store.ts';
import { FakeWorker } from './testing/fake-worker.ts';
import { freshPage, settle } from './testing/fresh-page.ts';
import { setWorkerFactory } from './worker-factory.ts';

let workers: FakeWorker[];
const worker = () => workers.at(-1)!;
const evaluation = evaluationFor('zh', 200);
const full = { name: 'full', spec: makeSpec({}) };
const lora = { name: 'lora', spec: makeSpec({ method: DEFAULT_LORA }) };
const group = (owner = 'sft-live') => engine.records.latestGroup(owner)!;
const run = (index = 0, owner = 'sft-live') => engine.records.runs.get(group(owner).runIds[index]!)!;

async function started(steps = 40) {
  engine.train('sft-live', [full], evaluation);
  await settle();
  worker().runTo(steps);
}

beforeEach(() => {
  workers = freshPage();
});

describe('opening', () => {
  it('makes no worker before something is asked of it', () => {
    expect(workers).toHaveLength(0);
  });

  it('waits for the device before it asks for a base', async () => {
    const slow = new FakeWorker();
    slow.answersOpening = false;
    setWorkerFactory(() => slow);
    engine.ensureModel('lesson7-zh').catch(() => {});
    await settle();
    expect(slow.commands.map(({ type }) => type)).toEqual(['open']);
    slow.say({ type: 'device', device: { ...slow.device } });
    await settle();
    expect(slow.commands.map(({ type }) => type)).toEqual(['open', 'loadModel']);
  });

  it('loads a base once, however often it is wished for, and warms up both methods', async () => {
    await Promise.all([engine.ensureModel('lesson7-zh'), engine.ensureModel('lesson7-zh')]);
    await engine.ensureModel('lesson7-zh');
    expect(worker().count('loadModel')).toBe(1);
    expect(
      worker()
        .last('loadModel')
        .warmUp?.map(({ method }) => method.name),
    ).toEqual(['full', 'lora']);
  });

  it('hands over a base that the page carries in itself', async () => {
    freshPage({
      'models/lesson7-zh/config.json': '{}',
      'models/lesson7-zh/tokenizer.json': '{"t":1}',
      'models/lesson7-zh/model.safetensors': btoa('abc'),
    });
    const fake = new FakeWorker();
    setWorkerFactory(() => fake);
    await engine.ensureModel('lesson7-zh');
    const { files } = fake.last('loadModel');
    expect(files).toMatchObject({ config: '{}', tokenizer: '{"t":1}' });
    expect([...files!.weights]).toEqual([97, 98, 99]);
  });

  it('fails everything with one word where no backend works', async () => {
    const bare = new FakeWorker();
    bare.device = { backend: null, adapter: '', software: false, reason: 'noWebGpu', trials: [], race: null };
    setWorkerFactory(() => bare);
    engine.train('sft-live', [full], evaluation);
    await settle();
    expect(engine.records.engine.status).toBe('failed');
    expect(group()).toMatchObject({ state: 'failed', error: { code: 'noBackend' } });
  });
});

describe('training', () => {
  it('shows as preparing before the worker has answered', () => {
    engine.train('sft-live', [full], evaluation);
    expect(group().state).toBe('preparing');
    expect(worker().count('start')).toBe(0);
  });

  it('tells listeners at once of a press, and at most once per frame of events', async () => {
    let heard = 0;
    const unsubscribe = engine.records.subscribe(() => {
      heard += 1;
    });
    engine.train('sft-live', [full], evaluation);
    expect(heard).toBeGreaterThan(0);
    const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    await settle();
    await frame();
    heard = 0;
    worker().runTo(200);
    expect(heard).toBe(0);
    await frame();
    await frame();
    expect(heard).toBe(1);
    unsubscribe();
  });

  it('grows one array and replaces the record around it', async () => {
    await started(20);
    const before = run();
    worker().runTo(40, 20);
    const after = run();
    expect(after).not.toBe(before);
    expect(after.steps).toBe(before.steps);
    expect([before.stepCount, after.stepCount]).toEqual([20, 40]);
  });

  it('trains one group at a time', async () => {
    await started();
    expect(engine.train('lora-lab', [lora], evaluation)).toBeNull();
    expect(worker().count('start')).toBe(1);
  });

  it('stops another group for a new one on request, and frees its memory at once', async () => {
    await started();
    const first = group();
    engine.stopNow(first.groupId);
    engine.train('sft-live', [full], evaluation);
    await settle();
    expect(worker().commands.map(({ type }) => type)).toEqual([
      'open',
      'loadModel',
      'start',
      'stop',
      'discard',
      'start',
    ]);
    expect(worker().last('discard').runId).toBe(first.runIds[0]);
  });

  it('shows a group that is stopped while its runs are made as stopped, whatever the worker still reports', async () => {
    engine.train('sft-live', [full], evaluation);
    await settle();
    engine.stop(group().groupId);
    expect(worker().count('stop')).toBe(1);
    expect(worker().last('discard').runId).toBe(run().runId);
    for (const state of ['preparing', 'running', 'stopped'] as const) {
      worker().say({ type: 'groupState', groupId: group().groupId, state, pauseReason: null });
      expect(group().state).toBe('stopped');
    }
    const error = { type: 'error', code: 'outOfMemory', about: group().groupId, detail: '' } as const;
    worker().say(error);
    expect(group()).toMatchObject({ state: 'stopped', error: null });
  });

  it('takes a rate that is changed while the base is loading along', async () => {
    engine.train('sft-live', [full], evaluation);
    engine.setLearningRate(run().runId, 1e-2);
    await settle();
    expect(worker().commands.map(({ type }) => type)).toEqual([
      'open',
      'loadModel',
      'start',
      'setLearningRate',
    ]);
  });

  it('never starts what was stopped while the base was loading', async () => {
    engine.train('sft-live', [full], evaluation);
    engine.stop(group().groupId);
    await settle();
    expect(worker().count('start')).toBe(0);
  });

  it('gives the memory of the run before back', async () => {
    await started(200);
    const before = group();
    worker().finish();
    engine.train('sft-live', [full], evaluation);
    expect(worker().last('discard').runId).toBe(before.runIds[0]);
    expect(engine.records.runs.get(before.runIds[0]!)).toMatchObject({ discarded: true, stepCount: 200 });
    expect(engine.records.previousGroup('sft-live')?.groupId).toBe(before.groupId);
  });

  it('drops what came after the restored step', async () => {
    await started(60);
    const { runId } = run();
    worker().say({
      type: 'diverged',
      runId,
      step: 60,
      quantity: 'loss',
      value: Number.NaN,
      lastGoodStep: 40,
    });
    expect(run().divergence).toMatchObject({ step: 60, lastGoodStep: 40 });
    engine.restoreLastGood(runId);
    worker().say({ type: 'restored', runId, step: 40 });
    expect(run()).toMatchObject({ stepCount: 40, divergence: null, restoredTo: 40 });
    expect(run().evaluations.every(({ step }) => step <= 40)).toBe(true);
  });

  it('passes a live learning rate to the worker', async () => {
    await started();
    engine.setLearningRate(run().runId, 1e-2);
    expect(worker().last('setLearningRate').learningRate).toBe(1e-2);
    expect(run().learningRate).toBe(1e-2);
  });
});

describe('losses', () => {
  const lost = (detail = 'destroyed') =>
    worker().say({ type: 'error', code: 'deviceLost', about: null, detail });
  const state = { weights: new Map(), first: new Map(), second: new Map() };
  const checkpoint = (step: number, index = 0) =>
    worker().say({
      type: 'checkpoint',
      runId: run(index).runId,
      snapshot: { step, learningRate: run(index).spec.optimizer.learningRate, startLoss: 3, state },
    });

  it('keeps the curves of finished runs when the device is lost, and starts over on request', async () => {
    await started(40);
    worker().finish();
    lost();
    expect(engine.records.engine.status).toBe('lost');
    expect(group().state).toBe('done');
    expect(run()).toMatchObject({ stepCount: 40, discarded: true });
    const old = worker();
    engine.restart();
    await settle();
    expect(old.terminated).toBe(true);
    expect(workers).toHaveLength(2);
    expect(engine.records.engine.status).toBe('open');
    expect(engine.records.models.get('lesson7-zh')?.status).toBe('ready');
  });

  it('continues by itself from the newest checkpoints, each lane from its own, at the present rate', async () => {
    engine.train('sft-live', [full, lora], evaluation);
    await settle();
    worker().runTo(50);
    checkpoint(20);
    checkpoint(40);
    checkpoint(30, 1);
    engine.setLearningRate(run(1).runId, 1e-2);
    const old = worker();
    lost();
    expect(group()).toMatchObject({ state: 'preparing', error: null, recovered: { step: 30 } });
    expect([run().stepCount, run(1).stepCount]).toEqual([40, 30]);
    expect(run().evaluations.every(({ step }) => step <= 40)).toBe(true);
    expect(old.terminated).toBe(true);
    await settle();
    expect(
      worker()
        .last('start')
        .runs.map(({ from }) => from?.step),
    ).toEqual([40, 30]);
    expect(worker().last('setLearningRate')).toMatchObject({ runId: run(1).runId, learningRate: 1e-2 });
    expect(worker().count('setLearningRate')).toBe(1);
    // Messages that the old worker had already sent are ignored.
    old.say({ type: 'groupState', groupId: group().groupId, state: 'failed', pauseReason: null });
    expect(group().state).toBe('preparing');
    worker().runTo(200, 40);
    worker().finish();
    expect(group()).toMatchObject({ state: 'done', recovered: { step: 30 } });
    expect(run().steps.map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it('starts over where there is no checkpoint yet, and treats a crashed worker as a lost engine', async () => {
    await started(20);
    worker().crash('boom');
    expect(group()).toMatchObject({
      state: 'preparing',
      recovered: { step: 0, error: { code: 'internal' } },
    });
    expect(run()).toMatchObject({ stepCount: 0, evaluationCount: 0 });
    await settle();
    expect(worker().last('start').runs[0]).not.toHaveProperty('from');
  });

  it('leaves a run that waits for its reader waiting', async () => {
    await started(20);
    worker().say({ type: 'groupState', groupId: group().groupId, state: 'paused', pauseReason: 'user' });
    checkpoint(20);
    lost();
    await settle();
    expect(worker().commands.at(-1)).toEqual({ type: 'pause', groupId: group().groupId });
    // Lost again before it has reported that it waits.
    lost();
    await settle();
    expect(workers).toHaveLength(3);
    expect(worker().commands.at(-1)).toEqual({ type: 'pause', groupId: group().groupId });
  });

  it('gives up after three losses in a row without a checkpoint, the last on the CPU', async () => {
    await started(20);
    for (let loss = 1; loss <= 3; loss++) {
      lost();
      await settle();
      expect(group().state).toBe('preparing');
    }
    expect(workers.map((one) => one.last('open').backend)).toEqual(['auto', 'auto', 'auto', 'cpu']);
    worker().runTo(20);
    lost();
    expect(group()).toMatchObject({ state: 'failed', error: { code: 'deviceLost' } });
    expect(engine.records.engine.status).toBe('lost');
    expect(run()).toMatchObject({ stepCount: 20, discarded: true });
  });

  it('counts recoveries from zero once a run has made progress', async () => {
    await started(20);
    for (let loss = 1; loss <= 5; loss++) {
      worker().runTo(20);
      checkpoint(20);
      lost();
      await settle();
    }
    expect(group().state).toBe('preparing');
    expect(worker().last('open').backend).toBe('auto');
  });

  it('replaces a GPU that refuses a program by the CPU', async () => {
    engine.train('sft-live', [full], evaluation);
    await settle();
    worker().say({ type: 'error', code: 'engineFault', about: group().groupId, detail: 'no pipeline' });
    expect(group()).toMatchObject({ state: 'preparing', recovered: { error: { code: 'engineFault' } } });
    await settle();
    expect(worker().last('open').backend).toBe('cpu');
    expect(worker().count('start')).toBe(1);
  });

  describe('where memory is used up', () => {
    const usedUp = () =>
      worker().say({ type: 'error', code: 'outOfMemory', about: group().groupId, detail: 'gone' });
    const fails = () => {
      usedUp();
      expect(group()).toMatchObject({ state: 'failed', error: { code: 'outOfMemory' } });
      expect(workers).toHaveLength(1);
    };

    it('in the middle continues on the CPU, from the newest checkpoint', async () => {
      await started(30);
      checkpoint(20);
      usedUp();
      expect(group()).toMatchObject({
        state: 'preparing',
        recovered: { step: 20, error: { code: 'outOfMemory' } },
      });
      await settle();
      expect(worker().last('open').backend).toBe('cpu');
      expect(worker().last('start').runs[0]?.from?.step).toBe(20);
    });

    it('before its first step fails, since other settings may fit', async () => {
      engine.train('sft-live', [full], evaluation);
      await settle();
      fails();
    });

    it('on a GPU that the reader has asked for fails', async () => {
      engine.open('webgpu');
      await started(30);
      fails();
    });

    it('on the CPU fails', async () => {
      const onCpu = new FakeWorker();
      onCpu.device = { ...onCpu.device, backend: 'cpu' };
      workers = [onCpu];
      setWorkerFactory(() => onCpu);
      await started(30);
      fails();
    });
  });

  it('is reported to whoever waits for an answer, and stopping while it recovers ends it', async () => {
    await started(20);
    checkpoint(20);
    const id = engine.generate({
      model: 'lesson7-zh',
      runId: run().runId,
      prompt: '你好',
      form: 'chat',
      sampling: { temperature: 0, topK: 0, maxNewTokens: 8, seed: 1 },
    });
    await settle();
    lost();
    expect(engine.records.generations.get(id)).toMatchObject({
      status: 'failed',
      error: { code: 'interrupted' },
    });
    engine.stop(group().groupId);
    await settle();
    expect(group().state).toBe('stopped');
    expect(run()).toMatchObject({ stepCount: 20, discarded: true });
    expect(worker().count('start')).toBe(0);
  });

  it('continues on another engine when the reader chooses one in the middle of a run', async () => {
    await started(20);
    checkpoint(20);
    engine.restart('cpu');
    await settle();
    expect(worker().last('open').backend).toBe('cpu');
    expect(worker().last('start').runs[0]?.from?.step).toBe(20);
  });

  it('keeps an error about one thing with that thing', async () => {
    await started();
    const id = engine.generate({
      model: 'lesson7-zh',
      runId: null,
      prompt: '你好',
      form: 'chat',
      sampling: { temperature: 0, topK: 0, maxNewTokens: 8, seed: 1 },
    });
    await settle();
    worker().say({ type: 'error', code: 'promptTooLong', about: id, detail: '' });
    expect(engine.records.generations.get(id)).toMatchObject({
      status: 'failed',
      error: { code: 'promptTooLong' },
    });
    expect(group().state).toBe('running');
    expect(engine.records.engine.status).toBe('open');
  });

  it('shows an error about an opened adapter that nothing waits for, until the next run, and ends no run', async () => {
    await started();
    const opening = engine.openAdapter('hot-swap', 'qa', lora.spec, []);
    await settle();
    const { runId } = worker().last('openAdapter');
    worker().say({ type: 'adapterReady', runId, milliseconds: 1 });
    await opening;
    worker().say({ type: 'error', code: 'unknownRun', about: runId, detail: '' });
    expect(engine.records.engine).toMatchObject({ status: 'open', error: { code: 'unknownRun' } });
    expect(group().state).toBe('running');
    engine.stopNow(group().groupId);
    engine.train('other', [full], evaluation);
    expect(engine.records.engine.error).toBeNull();
  });

  it('tries a base again after it was missing', async () => {
    const fake = new FakeWorker();
    setWorkerFactory(() => fake);
    engine.open();
    fake.answersOpening = false;
    const first = engine.ensureModel('lesson7-zh');
    await settle();
    fake.say({ type: 'error', code: 'modelMissing', about: 'lesson7-zh', detail: '404' });
    await expect(first).rejects.toMatchObject({ error: { code: 'modelMissing' } });
    fake.answersOpening = true;
    await engine.ensureModel('lesson7-zh');
    expect(fake.count('loadModel')).toBe(2);
  });
});

describe('text', () => {
  const ask = (prompt: string) =>
    engine.generate({
      model: 'lesson7-zh',
      runId: null,
      prompt,
      form: 'raw',
      sampling: { temperature: 0, topK: 0, maxNewTokens: 8, seed: 1 },
    });

  it.each([
    ['', 'promptEmpty'],
    [' \n', 'promptEmpty'],
    ['长'.repeat(PROMPT_LIMIT + 1), 'promptTooLong'],
  ])('refuses a prompt that cannot be answered without asking the worker', async (prompt, code) => {
    const id = ask(prompt);
    await settle();
    expect(engine.records.generations.get(id)).toMatchObject({ status: 'failed', error: { code } });
    expect(workers).toHaveLength(0);
  });

  it('streams tokens into one record', async () => {
    const id = ask('猫');
    await settle();
    for (const text of ['喜', '欢']) {
      worker().say({ type: 'token', requestId: id, text, probability: 0.5, alternatives: [] });
    }
    expect(engine.records.generations.get(id)).toMatchObject({
      status: 'streaming',
      text: '喜欢',
      tokenCount: 2,
    });
    worker().say({ type: 'generated', requestId: id, text: '喜欢', end: 'length' });
    expect(engine.records.generations.get(id)).toMatchObject({ status: 'done', end: 'length' });
  });

  it('answers what was asked by promise, and passes refusals on', async () => {
    const tokens = engine.tokenize('lesson7-zh', '猫', 'chat');
    await settle();
    const { requestId } = worker().last('tokenize');
    worker().say({ type: 'promptTokens', requestId, tokens: [{ text: '猫', known: true, special: false }] });
    expect(await tokens).toHaveLength(1);
    const files = engine.exportWeights('gone');
    worker().say({
      type: 'error',
      code: 'unknownRun',
      about: worker().last('exportWeights').requestId,
      detail: '',
    });
    await expect(files).rejects.toMatchObject({ error: { code: 'unknownRun' } });
  });
});

it('tells the worker when the tab is hidden, and what the reader wants then', async () => {
  await engine.ensureModel('lesson7-zh');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(worker().last('visibility')).toEqual({ type: 'visibility', hidden: false, pauseWhenHidden: false });
});
