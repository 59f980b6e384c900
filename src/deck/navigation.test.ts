/** @file Moving through the deck. */
import { describe, expect, it } from 'vitest';
import { clampPosition, move } from './navigation.ts';
import { outlineOf } from './testing.ts';

const outline = outlineOf({ one: 0, two: 2, three: 1 });

describe('moving', () => {
  it('shows each step before the next slide', () => {
    const seen = ['one:0'];
    let at = { slide: 'one', step: 0 };
    for (let press = 0; press < 8; press += 1) {
      at = move(outline, at, 'next');
      seen.push(`${at.slide}:${at.step}`);
    }
    expect(seen).toEqual([
      'one:0',
      'two:0',
      'two:1',
      'two:2',
      'three:0',
      'three:1',
      'three:1',
      'three:1',
      'three:1',
    ]);
  });

  it('goes back over the same places', () => {
    let at = { slide: 'three', step: 1 };
    const seen: string[] = [];
    for (let press = 0; press < 6; press += 1) {
      at = move(outline, at, 'previous');
      seen.push(`${at.slide}:${at.step}`);
    }
    expect(seen).toEqual(['three:0', 'two:2', 'two:1', 'two:0', 'one:0', 'one:0']);
  });

  it('takes whole slides, the first and the last', () => {
    expect(move(outline, { slide: 'two', step: 1 }, 'nextSlide')).toEqual({ slide: 'three', step: 0 });
    expect(move(outline, { slide: 'two', step: 1 }, 'previousSlide')).toEqual({ slide: 'one', step: 0 });
    expect(move(outline, { slide: 'two', step: 1 }, 'first')).toEqual({ slide: 'one', step: 0 });
    expect(move(outline, { slide: 'two', step: 1 }, 'last')).toEqual({ slide: 'three', step: 0 });
  });
});

describe('clamping', () => {
  it.each([
    [
      { slide: 'two', step: 99 },
      { slide: 'two', step: 2 },
    ],
    [
      { slide: 'two', step: -3 },
      { slide: 'two', step: 0 },
    ],
    [
      { slide: 'two', step: Number.NaN },
      { slide: 'two', step: 0 },
    ],
    [
      { slide: 'nowhere', step: 1 },
      { slide: 'one', step: 0 },
    ],
  ])('%o becomes %o', (given, expected) => {
    expect(clampPosition(outline, given)).toEqual(expected);
  });
});
