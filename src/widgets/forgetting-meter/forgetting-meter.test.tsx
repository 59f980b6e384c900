// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeEvaluation } from '../../client/testing/fake-worker.ts';
import { fill, setLanguage } from '../../page/language.ts';
import { getParams } from '../../page/param-store.ts';
import { contender } from '../../recipes/contenders.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { meterSpecs, recordedMeterSpecs } from '../../recipes/method-specs.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, pass } from '../testing.tsx';
import { beaten } from './finding.ts';
import ForgettingMeter from './index.tsx';
import { type MeterResult, resultOf } from './results.ts';
import { texts } from './texts.ts';

const VALUES = defaultsOf(WIDGET_PARAMS['forgetting-meter']);
const ASSETS = Object.fromEntries(
  (['zh', 'en'] as const).map((language) => [
    `runs/forgetting-meter-${language}.json`,
    fakeRecording(`forgetting-meter-${language}`, recordedMeterSpecs(VALUES, `lesson7-${language}`)),
  ]),
);
const [SPEC] = meterSpecs(VALUES, 'lesson7-zh');

afterEach(cleanup);

describe('the recorded view', () => {
  it('shows both methods at four rates each, as paths and as a table', async () => {
    await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    const table = screen.getByRole('table', { name: texts.zh.results });
    expect(within(table).getAllByRole('row')).toHaveLength(9);
    expect(within(table).getAllByText('+0.10')).toHaveLength(8);
    expect(
      screen.getByText(
        fill(texts.zh.findingRate, { label: '全量', low: '1e-4', high: '1e-3', least: '0.10', most: '0.10' }),
        { exact: false },
      ),
    ).toBeTruthy();
    const chart = screen.getByRole('application', { name: texts.zh.chart });
    act(() => chart.focus());
    fireEvent.keyDown(chart, { key: 'ArrowRight' });
    fireEvent.keyDown(chart, { key: 'End' });
    expect(within(chart.parentElement!).getAllByText(/LoRA r=8 1e-2 · 第 200 步/)).toBeTruthy();
  });

  it('speaks English', async () => {
    await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    act(() => setLanguage('en'));
    await pass(0);
    await pass(0);
    expect(screen.getByText(/Full: from learning rate 1e-4 to 1e-3, forgetting goes/)).toBeTruthy();
  });
});

describe('replay', () => {
  it('is another way to compare the recorded runs', async () => {
    const page = await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    await page.user.click(screen.getByRole('radio', { name: '回放' }));
    const table = screen.getByRole('table', { name: texts.zh.results });
    // Both methods without replay and at three shares, each at its default rate.
    expect(within(table).getAllByRole('row')).toHaveLength(9);
    expect(within(table).getAllByRole('cell', { name: '25%' })).toHaveLength(2);
    expect(
      screen.getByText(
        /LoRA r=8：回放占 0%、10%、25%、50% 时，遗忘 0.10、0.10、0.10、0.10；留出题完全匹配率 95%、95%、95%、95%。/,
      ),
    ).toBeTruthy();
  });

  it('goes into both runs, and nowhere at 0', async () => {
    const page = await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    expect(meterSpecs(VALUES, 'lesson7-zh').map(({ spec }) => 'replay' in spec.data)).toEqual([false, false]);
    fireEvent.change(screen.getByLabelText(texts.zh.replayShare), { target: { value: '0.25' } });
    await page.user.click(screen.getByRole('button', { name: texts.zh.run }));
    await pass(0);
    expect(
      page
        .worker()
        .last('start')
        .runs.map(({ spec }) => spec.data.replay),
    ).toEqual([0.25, 0.25]);
  });
});

