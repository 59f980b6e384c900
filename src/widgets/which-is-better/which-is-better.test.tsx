// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { fill } from '../../page/language.ts';
import { quickSpec } from '../../recipes/defaults.ts';
import type { ExampleToken } from '../../train/protocol.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import WhichIsBetter from './index.tsx';
import { answerPairs, STYLES } from './pairs.ts';
import { texts } from './texts.ts';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
afterEach(cleanup);

const scored = (probability: number): ExampleToken[] => [
  { text: 'x', known: true, special: false, trained: false, probability: 0.01 },
  { text: 'y', known: true, special: false, trained: true, probability },
];

async function answerReading(page: Page, a: number, b: number) {
  await pass(0);
  const asked = page.worker().commands.flatMap((one) => (one.type === 'readExample' ? [one] : []));
  const [first, second] = asked.slice(-2);
  await act(async () => {
    page.worker().say({ type: 'exampleTokens', requestId: first!.requestId, tokens: scored(a) });
    page.worker().say({ type: 'exampleTokens', requestId: second!.requestId, tokens: scored(b) });
  });
}

describe('the pairs', () => {
  it.each(['zh', 'en'] as const)('%s: let every style stand once on each side', (language) => {
    const pairs = answerPairs(language);
    for (const side of ['a', 'b'] as const) {
      expect(pairs.map((pair) => pair[side].style).sort()).toEqual([...STYLES].sort());
    }
    for (const { a, b } of pairs) expect(a.text).not.toBe(b.text);
  });
});

describe('the answer-vote', () => {
  it('counts the response’s tokens only and says that loss disagrees', async () => {
    const page = await openWidget(WhichIsBetter);
    await page.user.click(button(/回答 B/));
    await answerReading(page, 0.5, 0.1);
    expect(screen.getByText(fill(texts.zh.loss, { a: '0.69', b: '2.30', model: '基座模型' }))).toBeTruthy();
    expect(screen.getByText(/损失较低的是 回答 A，你选的是 回答 B/)).toBeTruthy();
  });

  it('does not claim a lesson from agreement', async () => {
    const page = await openWidget(WhichIsBetter);
    await page.user.click(button(/回答 A/));
    await answerReading(page, 0.5, 0.1);
    expect(screen.getByText(/换一个人选另一个，数字不变/)).toBeTruthy();
  });

  it('works without an engine, and says what is missing', async () => {
    const page = await openWidget(WhichIsBetter, { live: false });
    await page.user.click(button(texts.zh.tie));
    expect(screen.getByText(texts.zh.lossWaits, { exact: false })).toBeTruthy();
    expect(page.workers).toHaveLength(0);
  });

  it('shows the recorded losses where nothing was measured, and says that they are a recording', async () => {
    const [pair] = answerPairs('zh');
    const readings = (['a', 'b'] as const).map((side) => ({
      prompt: pair!.prompt,
      response: pair![side].text,
      runName: 'lora',
      tokens: scored(side === 'a' ? 0.5 : 0.1),
    }));
    const runs = [{ name: 'lora', spec: quickSpec('lora', 'lesson7-zh', 42) }];
    const recording = fakeRecording('complete-or-answer-zh', runs, { readings });
    const page = await openWidget(WhichIsBetter, {
      live: false,
      assets: { 'runs/complete-or-answer-zh.json': recording },
    });
    await page.user.click(button(/回答 A/));
    await pass(0);
    expect(
      screen.getByText(fill(texts.zh.loss, { a: '0.69', b: '2.30', model: '微调后的模型' })),
    ).toBeTruthy();
    expect(screen.getByText(/test double/)).toBeTruthy();
  });

  it('tallies the styles chosen', async () => {
    const page = await openWidget(WhichIsBetter, { live: false });
    for (let i = 0; i < 4; i++) {
      await page.user.click(button(/回答 A/));
      if (i < 3) await page.user.click(button(texts.zh.next));
    }
    expect(screen.getByText(/你的 4 次选择：简短 1 次，整句 1 次，客气 1 次，带理由 1 次/)).toBeTruthy();
  });
});
