// @vitest-environment jsdom
/** @file The teaching elements. */
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import { type SlideScope, SlideScopeValue } from '../context.ts';
import { observe, teaching } from '../teaching.ts';
import { outlineOf } from '../testing.ts';
import { Option, Predict } from './Predict.tsx';
import { Answer, Quiz } from './Quiz.tsx';
import { formatRecorded, recordedValue } from './Recorded.tsx';
import { Term } from './Term.tsx';
import { slideTexts } from './texts.ts';

const scope: SlideScope = {
  slide: outlineOf({ one: 0 }).slides[0]!,
  language: 'zh',
  step: 0,
  mode: 'present',
  view: 'stage',
  hosts: new Map(),
};

function show(children: ReactNode, extra: Partial<SlideScope> = {}) {
  return render(<SlideScopeValue value={{ ...scope, ...extra }}>{children}</SlideScopeValue>);
}

beforeEach(() => {
  setLanguage('zh');
  teaching.set({ predictions: {}, observations: {}, answers: {} });
});
afterEach(cleanup);

describe('a quiz', () => {
  const quiz = (
    <Quiz id="q" question="哪个？">
      <Answer id="a" label="甲">
        甲的理由
      </Answer>
      <Answer id="b" label="乙" correct>
        乙的理由
      </Answer>
    </Quiz>
  );

  it('explains a wrong answer and lets one choose again', () => {
    show(quiz);
    fireEvent.click(screen.getByText('甲'));
    expect(screen.getByText('甲的理由').textContent).toContain('不对');
    fireEvent.click(screen.getByText('乙'));
    expect(screen.queryByText('甲的理由')).toBeNull();
    expect(screen.getByText('乙的理由').textContent).toContain(slideTexts.zh.right);
  });

  it('keeps the answer over a remount', () => {
    show(quiz);
    fireEvent.click(screen.getByText('乙'));
    cleanup();
    show(quiz);
    expect(screen.getByText('乙').getAttribute('aria-pressed')).toBe('true');
  });

  it('shows the right answer in print', () => {
    show(quiz, { mode: 'print' });
    expect(screen.getByText('乙的理由')).toBeTruthy();
    expect(screen.queryByText('甲的理由')).toBeNull();
  });
});

describe('a prediction', () => {
  it('by picking is answered, and can be taken back', () => {
    show(
      <Predict id="p" question="会怎样？">
        <Option id="up" label="上升">
          其实下降
        </Option>
      </Predict>,
    );
    fireEvent.click(screen.getByText('上升'));
    expect(screen.getByText('其实下降')).toBeTruthy();
    fireEvent.click(screen.getByText(slideTexts.zh.again));
    expect(screen.queryByText('其实下降')).toBeNull();
  });

  it('by drawing says the gap once the result is in', () => {
    show(<Predict id="curve" question="画出来" axis="损失" min="0" max="5" />);
    for (const slider of screen.getAllByRole('slider')) fireEvent.change(slider, { target: { value: '4' } });
    fireEvent.click(screen.getByText(slideTexts.zh.done));
    expect(screen.getByRole('status').textContent).toContain('结果出来后');
    act(() => observe('curve', [4, 1, 0.5]));
    expect(screen.getByRole('status').textContent).toContain('偏高');
    expect(screen.getByRole('status').textContent).toContain('3.5');
  });

  it('may be skipped', () => {
    show(<Predict id="curve" question="画出来" axis="损失" />);
    fireEvent.click(screen.getByText(slideTexts.zh.skip));
    expect(teaching.get().predictions.curve).toEqual({ kind: 'skipped' });
  });
});

it('a term is a button with its meaning in both languages', () => {
  show(<Term id="base">基座</Term>);
  expect(screen.getByText('基座').tagName).toBe('BUTTON');
  expect(document.querySelector('.term-box')!.textContent).toContain('base model');
});

describe('a recorded figure', () => {
  const evaluation = {
    step: 0,
    validationLoss: 2,
    heldOutExactMatch: 0,
    seenExactMatch: 0,
    pretrainingLoss: 0.7,
    samples: [],
  };
  const recording = {
    version: 1,
    id: 'sft-live-zh',
    date: '2026-11-23',
    engine: 'webgpu',
    adapter: 'x',
    seed: 42,
    model: 'lesson7-zh',
    runs: [
      {
        name: 'full',
        spec: { steps: 200 },
        facts: { trainableParameters: 12345 },
        steps: [
          { step: 1, loss: 3 },
          { step: 2, loss: 1.5 },
        ],
        evaluations: [evaluation, { ...evaluation, step: 200, heldOutExactMatch: 0.934 }],
      },
    ],
    // biome-ignore lint/suspicious/noExplicitAny: only the fields that are read.
  } as any;

  it('is read from facts, evaluations, steps', () => {
    expect(recordedValue(recording, 'full', 'trainableParameters', 'last')).toBe(12345);
    expect(recordedValue(recording, 'full', 'heldOutExactMatch', 'last')).toBe(0.934);
    expect(recordedValue(recording, 'full', 'heldOutExactMatch', 'first')).toBe(0);
    expect(recordedValue(recording, 'full', 'heldOutExactMatch', '200')).toBe(0.934);
    expect(recordedValue(recording, 'full', 'heldOutExactMatch', '100')).toBeNull();
    expect(recordedValue(recording, 'full', 'loss', 'last')).toBe(1.5);
    expect(recordedValue(recording, 'full', 'steps', 'last')).toBe(200);
    expect(recordedValue(recording, 'lora', 'loss', 'last')).toBeNull();
    expect(recordedValue(recording, 'full', 'nothing', 'last')).toBeNull();
  });
  it('is written as what it is', () => {
    expect(formatRecorded(0.934, 'heldOutExactMatch', 'en')).toBe('93%');
    expect(formatRecorded(12345, 'trainableParameters', 'en')).toBe('12,345');
    expect(formatRecorded(0.7123, 'pretrainingLoss', 'en')).toBe('0.71');
  });
});
