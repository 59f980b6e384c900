// @vitest-environment jsdom

import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chartTexts } from '../../charts/texts.ts';
import { engine } from '../../client/engine-store.ts';
import { interrupted } from '../../client/interrupted.ts';
import { encodeGroup } from '../../client/stored-group.ts';
import { FakeWorker, fakeEvaluation, fakeStep } from '../../client/testing/fake-worker.ts';
import { setWorkerFactory } from '../../client/worker-factory.ts';
import { predict, teaching } from '../../deck/teaching.ts';
import { fill, setLanguage } from '../../page/language.ts';
import { getParams } from '../../page/param-store.ts';
import { setPreference } from '../../page/preferences.ts';
import { memoryStorage } from '../../page/storage/memory.ts';
import { setPageStorage } from '../../page/storage/page-storage.ts';
import { quickSpec, sftSpec, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import { DOUBLE_PRESS_MS } from '../parts/TrainControls.tsx';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import SftLive from './index.tsx';
import { texts } from './texts.ts';

const RECORDING = {
  'runs/sft-live-zh.json': fakeRecording('sft-live-zh', [
    { name: 'full', spec: sftSpec(defaultsOf(WIDGET_PARAMS['sft-live']), 'lesson7-zh') },
  ]),
};
const button = (name: string | RegExp) => screen.getByRole('button', { name });

async function trained(page: Page, steps = 200) {
  await page.user.click(button(partTexts.zh.train));
  await pass(0);
  act(() => page.worker().runTo(steps));
  await pass();
}

afterEach(() => {
  cleanup();
  teaching.set({ predictions: {}, observations: {} });
});

describe('before training', () => {
  it('draws the recording, labelled with its date, seed, engine and adapter', async () => {
    await openWidget(SftLive, { assets: RECORDING });
    expect(screen.getByText(partTexts.zh.recording)).toBeTruthy();
    expect(
      screen.getByText(
        fill(partTexts.zh.recordedOn, {
          date: '2026-11-23',
          seed: 42,
          engine: 'WebGPU',
          adapter: 'test double',
        }),
        { exact: false },
      ),
    ).toBeTruthy();
    const loss = screen.getByRole('figure', { name: /损失/ });
    expect(within(loss).getByText(/训练损失：3\.13 → 0\.22（200 步）/)).toBeTruthy();
  });

  it('says honestly that there is no recording', async () => {
    await openWidget(SftLive);
    expect(screen.getByText(partTexts.zh.noRecording, { exact: false })).toBeTruthy();
    expect(screen.queryByText(partTexts.zh.recording)).toBeNull();
  });

  it('says what is wrong with a broken recording', async () => {
    await openWidget(SftLive, { assets: { 'runs/sft-live-zh.json': '{"version":9}' } });
    expect(
      screen.getByText(fill(partTexts.zh.brokenRecording, { problem: 'version: 9 is not 1' })),
    ).toBeTruthy();
  });

  it('warms the engine up only under the eye', async () => {
    const page = await openWidget(SftLive, { live: false });
    expect(page.workers).toHaveLength(0);
    page.show({ live: true });
    await pass(0);
    expect(page.worker().count('loadModel')).toBe(1);
    expect(page.worker().count('start')).toBe(0);
  });

  it('hides what a teacher hid', async () => {
    await openWidget(SftLive, { search: '/?hide=lr' });
    expect(screen.queryByLabelText(texts.zh.learningRate)).toBeNull();
    expect(screen.getByLabelText(partTexts.zh.steps)).toBeTruthy();
  });

  it('starts from the address', async () => {
    await openWidget(SftLive, { search: '/?w=sft-live&lr=0.01&steps=99999' });
    expect(getParams('sft-live')).toMatchObject({ lr: 0.01, steps: 1000 });
    expect(screen.getByText('1e-2')).toBeTruthy();
  });
});

describe('training', () => {
  it('answers the press at once, before the worker has', async () => {
    const page = await openWidget(SftLive, { live: false });
    await page.user.click(button(partTexts.zh.train));
    expect(button(partTexts.zh.preparing)).toBeTruthy();
  });

  it('says that a second press is not needed', async () => {
    const page = await openWidget(SftLive);
    await page.user.dblClick(button(partTexts.zh.train));
    expect(screen.getByText(partTexts.zh.secondPress, { exact: false })).toBeTruthy();
    await pass(0);
    expect(page.worker().count('start')).toBe(1);
  });

  it('draws points as they come, with step, speed and time left', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 80);
    expect(screen.getByText(/训练中 · 第 80\/200 步 · 20 步\/秒 · 12,000 词元\/秒 · 还剩 9 s/)).toBeTruthy();
    const match = screen.getByRole('figure', { name: texts.zh.matchChart });
    expect(within(match).getByText(/留出实体：0% → 40%（80 步）/)).toBeTruthy();
    expect(screen.getByText(partTexts.zh.live)).toBeTruthy();
  });

  it('pauses, steps, resumes and stops by keyboard', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 20);
    // The guard against double clicks measures time: no event marks its end.
    await pass(DOUBLE_PRESS_MS);
    const { groupId } = page.worker().last('start');
    button('暂停').focus();
    await page.user.keyboard('{Enter}');
    expect(page.worker().last('pause').groupId).toBe(groupId);
    act(() => page.worker().say({ type: 'groupState', groupId, state: 'paused', pauseReason: 'user' }));
    await pass();
    await page.user.tab();
    await page.user.keyboard(' ');
    expect(page.worker().count('singleStep')).toBe(1);
    button(partTexts.zh.resume).focus();
    await page.user.keyboard('{Enter}');
    expect(page.worker().count('resume')).toBe(1);
    await page.user.click(button(partTexts.zh.stop));
    expect(page.worker().count('stop')).toBe(1);
  });

  it('changes the learning rate of the run under way, other settings next time', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 20);
    const slider = screen.getByLabelText(texts.zh.learningRate) as HTMLInputElement;
    slider.focus();
    const { fireEvent } = await import('@testing-library/react');
    fireEvent.change(slider, { target: { value: '29' } });
    expect(page.worker().last('setLearningRate').learningRate).toBe(getParams('sft-live').lr);
    expect(screen.queryByText(partTexts.zh.nextTime, { exact: false })).toBeNull();
    fireEvent.change(screen.getByLabelText(partTexts.zh.batch), { target: { value: '32' } });
    expect(screen.getByText(partTexts.zh.nextTime)).toBeTruthy();
  });

  it('draws the curve guessed on the slide, and tells the slide what came', async () => {
    predict('sft-loss', { kind: 'curve', values: [4, 2, 1] });
    const page = await openWidget(SftLive);
    await trained(page, 100);
    const loss = screen.getByRole('figure', { name: /损失/ });
    expect(within(loss).getByText(chartTexts.zh.yourGuess, { exact: false })).toBeTruthy();
    expect(teaching.get().observations['sft-loss']).toBeUndefined();
    act(() => page.worker().runTo(200, 100));
    await pass();
    const observed = teaching.get().observations['sft-loss']!;
    expect(observed).toHaveLength(41);
    expect(observed[0]).toBeCloseTo(fakeStep(1).loss, 6);
    expect(observed[40]).toBeCloseTo(fakeStep(200).loss, 6);
  });

  it('compares a second run with the first in words', async () => {
    const page = await openWidget(SftLive);
    await trained(page);
    act(() => page.worker().finish());
    await pass();
    const { fireEvent } = await import('@testing-library/react');
    fireEvent.change(screen.getByLabelText(partTexts.zh.batch), { target: { value: '8' } });
    await page.user.click(button(partTexts.zh.trainAgain));
    await pass();
    expect(screen.getByText(fill(partTexts.zh.compared, { list: '批大小：16 → 8' }))).toBeTruthy();
  });

  it('keeps a run through a switch of language', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 60);
    act(() => setLanguage('en'));
    await pass();
    expect(screen.getByText(/Training · step 60 of 200/)).toBeTruthy();
    expect(page.worker().count('start')).toBe(1);
    expect(page.worker().count('stop')).toBe(0);
  });

  it('shows answers of any evaluated step, right ones marked', async () => {
    const page = await openWidget(SftLive);
    await trained(page);
    expect(screen.getByLabelText('✓')).toBeTruthy();
    const { fireEvent } = await import('@testing-library/react');
    fireEvent.change(screen.getByLabelText(partTexts.zh.chooseStep), { target: { value: '0' } });
    expect(screen.getByText('狗喜欢吃什么？')).toBeTruthy();
    expect(screen.getByText(fill(partTexts.zh.reference, { answer: '鱼' }))).toBeTruthy();
  });

  it('shows which tokens count in the loss, and how likely each is', async () => {
    const page = await openWidget(SftLive);
    await trained(page);
    await page.user.click(screen.getByRole('tab', { name: texts.zh.tokens }));
    expect(
      screen.getByText(
        fill(partTexts.zh.tokenLikelihood, { token: '鱼', trained: '计入损失', probability: '99%' }),
      ),
    ).toBeTruthy();
    expect(
      screen.getByText(
        fill(partTexts.zh.tokenLikelihood, { token: '猫', trained: '不计入', probability: '21%' }),
      ),
    ).toBeTruthy();
  });
});

