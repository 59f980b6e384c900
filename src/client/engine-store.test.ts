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
    await settle(300);
    heard = 0;
    worker().runTo(200);
    expect(heard).toBe(0);
    await settle(300);
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

  it('stops another group for a new one when told to, and gives memory back only when it has ended', async () => {
    await started();
    const first = group();
    engine.stopNow(first.groupId);
    engine.train('sft-live', [full], evaluation);
    await settle();
    expect(worker().count('stop')).toBe(1);
    expect(worker().count('discard')).toBe(0);
    worker().say({ type: 'groupState', groupId: first.groupId, state: 'stopped', pauseReason: null });
    expect(worker().last('discard').runId).toBe(first.runIds[0]);
    expect(worker().count('start')).toBe(2);
  });

  it('says stop again when the worker did not know the group yet', async () => {
    engine.train('sft-live', [full], evaluation);
    await settle();
    engine.stop(group().groupId);
    expect(group().state).toBe('stopped');
    worker().say({ type: 'groupState', groupId: group().groupId, state: 'running', pauseReason: null });
    expect(worker().count('stop')).toBe(2);
    expect(group().state).toBe('stopped');
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

  it('forgets what came after the step that was put back', async () => {
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

  it('hands a live learning rate on', async () => {
    await started();
    engine.setLearningRate(run().runId, 1e-2);
    expect(worker().last('setLearningRate').learningRate).toBe(1e-2);
    expect(run().learningRate).toBe(1e-2);
  });
});

describe('losses', () => {
  it('keeps the curves when the device goes away, and starts over with a new worker', async () => {
    await started(40);
    worker().say({ type: 'error', code: 'deviceLost', about: null, detail: 'destroyed' });
    expect(engine.records.engine.status).toBe('lost');
    expect(group()).toMatchObject({ state: 'failed', error: { code: 'deviceLost' } });
    expect(run().stepCount).toBe(40);
    const old = worker();
    engine.restart();
    await settle();
    expect(old.terminated).toBe(true);
    expect(workers).toHaveLength(2);
    expect(engine.records.engine.status).toBe('open');
    expect(engine.records.models.get('lesson7-zh')?.status).toBe('ready');
  });

  it('takes a crashed worker for a lost engine', async () => {
    await started(20);
    worker().crash('boom');
    expect(engine.records.engine).toMatchObject({ status: 'lost', error: { code: 'internal' } });
  });

  it('keeps an error about one thing with that thing', async () => {
    await started();
    const id = engine.generate({
      model: 'lesson7-zh',
      runId: null,
      prompt: '你好',
      form: 'chat',
      sampling: { temperature: 0, topK: 0, topP: 1, maxNewTokens: 8, seed: 1 },
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
      sampling: { temperature: 0, topK: 0, topP: 1, maxNewTokens: 8, seed: 1 },
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
