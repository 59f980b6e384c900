/** @file Ink is stored per slide, in shares of the box. */
import { beforeEach, expect, it } from 'vitest';
import { beginStroke, clearInk, extendStroke, ink, strokePath, strokesOf } from './ink.ts';

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
