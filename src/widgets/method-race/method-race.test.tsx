// @vitest-environment jsdom
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { fill, setLanguage } from '../../page/language.ts';
import { getParams } from '../../page/param-store.ts';
import { CONTENDERS } from '../../recipes/contenders.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { raceSpecs } from '../../recipes/method-specs.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import MethodRace from './index.tsx';
import { FAMILIES, familyOf, paretoFront } from './results.ts';
import { texts } from './texts.ts';

const ALL = CONTENDERS.map(({ id }) => id);
const VALUES = { ...defaultsOf(WIDGET_PARAMS['method-race']), contenders: ALL };

/** A race in which parameters and forgetting grow with the place, and every second contender learns little. */
function recording(language: 'zh' | 'en'): string {
  const race = JSON.parse(fakeRecording(`race-${language}`, raceSpecs(VALUES, `lesson7-${language}`)));
  race.runs.forEach(
    (
      run: {
        facts: { trainableParameters: number };
        evaluations: { heldOutExactMatch: number; pretrainingLoss: number }[];
      },
      i: number,
    ) => {
      run.facts = { ...run.facts, trainableParameters: i === 0 ? 500_000 : 1000 * i };
      const last = run.evaluations.at(-1)!;
      last.heldOutExactMatch = i === 0 ? 0.9 : i % 2 === 0 ? 0.95 : 0.2;
      last.pretrainingLoss = 1 + 0.1 * i;
    },
  );
  return JSON.stringify(race);
}

const ASSETS = { 'runs/race-zh.json': recording('zh'), 'runs/race-en.json': recording('en') };
const tab = (name: string) => screen.getByRole('tab', { name });

afterEach(cleanup);

async function start(page: Page) {
  await page.user.click(screen.getByRole('button', { name: partTexts.zh.train }));
  await pass(0);
}

async function finishGroup(page: Page) {
  act(() => {
    page.worker().runTo(200);
    page.worker().finish();
  });
  await pass();
}

