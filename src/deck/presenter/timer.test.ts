/** @file The talk's clock over a reload. */
import { afterEach, expect, it } from 'vitest';
import { enterSlide, resetTimer, spentOn, timer, timerFrom, toggleTimer } from './timer.ts';

const T0 = 1_700_000_000_000;

afterEach(() => {
  timer.set({ slide: null });
  resetTimer();
});

it('runs on in the next page as if there had been no reload', () => {
  enterSlide('a', T0);
  toggleTimer(T0);
  enterSlide('b', T0 + 60_000);
  const left: unknown = JSON.parse(JSON.stringify(timer.get()));
  timer.set({ slide: null });
  resetTimer();
  timer.set(timerFrom(left)!);
  expect([spentOn('a', T0 + 90_000), spentOn('b', T0 + 90_000)]).toEqual([60_000, 30_000]);
});

it('takes nothing that is no clock', () => {
  const good = timer.get();
  expect(timerFrom(good)).toEqual(good);
  for (const bad of [
    null,
    7,
    {},
    { ...good, clock: null },
    { ...good, clock: { startedAt: 'now', before: 0 } },
    { ...good, clock: { startedAt: null, before: -1 } },
    { ...good, spent: { a: 'long' } },
    { ...good, slide: 3 },
    { ...good, enteredAt: null },
    { ...good, plan: 'half' },
  ])
    expect(timerFrom(bad), JSON.stringify(bad)).toBeNull();
});
