// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import { forgetParams } from '../../page/param-store.ts';
import { forgetPrediction, guessId, predict, teaching } from '../teaching.ts';
import { slideTexts } from './texts.ts';
import { AfterGuess } from './UntilGuess.tsx';

beforeEach(() => {
  setLanguage('zh');
  teaching.set({ predictions: {}, observations: {}, answers: {} });
});
afterEach(() => {
  cleanup();
  history.replaceState(null, '', '/');
  forgetParams();
});

const result = <AfterGuess widget="sweep">八成</AfterGuess>;
const isVeiled = () => screen.getByText('八成').closest('[data-on]') !== null;

it('hides a result until there is a guess, and again when the guess is taken back', () => {
  render(result);
  expect(isVeiled()).toBe(true);
  expect(screen.getByText(slideTexts.zh.guessToSee, { exact: false })).toBeTruthy();
  act(() => predict(guessId('sweep'), { kind: 'pick', option: 'low' }));
  expect(isVeiled()).toBe(false);
  expect(screen.queryByText(slideTexts.zh.guessToSee, { exact: false })).toBeNull();
  act(() => forgetPrediction(guessId('sweep')));
  expect(isVeiled()).toBe(true);
});

it('shows it to who skips, and where the teacher hides predictions', () => {
  render(result);
  act(() => predict(guessId('sweep'), { kind: 'skipped' }));
  expect(isVeiled()).toBe(false);
  cleanup();
  teaching.set({ predictions: {}, observations: {}, answers: {} });
  history.replaceState(null, '', '/?hide=predict');
  forgetParams();
  render(result);
  expect(isVeiled()).toBe(false);
});
