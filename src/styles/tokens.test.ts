/** @file Contrast of the palette: text colours 4.5:1 on every surface they stand on, lines of controls 3:1. */
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
  const [r, g, b] = linear(hex);
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

type Vector = [number, number, number];

/** Machado, Oliveira & Fernandes 2009, severity 1: what is left of a colour, in linear sRGB. */
const VISIONS: Record<string, [Vector, Vector, Vector]> = {
  'every cone': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Vector {
  return [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Vector;
}

/** CIELAB under D65 of a colour as this vision sees it; distances are ΔE 1976. */
function lab(matrix: [Vector, Vector, Vector], hex: string): Vector {
  const rgb = linear(hex);
  const [r, g, b] = matrix.map((row) =>
    Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])),
  ) as Vector;
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const of = (name: string) => colours.get(name)![theme === 'light' ? 0 : 1];
  it.each(pairs)('%s is readable on %s', (text, surface) => {
    expect(contrast(of(text), of(surface))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SURFACES)('the edge of a control is seen on %s', (surface) => {
    expect(contrast(of('line-strong'), of(surface))).toBeGreaterThanOrEqual(3);
  });
  it.each(Object.entries(VISIONS))('full and LoRA stay apart for %s', (_name, matrix) => {
    const seen = (name: string) => lab(matrix, of(name));
    const [a, b] = [seen('series-full'), seen('series-lora')];
    expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(40);
  });
});

it('a font stack names Latin fonts of every system before its first Chinese one', () => {
  const CHINESE = /PingFang|Songti|YaHei|HarmonyOS|Han S|CJK|SC$/;
  const stacks = [...css.matchAll(/--font-([a-z]+):([^;]+);/g)].map(
    ([, name, list]) => [name!, list!.split(',').map((font) => font.trim().replaceAll('"', ''))] as const,
  );
  expect(stacks.map(([name]) => name)).toEqual(['sans', 'serif', 'mono']);
  for (const [, fonts] of stacks) {
    const latin = fonts.slice(
      0,
      fonts.findIndex((font) => CHINESE.test(font)),
    );
    // Windows and macOS have others before these; Linux has at least one of these.
    expect(latin.some((font) => font.startsWith('DejaVu'))).toBe(true);
    expect(latin.some((font) => font.startsWith('Liberation'))).toBe(true);
    expect(latin.some((font) => font.startsWith('Noto'))).toBe(true);
  }
});
