/** @file Ink is stored per slide, in shares of the box. */
import { beforeEach, expect, it } from 'vitest';
import {
  beginStroke,
  clearInk,
  extendStroke,
  ink,
  inkFrom,
  strokePath,
  strokesOf,
  undoStroke,
} from './ink.ts';

beforeEach(() => ink.set({ strokes: {}, colour: 'bad' }));

it('draws a stroke on its own slide, and wipes only that', () => {
  beginStroke('a', { x: 0, y: 0 });
  extendStroke('a', { x: 0.5, y: 0.5 });
  beginStroke('b', { x: 1, y: 1 });
  expect(strokePath(strokesOf(ink.get(), 'a')[0]!)).toBe('M0.0 0.0L800.0 450.0');
  clearInk('a');
  expect(strokesOf(ink.get(), 'a')).toEqual([]);
  expect(strokesOf(ink.get(), 'b')).toHaveLength(1);
});

it('drops points that are too close, and draws a dot for a tap', () => {
  beginStroke('a', { x: 0.5, y: 0.5 });
  extendStroke('a', { x: 0.5001, y: 0.5 });
  expect(strokesOf(ink.get(), 'a')[0]!.points).toHaveLength(1);
  expect(strokePath(strokesOf(ink.get(), 'a')[0]!)).toBe('M800.0 450.0L800.0 450.0');
});

it('takes back one stroke after the other, on its own slide', () => {
  beginStroke('a', { x: 0, y: 0 });
  beginStroke('a', { x: 1, y: 1 });
  beginStroke('b', { x: 1, y: 1 });
  undoStroke('a');
  expect(strokesOf(ink.get(), 'a').map(({ points }) => points[0])).toEqual([{ x: 0, y: 0 }]);
  undoStroke('a');
  undoStroke('a');
  expect([strokesOf(ink.get(), 'a').length, strokesOf(ink.get(), 'b').length]).toEqual([0, 1]);
});

it('reads what another page left, and nothing that is no ink', () => {
  beginStroke('a', { x: 0.25, y: 0.5 });
  const { strokes, colour } = ink.get();
  const left: unknown = JSON.parse(JSON.stringify({ strokes, colour }));
  expect(inkFrom(left)).toEqual({ strokes, colour });
  const stroke = { colour: 'bad', points: [{ x: 0, y: 0 }] };
  for (const bad of [
    null,
    'ink',
    { strokes },
    { colour: 'bad', strokes: null },
    { colour: 'green', strokes },
    { colour: 'bad', strokes: { a: 'line' } },
    { colour: 'bad', strokes: { a: [null] } },
    { colour: 'bad', strokes: { a: [{ ...stroke, colour: 'red; background: url(x)' }] } },
    { colour: 'bad', strokes: { a: [{ ...stroke, points: [{ x: 'left', y: 0 }] }] } },
    { colour: 'bad', strokes: { a: [{ ...stroke, points: [null] }] } },
  ])
    expect(inkFrom(bad), JSON.stringify(bad)).toBeNull();
});
