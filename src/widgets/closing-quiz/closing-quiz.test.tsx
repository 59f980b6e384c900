// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { fill } from '../../page/language.ts';
import { createWorld } from '../../world/index.ts';
import { openWidget } from '../testing.tsx';
import ClosingQuiz from './index.tsx';
import { QUESTIONS } from './questions.ts';
import { texts } from './texts.ts';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
afterEach(cleanup);

describe('the questions', () => {
  it('each have one right option that exists, and a reason for every option', () => {
    for (const { options, right } of QUESTIONS) {
      expect(options.filter(({ id }) => id === right)).toHaveLength(1);
      for (const { label, why } of options) {
        for (const words of [label, why])
          expect([words.zh, words.en].every((text) => text.length > 0)).toBe(true);
      }
    }
  });

  it('do not always have the right option in the same place', () => {
    const places = QUESTIONS.map(({ options, right }) => options.findIndex(({ id }) => id === right));
    expect(new Set(places).size).toBeGreaterThan(1);
  });

  it('speak of a person whom the tuning data never names', () => {
    for (const [language, name] of [
      ['zh', '王芳'],
      ['en', 'Alice'],
    ] as const) {
      const subject = createWorld(language).subjects.find((one) => one.name === name);
      expect(subject?.split).toBe('heldOut');
      expect(QUESTIONS[0]!.question[language]).toContain(name);
    }
  });
});

describe('the quiz', () => {
  it('explains a wrong answer and lets one try again', async () => {
    const page = await openWidget(ClosingQuiz);
    await page.user.click(button('解码时碰巧'));
    expect(screen.getByRole('status').textContent).toContain('再想想');
    await page.user.click(button('预训练'));
    expect(screen.getByRole('status').textContent).toContain(texts.zh.right);
    expect(button('✓ 预训练')).toBeTruthy();
    expect(button('✗ 解码时碰巧')).toBeTruthy();
  });

  it('counts what was right at the first try', async () => {
    const page = await openWidget(ClosingQuiz);
    for (const [i, { options, right }] of QUESTIONS.entries()) {
      if (i === 0) await page.user.click(button(options.find(({ id }) => id !== right)!.label.zh));
      await page.user.click(button(options.find(({ id }) => id === right)!.label.zh));
      if (i < QUESTIONS.length - 1) await page.user.click(button(texts.zh.next));
    }
    expect(screen.getByText(fill(texts.zh.score, { total: 5, right: 4 }))).toBeTruthy();
    await page.user.click(button(texts.zh.again));
    expect(screen.getByText(fill(texts.zh.progress, { n: 1, total: 5 }))).toBeTruthy();
  });
});
