// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { fill, setLanguage } from '../../page/language.ts';
import { getParams } from '../../page/param-store.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { recordedSoftSpecs } from '../../recipes/method-specs.ts';
import { defaultsOf } from '../../recipes/params.ts';
import type { Inspection } from '../../train/inspection/types.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, pass } from '../testing.tsx';
import SoftPrompts from './index.tsx';
import { driftOf, type Prompt } from './results.ts';
import { texts } from './texts.ts';

const VALUES = defaultsOf(WIDGET_PARAMS['soft-prompts']);

function prompt(cosine: number, texts: readonly string[]): Prompt {
  return {
    meanLength: 1.25,
    tokens: texts.map((text) => ({
      length: 1,
      nearest: [
        { text, cosine, distance: 1 - cosine },
        { text: '鸟', cosine: cosine / 2, distance: 2 },
      ],
    })),
  };
}

const START = prompt(1, ['猫', ' ', '鱼']);
const END = prompt(0.4, ['猫', '天', '鱼']);

/** Prompt tuning reaches 20 %, the others 90 %; longer prompts do better. */
function recording(language: 'zh' | 'en'): string {
  const made = JSON.parse(
    fakeRecording(`soft-prompts-${language}`, recordedSoftSpecs(VALUES, `lesson7-${language}`)),
  );
  for (const run of made.runs) {
    const { name, virtualTokens = 0 } = run.spec.method;
    const weak = name === 'prompt';
    run.facts = { ...run.facts, trainableParameters: weak ? 96 * virtualTokens : 12_288 };
    run.evaluations.forEach((point: { heldOutExactMatch: number; inspection?: Inspection }, i: number) => {
      point.heldOutExactMatch = i === 0 ? 0 : weak ? virtualTokens / 80 : 0.9;
      if (weak && i !== 1) point.inspection = { matrices: [], otherShare: 0, prompt: i === 0 ? START : END };
    });
  }
  return JSON.stringify(made);
}

const ASSETS = { 'runs/soft-prompts-zh.json': recording('zh'), 'runs/soft-prompts-en.json': recording('en') };
const tab = (name: string) => screen.getByRole('tab', { name });

afterEach(cleanup);

describe('the recorded view', () => {
  it('says how weak prompt tuning is, and where its vectors went', async () => {
    await openWidget(SoftPrompts, { assets: ASSETS, skips: true });
    expect(screen.getByText(/提示 16：20%（1,536 个参数）；前缀\+MLP 16：90%（12,288 个参数）/)).toBeTruthy();
    expect(screen.getByText(/提示微调比 LoRA 低 70 个点，参数是它的 13%。/)).toBeTruthy();
    expect(screen.getByText(/3 个向量里，2 个最近的仍是初始化用的那个词元/)).toBeTruthy();
  });

  it('lists the nearest real tokens, at the end and before', async () => {
    const page = await openWidget(SoftPrompts, { assets: ASSETS, skips: true });
    const table = () => screen.getByRole('table', { name: texts.zh.nearest });
    expect(within(table()).getByRole('row', { name: /2 天 0.40 0.60 鸟 0.20/ })).toBeTruthy();
    await page.user.click(screen.getByRole('radio', { name: texts.zh.start }));
    // A space is made visible.
    expect(within(table()).getByRole('row', { name: /2 ␣ 1.00 0.00/ })).toBeTruthy();
  });

  it('draws accuracy against length, and tells parameters', async () => {
    const page = await openWidget(SoftPrompts, { assets: ASSETS, skips: true });
    await page.user.click(tab(texts.zh.lengths));
    expect(
      screen.getByText('提示微调：1 个词元 1.3%，4 个词元 5%，16 个词元 20%，64 个词元 80%。'),
    ).toBeTruthy();
    await page.user.click(tab(texts.zh.numbers));
    const table = screen.getByRole('table', { name: texts.zh.numbers });
    expect(within(table).getAllByRole('row')).toHaveLength(8);
  });

  it('speaks English', async () => {
    await openWidget(SoftPrompts, { assets: ASSETS, skips: true });
    act(() => setLanguage('en'));
    await pass(0);
    await pass(0);
    expect(screen.getByText(/Prompt tuning stays 70 points below LoRA/)).toBeTruthy();
  });
});

