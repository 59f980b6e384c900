import { expect, it } from 'vitest';
import { placeLabels } from './labels.ts';

const FRAME = { left: 0, top: 0, right: 300, bottom: 200 };

it('writes a name to the right of its point where there is room', () => {
  const [place] = placeLabels([{ text: 'LoRA', left: 100, top: 100 }], [{ left: 100, top: 100 }], FRAME);
  expect(place).toMatchObject({ text: 'LoRA', anchor: 'start' });
  expect(place!.left).toBeGreaterThan(100);
});

it('takes the other side at the edge', () => {
  const [place] = placeLabels([{ text: 'LoRA', left: 295, top: 100 }], [], FRAME);
  expect(place!.anchor).toBe('end');
});

it('lets no name cover another', () => {
  const wanted = ['one', 'two', 'three', 'four'].map((text) => ({ text, left: 100, top: 100 }));
  const places = placeLabels(wanted, [], FRAME);
  expect(places.length).toBeGreaterThan(2);
  expect(new Set(places.map(({ left, top, anchor }) => `${left},${top},${anchor}`)).size).toBe(places.length);
});

it('lists the names of a crowd in one place, with a line to it', () => {
  // Six points in one place, as methods of one size that come to the same.
  const crowd = Array.from({ length: 6 }, (_, i) => ({ left: 150 + (i % 2), top: 60 + i }));
  const wanted = crowd.map((point, i) => ({ ...point, text: `a long name ${i}` }));
  // A wall on the left, so that sides run out.
  const wall = Array.from({ length: 20 }, (_, i) => ({ left: 140, top: 10 * i }));
  const places = placeLabels(wanted, [...crowd, ...wall], FRAME);
  expect(places.map(({ text }) => text).sort()).toEqual(wanted.map(({ text }) => text).sort());
  const led = places.filter(({ leader }) => leader);
  expect(led).toHaveLength(1);
  const { leader, text } = led[0]!;
  const own = wanted.find((one) => one.text === text)!;
  expect(Math.hypot(leader![0].left - own.left, leader![0].top - own.top)).toBeLessThan(6);
  expect(Math.hypot(leader![1].left - led[0]!.left, leader![1].top - led[0]!.top)).toBeLessThan(6);
});

it('leaves a name out rather than write it over a point', () => {
  const points = Array.from({ length: 900 }, (_, i) => ({
    left: (i % 30) * 10,
    top: Math.floor(i / 30) * 10,
  }));
  expect(placeLabels([{ text: 'LoRA', left: 100, top: 100 }], points, FRAME)).toEqual([]);
});