describe('the prediction', () => {
  it('comes before every result, and is judged by the recording', async () => {
    const page = await openWidget(ForgettingMeter, { assets: ASSETS });
    const results = () => screen.getByRole('table', { hidden: true, name: texts.zh.results });
    expect(results().closest('[data-on]')).not.toBeNull();
    await page.user.click(screen.getByRole('button', { name: texts.zh.more }));
    expect(results().closest('[data-on]')).toBeNull();
    expect(
      screen.getByText(fill(partTexts.zh.tooHigh, { guess: '1.25 倍以上', result: '1.0 倍' }), {
        exact: false,
      }),
    ).toBeTruthy();
  });
});

describe('live runs', () => {
  it('trains the two chosen methods at the chosen rates', async () => {
    const page = await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    await page.user.selectOptions(screen.getByLabelText(fill(texts.zh.methodOf, { which: '乙' })), 'prompt');
    expect(getParams('forgetting-meter')).toMatchObject({
      b: 'prompt',
      bLr: contender('prompt').learningRate,
    });
    fireEvent.change(screen.getByLabelText(fill(texts.zh.rateOf, { which: '甲' })), {
      target: { value: '0' },
    });
    await page.user.click(screen.getByRole('button', { name: texts.zh.run }));
    await pass(0);
    const { runs, evaluation } = page.worker().last('start');
    expect(runs.map(({ spec }) => [spec.method.name, spec.optimizer.learningRate])).toEqual([
      ['full', 1e-5],
      ['prompt', contender('prompt').learningRate],
    ]);
    expect(evaluation.samplePrompts).toEqual([]);
  });

  it('says what the two came to, the recorded runs faintly behind', async () => {
    const page = await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    await page.user.click(screen.getByRole('button', { name: texts.zh.run }));
    await pass(0);
    act(() => page.worker().runTo(200));
    await pass();
    expect(
      await screen.findByText(
        /全量（学习率 3e-4）：第 200 步答对 95%，预训练损失从 0.70 到 0.80，升高 0.10。/,
      ),
    ).toBeTruthy();
    expect(await screen.findByText(texts.zh.tied, { exact: false })).toBeTruthy();
    const behind = screen.getByLabelText(texts.zh.withRecorded) as HTMLInputElement;
    expect(behind.checked).toBe(true);
    await page.user.click(screen.getByRole('button', { name: /以表格显示：学会多少/ }));
    const rows = () => screen.getAllByText(/录制/).length;
    const before = rows();
    await page.user.click(behind);
    expect(rows()).toBeLessThan(before);
  });

  it('hands a moved rate to its own run', async () => {
    const page = await openWidget(ForgettingMeter, { assets: ASSETS, skips: true });
    await page.user.click(screen.getByRole('button', { name: texts.zh.run }));
    await pass(0);
    act(() => page.worker().runTo(20));
    await pass();
    fireEvent.change(screen.getByLabelText(fill(texts.zh.rateOf, { which: '乙' })), {
      target: { value: '3' },
    });
    expect(page.worker().last('setLearningRate').runId).toBe(page.worker().last('start').runs[1]!.runId);
  });
});

describe('comparing', () => {
  const result = (rise: number, match: number): MeterResult => ({
    ...resultOf({
      ...SPEC!,
      key: `${rise}`,
      facts: null,
      steps: [],
      stepCount: 0,
      evaluations: [fakeEvaluation(0)],
      evaluationCount: 1,
      speed: null,
      live: null,
    })!,
    path: [
      { step: 0, rise: 0, match: 0 },
      { step: 200, rise, match },
    ],
  });

  it('counts runs that another beats without losing anything', () => {
    const own = [result(0.5, 0.9), result(0.2, 0.8)];
    expect(beaten(own, [result(0.4, 0.9)])).toBe(1);
    expect(beaten(own, [result(0.1, 1)])).toBe(2);
    // Better in one, worse in the other: not beaten.
    expect(beaten(own, [result(0.6, 1)])).toBe(0);
    // The same in both is no beating.
    expect(beaten([result(0.5, 0.9)], [result(0.5, 0.9)])).toBe(0);
  });
});