describe('the prediction', () => {
  it('comes before every result, and is judged by the recording', async () => {
    const page = await openWidget(SoftPrompts, { assets: ASSETS });
    const finding = () => screen.getByText(/提示微调比 LoRA 低/);
    expect(finding().closest('[data-on]')).not.toBeNull();
    await page.user.click(screen.getByRole('button', { name: texts.zh.third }));
    expect(finding().closest('[data-on]')).toBeNull();
    expect(
      screen.getByText(fill(partTexts.zh.right, { guess: '不到三分之一', result: '22%' }), { exact: false }),
    ).toBeTruthy();
  });
});

describe('live runs', () => {
  it('trains the chosen kinds with the wished number of virtual tokens', async () => {
    const page = await openWidget(SoftPrompts, { assets: ASSETS, skips: true });
    await page.user.click(screen.getByRole('checkbox', { name: 'LoRA' }));
    fireEvent.change(screen.getByLabelText(texts.zh.virtual), { target: { value: '5' } });
    expect(getParams('soft-prompts')).toMatchObject({
      virtual: 5,
      kinds: ['prompt', 'prefixMlp', 'ptuning'],
    });
    await page.user.click(screen.getByRole('button', { name: partTexts.zh.train }));
    await pass(0);
    const { runs, evaluation } = page.worker().last('start');
    expect(evaluation.inspect).toBe(true);
    expect(runs.map(({ spec }) => spec.method)).toEqual([
      { name: 'prompt', virtualTokens: 5 },
      { name: 'prefix', virtualTokens: 5, projection: expect.any(Number) },
      { name: 'ptuning', virtualTokens: 5 },
    ]);
    act(() => page.worker().runTo(200));
    await pass();
    expect(screen.getByText(/第 200 步完全匹配率——提示 5：95%/)).toBeTruthy();
    // Without LoRA there is nothing to hold it against, without an inspection nothing to list.
    expect(screen.queryByText(/比 LoRA 低/)).toBeNull();
    expect(screen.getByText(texts.zh.noNearest, { exact: false })).toBeTruthy();
  });
});

describe('drift', () => {
  it('is told only of vectors that began as tokens', () => {
    expect(driftOf(START, END)).toEqual({ count: 3, still: 2, cosine: expect.closeTo(0.4, 6) });
    expect(driftOf(END, END)).toBeNull();
    expect(driftOf({ ...START, tokens: [] }, END)).toBeNull();
  });
});

it('draws where each of the methods compared trains', async () => {
  const config = readFileSync('public/models/lesson7-zh/config.json', 'utf8');
  const page = await openWidget(SoftPrompts, {
    assets: { ...ASSETS, 'models/lesson7-zh/config.json': config },
    skips: true,
  });
  await page.user.click(tab(partTexts.zh.places));
  const added = () =>
    [...document.querySelectorAll('.block-figure .is-added, .block-figure .block-added')].length;
  const methods = screen.getByRole('combobox', { name: partTexts.zh.placesOf });
  expect([...methods.querySelectorAll('option')].map(({ textContent }) => textContent)).toEqual([
    '提示 16',
    '前缀+MLP 16',
    'P-Tuning v2 16',
    'LoRA r=8',
  ]);
  expect(added()).toBe(1);
  // Keys and values of every block; then q and v.
  for (const name of ['前缀+MLP 16', 'P-Tuning v2 16', 'LoRA r=8']) {
    await page.user.selectOptions(methods, name);
    expect(added(), name).toBe(2);
  }
});
