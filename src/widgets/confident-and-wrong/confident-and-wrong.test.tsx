// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FAKE_FACTS, fakeEvaluation } from '../../client/testing/fake-worker.ts';
import { setLanguage } from '../../page/language.ts';
import { limitQuestions, limitSpecs, worldOf } from '../../recipes/data-specs.ts';
import { LIMITS, type Limit, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { examplesOf } from '../../world/index.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import ConfidentAndWrong from './index.tsx';
import { texts } from './texts.ts';

const VALUES = defaultsOf(WIDGET_PARAMS['confident-and-wrong']);
const ASSETS = Object.fromEntries(
  LIMITS.map((limit) => [
    `runs/confident-${limit}-zh.json`,
    fakeRecording(`confident-${limit}-zh`, limitSpecs(limit, VALUES, 'lesson7-zh')),
  ]),
);
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const tab = (name: string) => screen.getByRole('tab', { name });
const UNKNOWN = examplesOf(worldOf('zh'), 'unknown')[0]!.response;

/** Ends a run whose second model answers "I don't know" to what is invented, and both the truth to what is real. */
async function trained(page: Page): Promise<void> {
  await page.user.click(button(partTexts.zh.train));
  await pass(0);
  act(() => {
    page.worker().runTo(10);
    for (const [i, { runId }] of page.worker().last('start').runs.entries()) {
      const samples = limitQuestions('unknown', 'zh').map(({ prompt, reference }) => ({
        prompt,
        answer: reference ?? (i === 0 ? '鱼' : UNKNOWN),
        probability: i === 0 ? 0.5 : 0.8,
      }));
      page.worker().say({ type: 'runFacts', runId, facts: FAKE_FACTS });
      page.worker().say({ type: 'evaluation', runId, point: { ...fakeEvaluation(150), samples } });
    }
    page.worker().finish();
  });
  await pass();
}

afterEach(cleanup);

describe('invented subjects', () => {
  it('are answered with confidence, and honestly with "I don\'t know" data; the guess is judged', async () => {
    const page = await openWidget(ConfidentAndWrong, { assets: ASSETS });
    await page.user.click(button(texts.zh.most));
    await trained(page);
    expect(
      screen.getByText(
        /不掺“我不知道”，100% 的编造问题得到一个答案，而不是“不知道”，平均概率 50%；掺入之后降到 0%/,
      ),
    ).toBeTruthy();
    expect(screen.getByText(/你猜“七成以上”，结果是 100%：猜中了/)).toBeTruthy();
    const row = screen.getByRole('row', { name: /^编造实体：说不知道/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['0%', '100%']);
    await page.user.click(tab(texts.zh.answers));
    expect(screen.getAllByText(texts.zh.invented).length).toBe(
      limitQuestions('unknown', 'zh').filter(({ reference }) => reference === null).length,
    );
    expect(screen.getAllByText(/概率 50%/).length).toBeGreaterThan(0);
  });

  it('take the share of "I don\'t know" into the second run alone', async () => {
    const page = await openWidget(ConfidentAndWrong, { assets: ASSETS });
    fireEvent.change(screen.getByLabelText(texts.zh.share), { target: { value: '0.4' } });
    await page.user.click(button('跳过'));
    await page.user.click(button(partTexts.zh.train));
    await pass(0);
    const [without, having] = page.worker().last('start').runs;
    expect(without!.spec.data.unknownShare).toBeUndefined();
    expect(having!.spec.data.unknownShare).toBe(0.4);
  });

  it('can be asked about, by base and both runs', async () => {
    const page = await openWidget(ConfidentAndWrong, { assets: ASSETS });
    await page.user.click(button('跳过'));
    await trained(page);
    await page.user.click(tab(texts.zh.ask));
    await page.user.click(button(partTexts.zh.ask));
    await pass(0);
    expect(page.worker().count('generate')).toBe(3);
  });
});

const WANTED: Record<Exclude<Limit, 'unknown'>, [name: string, difference: (data: string[]) => void]> = {
  newFacts: [
    texts.zh.newFacts,
    ([known, mixed]) => {
      expect(mixed).toContain('"newFacts":0.5');
      expect(JSON.parse(known!)).toEqual({ ...JSON.parse(mixed!), newFacts: undefined });
    },
  ],
  surface: [texts.zh.surface, (data) => expect(data[1]).toContain('"noise":1')],
  leftOut: [
    texts.zh.leftOut,
    (data) => {
      expect(data[0]).toContain('"task":"sentiment","weight":1');
      expect(data[1]).not.toContain('"task":"sentiment","weight":1');
    },
  ],
};

describe.each(Object.entries(WANTED))('%s', (_limit, [name, differ]) => {
  it('has a recording of its own, and two runs that differ in one thing', async () => {
    const page = await openWidget(ConfidentAndWrong, { assets: ASSETS });
    await page.user.click(screen.getByRole('radio', { name }));
    await pass(0);
    expect(screen.getByText(/第 200 步/)).toBeTruthy();
    for (const panel of [texts.zh.answers, texts.zh.curves, texts.zh.ask, texts.zh.measures])
      await page.user.click(tab(panel));
    await page.user.click(button(partTexts.zh.train));
    await pass(0);
    const { runs } = page.worker().last('start');
    expect(new Set(runs.map(({ spec }) => JSON.stringify({ ...spec, data: null }))).size).toBe(1);
    differ(runs.map(({ spec }) => JSON.stringify(spec.data)));
  });
});

it('keeps the runs of one limit while another is looked at', async () => {
  const page = await openWidget(ConfidentAndWrong, { assets: ASSETS });
  await page.user.click(button('跳过'));
  await trained(page);
  await page.user.click(screen.getByRole('radio', { name: texts.zh.surface }));
  await page.user.click(screen.getByRole('radio', { name: texts.zh.unknown }));
  expect(screen.getByText(/平均概率 50%/)).toBeTruthy();
});

it('speaks English as well', async () => {
  const page = await openWidget(ConfidentAndWrong);
  act(() => setLanguage('en'));
  for (const name of [texts.en.newFacts, texts.en.surface, texts.en.leftOut, texts.en.unknown])
    await page.user.click(screen.getByRole('radio', { name }));
  expect(screen.getByText(/Snow cats, tree cows, soap frogs/)).toBeTruthy();
  expect(page.container.textContent).not.toMatch(/\{\w+\}/);
});
