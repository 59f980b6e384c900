/** @file The talk's clock and plan. */
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../testing.ts';
import { elapsedOf, formatTime, minutesOfPlan, paceAt, STOPPED, toggled } from './pace.ts';

const MINUTE = 60_000;
const outline = outlineOf({ one: 0, two: 0, three: 0 });

describe('pace', () => {
  it.each([
    ['one', 1, 0],
    ['one', 3, 1],
    ['two', 1, -1],
    ['two', 4, 0],
    ['three', 10, 4],
  ])('on slide %s after %i minutes one is %i minutes late', (slide, minutes, late) => {
    expect(paceAt(outline, slide, minutes * MINUTE, 'whole').late).toBe(late * MINUTE);
  });

  it('gives optional slides no time on the core path', () => {
    const [one, two, three] = outline.slides;
    const mixed = { ...outline, slides: [one!, { ...two!, optional: true }, three!] };
    expect(minutesOfPlan(mixed, 'whole')).toBe(6);
    expect(minutesOfPlan(mixed, 'core')).toBe(4);
    expect(paceAt(mixed, 'three', 3 * MINUTE, 'core')).toEqual({
      start: 2 * MINUTE,
      end: 4 * MINUTE,
      late: 0,
    });
    expect(paceAt(mixed, 'two', 3 * MINUTE, 'core').late).toBe(MINUTE);
  });
});

describe('clock', () => {
  it('counts only while it runs', () => {
    let clock = toggled(STOPPED, 1000);
    expect(elapsedOf(clock, 4000)).toBe(3000);
    clock = toggled(clock, 4000);
    expect(elapsedOf(clock, 9000)).toBe(3000);
    clock = toggled(clock, 10_000);
    expect(elapsedOf(clock, 12_000)).toBe(5000);
  });

  it.each([
    [0, '0:00'],
    [65_000, '1:05'],
    [3_600_000, '1:00:00'],
    [-125_000, '2:05'],
  ])('%i ms is %s', (milliseconds, text) => {
    expect(formatTime(milliseconds)).toBe(text);
  });
});
