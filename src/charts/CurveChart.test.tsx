// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../page/language.ts';
import { LossChart } from './LossChart.tsx';
import type { Series } from './series.ts';
import { chartTexts } from './texts.ts';

const line = (id: string, quantity: Series['quantity'], values: number[]): Series => ({
  id,
  label: id,
  kind: 'lora',
  quantity,
  points: values.map((value, i) => ({ step: i * 10, value })),
});
const series = [line('training', 'training', [3, 2, 1]), line('held out', 'heldOut', [3.2, 2.4, 1.5])];
const paths = (container: HTMLElement) => [...container.querySelectorAll('.chart-curves path')];

afterEach(() => {
  cleanup();
  setLanguage('zh');
});

it('draws each curve inside the plot, markers on what was evaluated', () => {
  const { container } = render(<LossChart series={series} lastStep={20} />);
  const [training, heldOut, markers] = paths(container);
  expect(paths(container)).toHaveLength(3);
  for (const path of [training!, heldOut!]) {
    const numbers = path
      .getAttribute('d')!
      .match(/-?[\d.]+/g)!
      .map(Number);
    expect(numbers).toHaveLength(6);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(400);
  }
  expect(training!.getAttribute('stroke-dasharray')).toBeNull();
  expect(heldOut!.getAttribute('stroke-dasharray')).toBe('7 4');
  expect(markers!.getAttribute('d')!.match(/M/g)).toHaveLength(3);
});

it('moves the curves when the axis becomes logarithmic', () => {
  const { container } = render(<LossChart series={series} lastStep={20} />);
  const before = paths(container)[0]!.getAttribute('d');
  fireEvent.click(screen.getByRole('button', { name: /对数纵轴/ }));
  expect(paths(container)[0]!.getAttribute('d')).not.toBe(before);
});

it('says the same as a table, on request', () => {
  render(<LossChart series={series} lastStep={20} />);
  fireEvent.click(screen.getByRole('button', { name: /以表格显示/ }));
  expect(screen.getAllByRole('row')).toHaveLength(4);
  expect(screen.getByRole('row', { name: '20 1.00 1.50' })).toBeTruthy();
});

it('draws a chart of nothing without falling over', () => {
  render(<LossChart series={[]} lastStep={20} />);
  expect(screen.getByText(chartTexts.zh.empty)).toBeTruthy();
});

it('survives values that are no numbers', () => {
  const { container } = render(
    <LossChart
      series={[line('x', 'training', [1, Number.NaN, Number.POSITIVE_INFINITY, 0])]}
      lastStep={30}
    />,
  );
  fireEvent.click(screen.getByRole('button', { name: /对数纵轴/ }));
  expect(paths(container)[0]!.getAttribute('d')).not.toMatch(/NaN|Infinity/);
});
