// @vitest-environment jsdom
/** @file What is drawn while runs train: the last value always, others seldom, and evaluations only when there is a new one. */
import { act, cleanup, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';
import { useThrottled } from '../../client/hooks.ts';
import { makeSpec } from '../../recipes/defaults.ts';
import { type ShownRun, useEvaluated } from './shown-run.ts';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('a value that keeps changing is shown once in the interval, and in the end the last one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const shown: number[] = [];
  const hook = renderHook(
    ({ value }) => {
      const now = useThrottled(value, 100);
      if (shown.at(-1) !== now) shown.push(now);
      return now;
    },
    { initialProps: { value: 0 }, wrapper: StrictMode },
  );
  for (let value = 1; value <= 10; value++) {
    hook.rerender({ value });
    await act(() => vi.advanceTimersByTimeAsync(20));
  }
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(hook.result.current).toBe(10);
  // 200 ms of changes, of which the first is shown at once.
  expect(shown.length).toBeLessThanOrEqual(5);
});

it('runs keep their reference until one of them is evaluated', () => {
  const run: ShownRun = {
    key: 'a',
    name: 'lora',
    spec: makeSpec({}),
    facts: null,
    steps: [],
    stepCount: 0,
    evaluations: [],
    evaluationCount: 1,
    speed: null,
    live: null,
  };
  const first = [run];
  const hook = renderHook(({ runs }) => useEvaluated(runs), {
    initialProps: { runs: first },
    wrapper: StrictMode,
  });
  hook.rerender({ runs: [{ ...run, stepCount: 20 }] });
  expect(hook.result.current).toBe(first);
  const evaluated = [{ ...run, evaluationCount: 2 }];
  hook.rerender({ runs: evaluated });
  expect(hook.result.current).toBe(evaluated);
});