describe('trouble', () => {
  it('says at which step a run diverged and puts the last good state back', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 40);
    const { groupId, runs } = page.worker().last('start');
    const { runId } = runs[0]!;
    act(() => {
      const quantity = 'loss' as const;
      page.worker().say({ type: 'diverged', runId, step: 41, quantity, value: Number.NaN, lastGoodStep: 20 });
      page.worker().say({ type: 'groupState', groupId, state: 'paused', pauseReason: 'diverged' });
    });
    await pass();
    expect(screen.getByText(/全量微调在第 41 步发散：损失不再是有限的数/)).toBeTruthy();
    expect(screen.getByText(partTexts.zh.pausedDiverged, { exact: false })).toBeTruthy();
    await page.user.click(button(fill(partTexts.zh.restore, { step: 20 })));
    expect(page.worker().last('restoreLastGood').runId).toBe(runId);
    act(() => page.worker().say({ type: 'restored', runId, step: 20 }));
    await pass();
    expect(screen.getByText(/已恢复到第 20 步/)).toBeTruthy();
  });

  it('names the fallback where there is no WebGPU', async () => {
    const fake = new FakeWorker();
    fake.device = {
      backend: 'tfjs-webgl',
      adapter: 'x',
      software: false,
      reason: 'noWebGpu',
      trials: [],
      race: null,
    };
    const page = await openWidget(SftLive, { live: false });
    setWorkerFactory(() => fake);
    page.show({ live: true });
    await pass();
    expect(screen.getByText(/没有提供 WebGPU，改用 TensorFlow.js \(WebGL\)/)).toBeTruthy();
  });

  it('keeps the recording where nothing can train', async () => {
    const fake = new FakeWorker();
    fake.device = { backend: null, adapter: '', software: false, reason: 'noWebGpu', trials: [], race: null };
    const page = await openWidget(SftLive, { live: false, assets: RECORDING });
    setWorkerFactory(() => fake);
    page.show({ live: true });
    await pass();
    expect(screen.getByText(/没有可用的计算后端/)).toBeTruthy();
    expect(screen.getByText(partTexts.zh.recording)).toBeTruthy();
  });

  it('goes on by itself when the device is lost, and says from where', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 60);
    act(() => page.worker().say({ type: 'error', code: 'deviceLost', about: null, detail: '' }));
    await pass();
    expect(screen.getByText(/计算设备断开过.*训练从第 0 步自动接着进行/)).toBeTruthy();
    expect(page.workers).toHaveLength(2);
    act(() => page.worker().runTo(200));
    act(() => page.worker().finish());
    await pass();
    expect(screen.getByText(/完成 · 第 200\/200 步/)).toBeTruthy();
  });

  it('offers to go on with what an earlier page left unfinished', async () => {
    const storage = memoryStorage(true);
    setPageStorage(storage);
    const spec = quickSpec('full', 'lesson7-zh', 42);
    const left = {
      owner: 'sft-live',
      savedAt: 1,
      evaluation: evaluationFor('zh', 200),
      queue: [],
      runs: [
        {
          name: 'full',
          spec,
          learningRate: spec.optimizer.learningRate,
          facts: null,
          steps: Array.from({ length: 60 }, (_, i) => fakeStep(i + 1)),
          evaluations: [fakeEvaluation(0)],
          snapshot: {
            step: 60,
            learningRate: spec.optimizer.learningRate,
            startLoss: 3,
            state: { weights: new Map(), first: new Map(), second: new Map() },
          },
        },
      ],
    };
    await storage.put('checkpoints', 'earlier:group-1', encodeGroup(left));
    interrupted.forget();
    const page = await openWidget(SftLive);
    await screen.findByText(/上次训练停在第 60\/200 步/);
    await page.user.click(button(partTexts.zh.goOnWithUnfinished));
    await pass();
    expect(screen.queryByText(/上次训练停在/)).toBeNull();
    expect(page.worker().last('start').runs[0]!.from!.step).toBe(60);
    act(() => page.worker().runTo(200, 60));
    act(() => page.worker().finish());
    await pass();
    expect(screen.getByText(/已完成|完成 · 第 200\/200 步/)).toBeTruthy();
    setPageStorage(null);
  });

  it('keeps the curves when the device stays away, and offers to start again', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 60);
    const lose = () =>
      act(async () => page.worker().say({ type: 'error', code: 'deviceLost', about: null, detail: '' }));
    for (let loss = 1; loss <= 3; loss++) {
      await lose();
      await pass();
    }
    act(() => page.worker().runTo(60));
    await lose();
    await pass();
    expect(screen.getByText(/计算设备断开了/)).toBeTruthy();
    expect(screen.getByText(/已中断 · 第 60\/200 步/)).toBeTruthy();
    await page.user.click(button(partTexts.zh.restart));
    expect(page.workers).toHaveLength(5);
  });

  it('goes on when the slide is left, and says so on coming back', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 60);
    page.show({ live: false });
    // The slide counts as left in the next task: an unmount alone may be a re-mount.
    await pass(0);
    act(() => page.worker().runTo(100, 60));
    page.show({ live: true });
    await pass();
    expect(screen.getByText(/你离开时训练没有停：第 60 → 100 步/)).toBeTruthy();
    expect(page.worker().count('pause')).toBe(0);
  });

  it('pauses when the slide is left, if that was chosen', async () => {
    const page = await openWidget(SftLive);
    await trained(page, 60);
    act(() => setPreference('leaving', 'pause'));
    page.show({ live: false });
    await vi.waitFor(() => expect(page.worker().count('pause')).toBe(1));
    page.show({ live: true });
    await pass();
    expect(screen.getByText(/你离开时训练已暂停，停在第 60 步/)).toBeTruthy();
  });

  it('does not start beside a run on another slide without asking', async () => {
    const page = await openWidget(SftLive);
    const spec = sftSpec(getParams('sft-live'), 'lesson7-zh');
    engine.train('lora-lab', [{ name: 'full', spec }], { everySteps: 20, samplePrompts: [] });
    await pass(0);
    act(() => page.worker().runTo(30));
    await pass();
    await page.user.click(button(partTexts.zh.train));
    expect(screen.getByText(/另一张幻灯片上的训练还没结束（LoRA 实验台，第 30 步）/)).toBeTruthy();
    expect(page.worker().count('start')).toBe(1);
    await page.user.click(button(partTexts.zh.stopThere));
    await pass(0);
    expect(page.worker().count('stop')).toBe(1);
    expect(page.worker().count('start')).toBe(2);
  });
});