describe('the recorded race', () => {
  it('has every contender in the table, family and all', async () => {
    const page = await openWidget(MethodRace, { assets: ASSETS });
    await page.user.click(tab(texts.zh.table));
    const rows = within(screen.getByRole('table')).getAllByRole('row');
    expect(rows).toHaveLength(ALL.length + 1);
    expect(rows[1]!.textContent).toContain('全量微调全量500,00090%0.70 → 1.00');
    expect(rows[1]!.textContent).toContain('1.00');
  });

  it('says who gets most right, who needs least, and where the saying does not hold', async () => {
    await openWidget(MethodRace, { assets: ASSETS });
    expect(
      screen.getByText(fill(texts.zh.findingBest, { n: 19, label: '最后 2 层', match: '95%', step: 200 }), {
        exact: false,
      }),
    ).toBeTruthy();
    expect(screen.getByText(/参数最少的是最后 2 层：2,000 个，是全量的 0.4%。/)).toBeTruthy();
    expect(
      screen.getByText(/“参数高效就忘得少”在这里不成立：完全匹配率到 80% 的其他 9 种里，有 9 种/),
    ).toBeTruthy();
    expect(screen.getByText(/最低的是/)).toBeTruthy();
  });

  it('draws accuracy against parameters, against forgetting, and over steps', async () => {
    const page = await openWidget(MethodRace, { assets: ASSETS });
    expect(screen.getByRole('application', { name: texts.zh.paretoChart })).toBeTruthy();
    await page.user.click(tab(texts.zh.forgetting));
    expect(screen.getByRole('application', { name: texts.zh.forgettingChart })).toBeTruthy();
    await page.user.click(tab(texts.zh.curves));
    const match = screen.getByRole('figure', { name: '留出题完全匹配率' });
    // Only the chosen four.
    expect(within(match).getAllByRole('listitem')).toHaveLength(4);
  });

  it('tells what a method changes and costs, from the table and from a point of the plane', async () => {
    const page = await openWidget(MethodRace, { assets: ASSETS });
    const plane = screen.getByRole('application', { name: texts.zh.paretoChart });
    act(() => plane.focus());
    await page.user.keyboard('{Enter}');
    // No point is chosen yet.
    expect(screen.queryByRole('button', { name: texts.zh.close })).toBeNull();
    await page.user.keyboard('{ArrowRight}{Enter}');
    const close = () => screen.getByRole('button', { name: texts.zh.close });
    expect(close()).toBeTruthy();
    await page.user.click(close());
    expect(screen.getByText(/种方法里，完全匹配率最高的是/)).toBeTruthy();
    await page.user.click(tab(texts.zh.table));
    await page.user.click(screen.getByRole('button', { name: '(IA)³' }));
    const card = within(screen.getByRole('region', { name: '(IA)³' }));
    expect(card.getByText(/各乘上一个可训练的向量/)).toBeTruthy();
    expect(card.getByText(/训练完可以乘进原来的矩阵/)).toBeTruthy();
    expect(card.getByText(/增加 · 优化器状态/)).toBeTruthy();
    expect(screen.getByRole('button', { name: '(IA)³' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('speaks English', async () => {
    await openWidget(MethodRace, { assets: ASSETS });
    act(() => setLanguage('en'));
    await pass(0);
    await pass(0);
    expect(screen.getByText(/Of 19 methods Last 2 gets most right: 95% after 200 steps/)).toBeTruthy();
  });

  it('is not missed where there is none', async () => {
    await openWidget(MethodRace);
    expect(screen.getByText(texts.zh.waiting)).toBeTruthy();
  });
});

describe('a live race', () => {
  it('trains three at a time and queues the rest', async () => {
    const page = await openWidget(MethodRace, { assets: ASSETS });
    await start(page);
    expect(page.worker().last('start').runs).toHaveLength(3);
    expect(screen.getByText(fill(texts.zh.queued, { n: 1 }))).toBeTruthy();
    await finishGroup(page);
    expect(page.worker().count('start')).toBe(2);
    expect(page.worker().last('start').runs).toHaveLength(1);
    await finishGroup(page);
    await page.user.click(tab(texts.zh.table));
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(5);
  });

  it('goes back to the recorded race and forth', async () => {
    const page = await openWidget(MethodRace, { assets: ASSETS });
    await start(page);
    act(() => page.worker().runTo(20));
    await pass();
    await page.user.click(tab(texts.zh.table));
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(4);
    await page.user.click(screen.getByRole('radio', { name: texts.zh.recorded }));
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(20);
    await page.user.click(screen.getByRole('radio', { name: texts.zh.live }));
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(4);
  });

  it('lets the reader choose who runs, at least one', async () => {
    const page = await openWidget(MethodRace, { assets: ASSETS });
    await page.user.click(screen.getByText(texts.zh.contenders));
    await page.user.click(screen.getByRole('button', { name: texts.zh.everyone }));
    expect(getParams('method-race').contenders).toEqual(ALL);
    await page.user.click(screen.getByRole('button', { name: texts.zh.defaults }));
    for (const name of [texts.zh.full, 'Houlsby 16', '提示 16'])
      await page.user.click(screen.getByRole('checkbox', { name }));
    expect(getParams('method-race').contenders).toEqual(['lora']);
    expect(screen.getByRole('checkbox', { name: 'LoRA r=8' })).toHaveProperty('disabled', true);
    await page.user.click(screen.getByRole('checkbox', { name: 'DoRA r=8' }));
    expect(getParams('method-race').contenders).toEqual(['lora', 'dora']);
  });
});

describe('reading', () => {
  it('knows every contender’s family', () => {
    expect(new Set(ALL.map(familyOf))).toEqual(new Set(FAMILIES));
  });

  it('keeps on the front who is beaten on neither count', () => {
    const items = [
      { cost: 1, gain: 0.2 },
      { cost: 5, gain: 0.9 },
      { cost: 3, gain: 0.1 },
      { cost: 9, gain: 0.9 },
      { cost: 2, gain: 0.5 },
    ];
    const front = paretoFront(
      items,
      ({ cost }) => cost,
      ({ gain }) => gain,
    );
    expect(front.map(({ cost }) => cost)).toEqual([1, 2, 5]);
    for (const item of items) {
      const beaten = front.some(
        (one) =>
          one.cost <= item.cost && one.gain >= item.gain && (one.cost < item.cost || one.gain > item.gain),
      );
      expect(beaten).toBe(!front.includes(item));
    }
  });
});
