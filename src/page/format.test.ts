import { expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatLoss,
  formatMilliseconds,
  formatPerSecond,
  formatRate,
  formatSeconds,
  formatShare,
  formatTiny,
} from './format.ts';

it('prints learning rates as one reads them', () => {
  expect([5e-4, 1.5e-3, 0.1, 1, 1e-5].map(formatRate)).toEqual(['5e-4', '1.5e-3', '0.1', '1', '1e-5']);
  expect(formatRate(0)).toBe('0');
});

it('prints shares, with a digit where they are small', () => {
  expect([0, 1e-5, 0.029, 0.93, 0.999, 1].map(formatShare)).toEqual([
    '0%',
    '<0.1%',
    '2.9%',
    '93%',
    '100%',
    '100%',
  ]);
});

it('prints bytes in decimal units', () => {
  expect([512, 131_072, 3_300_000, 2.82e12].map(formatBytes)).toEqual([
    '512 B',
    '131 kB',
    '3.3 MB',
    '2.8 TB',
  ]);
});

it('prints durations, counts and rates', () => {
  expect([5.2, 59, 61, 600].map(formatSeconds)).toEqual(['6 s', '59 s', '1:01', '10:00']);
  expect(formatCount(16384)).toBe('16,384');
  expect([3.12, 12.3, 1204].map(formatPerSecond)).toEqual(['3.1', '12', '1,204']);
  expect([0.034, 12.34, 250.6].map(formatMilliseconds)).toEqual(['0.034 ms', '12 ms', '251 ms']);
  expect([0, 2.4e-7].map(formatTiny)).toEqual(['0', '2.4e-7']);
});

it('says nothing of what is no number', () => {
  for (const format of [formatLoss, formatShare, formatSeconds]) expect(format(Number.NaN)).toBe('–');
});

it('gives no sign to a difference of losses that rounds to zero', () => {
  expect([-0.004, -0.006, 0.004].map(formatLoss)).toEqual(['0.00', '-0.01', '0.00']);
});
