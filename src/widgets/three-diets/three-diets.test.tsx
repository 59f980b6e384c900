// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FAKE_FACTS, fakeEvaluation } from '../../client/testing/fake-worker.ts';
import { DIETS, dietAnswer } from '../../data/sources.ts';
import { fill, setLanguage } from '../../page/language.ts';
import { dietQuestions, dietSpecs, sweepSpecs, worldOf } from '../../recipes/data-specs.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { stateFact } from '../../world/index.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import ThreeDiets from './index.tsx';
import { texts } from './texts.ts';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const tab = (name: string) => screen.getByRole('tab', { name });
const world = worldOf('zh');

/** The answers of a model that has learned a diet perfectly. */
function samplesOf(diet: (typeof DIETS)[number]) {
  return dietQuestions('zh').map(({ prompt, reference }) => {
    const fact = world.facts.find(({ value }) => value === reference)!;
    return {
      prompt,
      answer: dietAnswer(world, diet, reference, stateFact(world, fact, 0)),
      probability: 0.9,
    };
  });
}

/** Held-out exact match of a made-up sweep: falls with noise, rises with size. */
function sweepRecording(): string {
  const runs = sweepSpecs('lesson7-zh');
  const recording = JSON.parse(fakeRecording('data-sweeps-zh', runs)) as {
    runs: { name: string; steps: unknown[]; evaluations: object[] }[];
  };
  for (const run of recording.runs) {
    const [point, seed] = run.name.split('/');
    const noise = point!.startsWith('noise-') ? Number(point!.slice(6)) : 0;
    const heldOutExactMatch = 0.9 - 0.8 * noise + 0.01 * (Number(seed) - 2);
    run.steps = [];
    run.evaluations = [{ ...fakeEvaluation(100), heldOutExactMatch }];
  }
  return JSON.stringify(recording);
}

const ASSETS = {
  'runs/three-diets-zh.json': fakeRecording(
    'three-diets-zh',
    dietSpecs(defaultsOf(WIDGET_PARAMS['three-diets']), 'lesson7-zh'),
  ),
  'runs/data-sweeps-zh.json': sweepRecording(),
};

async function trained(page: Page): Promise<void> {
  await page.user.click(button(texts.zh.long));
  await page.user.click(button(partTexts.zh.train));
  await pass(0);
  act(() => {
    for (const { runId, spec } of page.worker().last('start').runs) {
      const diet = DIETS.find((one) => spec.data.task === `diet-${one}`)!;
      page.worker().say({ type: 'runFacts', runId, facts: FAKE_FACTS });
      const point = { ...fakeEvaluation(200), samples: samplesOf(diet) };
      page.worker().say({ type: 'evaluation', runId, point });
    }
    page.worker().finish();
  });
  await pass();
}

afterEach(cleanup);

describe('the diets', () => {
  it('ask the same questions on the same seed; only the wording differs', async () => {
    const page = await openWidget(ThreeDiets, { assets: ASSETS });
    await page.user.click(button('跳过'));
    await page.user.click(button(partTexts.zh.train));
    await pass(0);
    const { runs, evaluation } = page.worker().last('start');
    expect(runs.map(({ spec }) => spec.data.task)).toEqual(DIETS.map((diet) => `diet-${diet}`));
    expect(new Set(runs.map(({ spec }) => JSON.stringify({ ...spec, data: null }))).size).toBe(1);
    expect(evaluation.samplePrompts).toEqual(dietQuestions('zh').map(({ prompt }) => prompt));
  });

  it('are told apart by style, side by side, and judged against the guess', async () => {
    const page = await openWidget(ThreeDiets, { assets: ASSETS });
    await trained(page);
    const answers = screen.getByRole('table');
    expect(within(answers).getAllByRole('row')).toHaveLength(dietQuestions('zh').length + 1);
    expect(screen.getByText(/风格分类器认出 100% 的回答/)).toBeTruthy();
    expect(screen.getByText(/你猜“16 个字以上”.*猜中了/)).toBeTruthy();
    await page.user.click(tab(texts.zh.style));
    for (const [i, name] of [texts.zh.flan, texts.zh.alpaca, texts.zh.oasst].entries()) {
      const row = screen.getByRole('row', { name: new RegExp(`^读起来像 ${name}`) });
      const cells = within(row).getAllByRole('cell');
      expect(cells.map((cell) => cell.textContent)).toEqual([0, 1, 2].map((j) => (i === j ? '100%' : '0%')));
    }
    await page.user.click(tab(texts.zh.curves));
    expect(screen.getByRole('figure', { name: /留出题完全匹配率/ }).textContent).toContain(texts.zh.oasst);
  });

  it('take the five dials, all three alike', async () => {
    const page = await openWidget(ThreeDiets, { assets: ASSETS });
    for (const name of [texts.zh.noise, texts.zh.repeats, texts.zh.mix, texts.zh.unknown])
      fireEvent.change(screen.getByLabelText(name), { target: { value: '0.5' } });
    fireEvent.change(screen.getByLabelText(texts.zh.size), { target: { value: '2' } });
    await page.user.click(button('跳过'));
    await page.user.click(button(partTexts.zh.train));
    await pass(0);
    for (const { spec } of page.worker().last('start').runs) {
      const { task, noise, duplication, unknownShare, size, mix } = spec.data;
      expect({ noise, duplication, unknownShare, size }).toEqual({
        noise: 0.5,
        duplication: 0.5,
        unknownShare: 0.5,
        size: 32,
      });
      expect(mix).toEqual([
        { task, weight: 0.5 },
        { task: 'sentiment', weight: 0.5 },
      ]);
    }
  });
});

describe('the sweeps', () => {
  it('draw every point with the spread of its seeds, in words and as a table', async () => {
    const page = await openWidget(ThreeDiets, { assets: ASSETS });
    await page.user.click(tab(texts.zh.sweeps));
    await pass(0);
    const figure = screen.getByRole('figure', { name: fill(texts.zh.sweepChart, { dial: '错误答案' }) });
    expect(figure.textContent).toContain('0%: 90% ± 1% · 10%: 82% ± 1%');
    expect(
      screen.getByText(
        fill(texts.zh.sweepFinding, { dial: '错误答案', first: '0%', last: '90%', from: '90%', to: '18%' }),
      ),
    ).toBeTruthy();
    await page.user.click(within(figure).getByRole('button', { name: /表格/ }));
    expect(within(figure).getAllByRole('row')).toHaveLength(7);
    for (const name of [texts.zh.size, texts.zh.repeats, texts.zh.unknown, texts.zh.mix]) {
      await page.user.click(screen.getByRole('radio', { name }));
      expect(screen.getByRole('figure', { name: new RegExp(`^${name}：`) })).toBeTruthy();
    }
  });

  it('say that there is none where there is none', async () => {
    const page = await openWidget(ThreeDiets);
    await page.user.click(tab(texts.zh.sweeps));
    expect(screen.getByText(texts.zh.sweepNone)).toBeTruthy();
  });
});

it('speaks English as well', async () => {
  const page = await openWidget(ThreeDiets);
  act(() => setLanguage('en'));
  for (const name of [texts.en.style, texts.en.curves, texts.en.sweeps, texts.en.answers])
    await page.user.click(tab(name));
  expect(screen.getByText(/How long will an answer in OpenAssistant style be/)).toBeTruthy();
  expect(page.container.textContent).not.toMatch(/\{\w+\}/);
});
