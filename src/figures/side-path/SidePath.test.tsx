// @vitest-environment jsdom
/** @file The side path is drawn to scale, and a merge leaves one matrix. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { fill, setLanguage } from '../../page/language.ts';
import { SidePath } from './SidePath.tsx';
import { sidePathTexts } from './texts.ts';

afterEach(() => {
  cleanup();
  setLanguage('zh');
});

const sides = (selector: string) =>
  [...document.querySelectorAll(selector)].map((one) => [
    Number(one.getAttribute('width')),
    Number(one.getAttribute('height')),
  ]);

it('draws W, A and B to scale, with the rank that the reader chose', () => {
  const draw = (r: number) => <SidePath matrix="down" inputs={336} outputs={128} r={r} loraAlpha={16} />;
  const { rerender } = render(draw(32));
  const [[width, height]] = sides('.path-frozen') as [[number, number]];
  expect(width / height).toBeCloseTo(336 / 128);
  const [a, b] = sides('.path-added > rect') as [[number, number], [number, number]];
  expect([a[0], b[1]]).toEqual([width, height]);
  expect(a[1] / height).toBeCloseTo(32 / 128);
  expect(b[0]).toBe(a[1]);
  rerender(draw(64));
  expect(sides('.path-added > rect')[0]![1]).toBeCloseTo(2 * a[1]);
});

it.each(['zh', 'en'] as const)(
  'says both ways, and after the merge the one that is left (%s)',
  (language) => {
    setLanguage(language);
    const t = sidePathTexts[language];
    render(<SidePath matrix="q" inputs={128} outputs={128} r={8} loraAlpha={12} />);
    const values = { in: 128, out: 128, r: 8, scale: '1.5' };
    const said = () => screen.getByRole('img').getAttribute('aria-label');
    expect(said()).toBe(fill(t.apart, values));
    const merge = screen.getByRole('button', { name: t.merge });
    fireEvent.click(merge);
    expect(merge.getAttribute('aria-pressed')).toBe('true');
    expect(said()).toBe(fill(t.merged, values));
    expect(
      [...document.querySelectorAll('.path-added')].every((one) => (one as SVGGElement).style.transform),
    ).toBe(true);
    fireEvent.click(merge);
    expect(said()).toBe(fill(t.apart, values));
  },
);

it('is a table too', () => {
  render(<SidePath matrix="q" inputs={128} outputs={96} r={8} loraAlpha={16} />);
  fireEvent.click(screen.getByRole('button', { name: /表格/ }));
  expect(screen.getByRole('row', { name: /^W₀/ }).textContent).toContain('96 × 12812,288');
  expect(screen.getByRole('row', { name: /^A/ }).textContent).toContain('8 × 1281,024');
});
