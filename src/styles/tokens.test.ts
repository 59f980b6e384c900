/** @file The palette keeps its promise: text colours 4.5:1 on every surface they stand on, lines of controls 3:1. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');

/** Name to [light, dark]. */
const colours = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, [light!, dark!] as const] as const,
  ),
);

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['surface', 'surface-raised', 'surface-sunken'];
const TEXTS = [
  'ink',
  'ink-muted',
  'accent',
  'good',
  'bad',
  'warn',
  ...[...colours.keys()].filter((name) => /^series-[\w]+$/.test(name)),
];
const ON_SOFT: [string, string][] = [
  ['good', 'good-soft'],
  ['bad', 'bad-soft'],
  ['warn', 'warn-soft'],
  ['accent-strong', 'accent-soft'],
  ['series-full', 'series-full-soft'],
  ['series-lora', 'series-lora-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['ink-muted', 'good-soft'],
  ['ink-muted', 'bad-soft'],
];

const pairs = [
  ...TEXTS.flatMap((text) => SURFACES.map((surface): [string, string] => [text, surface])),
  ...ON_SOFT,
];

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const of = (name: string) => colours.get(name)![theme === 'light' ? 0 : 1];
  it.each(pairs)('%s is readable on %s', (text, surface) => {
    expect(contrast(of(text), of(surface))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SURFACES)('the edge of a control is seen on %s', (surface) => {
    expect(contrast(of('line-strong'), of(surface))).toBeGreaterThanOrEqual(3);
  });
  it('the two methods differ in lightness too, or by name: they never rely on hue alone', () => {
    expect(of('series-full')).not.toBe(of('series-lora'));
  });
});
