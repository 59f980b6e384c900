import { describe, expect, it } from 'vitest';
import { someRows, thin, toRows } from './rows.ts';
import { linearTicks, logTicks } from './scale.ts';
import { type Series, toneLook } from './series.ts';
import { summarise } from './summary.ts';

const points = (count: number, value: (step: number) => number) =>
  Array.from({ length: count }, (_, i) => ({ step: i + 1, value: value(i + 1) }));
const series = (id: string, part: Partial<Series>): Series => ({
  id,
  label: id,
  kind: 'full',
  quantity: 'training',
  points: [],
  ...part,
});

describe('rows', () => {
  it('keeps short curves as they are', () => {
    const curve = points(200, (step) => 1 / step);
    expect(thin(curve)).toEqual(curve);
  });

  it('draws a long curve as means, its last point untouched', () => {
    const thinned = thin(
      points(2000, (step) => step),
      100,
    );
    expect(thinned.length).toBeLessThanOrEqual(101);
    expect(thinned.at(-1)).toEqual({ step: 2000, value: 2000 });
    expect(thinned[0]!.value).toBeCloseTo(thinned[0]!.step, -1);
  });

  it('leaves out what is no number', () => {
    expect(
      thin([
        { step: 1, value: Number.NaN },
        { step: 2, value: 3 },
      ]),
    ).toEqual([{ step: 2, value: 3 }]);
  });

  it('puts curves of different steps into one table', () => {
    const rows = toRows([
      series('loss', { points: points(3, (step) => step) }),
      series('validation', {
        points: [
          { step: 0, value: 9 },
          { step: 3, value: 8 },
        ],
      }),
    ]);
    expect(rows).toEqual([
      { step: 0, validation: 9 },
      { step: 1, loss: 1 },
      { step: 2, loss: 2 },
      { step: 3, loss: 3, validation: 8 },
    ]);
  });

  it('keeps first and last of a table', () => {
    expect(someRows([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
  });
});

describe('ticks', () => {
  it('are round and reach the top', () => {
    expect(linearTicks(1)).toEqual([0, 0.5, 1]);
    expect(linearTicks(3.3)).toEqual([0, 1, 2, 3, 4]);
    expect(linearTicks(200)).toEqual([0, 50, 100, 150, 200]);
    expect(linearTicks(0)).toEqual([0, 1]);
  });

  it('go by powers on a logarithmic axis', () => {
    expect(logTicks(0.25, 3)).toEqual([0.2, 0.5, 1, 2, 5]);
    expect(logTicks(1e-3, 5)).toEqual([1e-3, 1e-2, 0.1, 1, 10]);
    expect(logTicks(1, 1)).toEqual([0.1, 1, 10]);
  });
});

describe('the summary', () => {
  const format = (value: number) => value.toFixed(2);
  it('says where each curve began and where it is', () => {
    const loss = series('loss', {
      points: [
        { step: 1, value: 2.31 },
        { step: 200, value: 0.42 },
      ],
    });
    expect(summarise([loss], format, 'en')).toBe('loss: 2.31 → 0.42 in 200 steps');
    expect(summarise([loss], format, 'zh')).toBe('loss：2.31 → 0.42（200 步）');
  });

  it('says that there is nothing yet', () => {
    expect(summarise([], format, 'en')).toBe('No data yet.');
  });

  it('leaves out an earlier run', () => {
    expect(summarise([series('old', { faded: true, points: [{ step: 1, value: 1 }] })], format, 'en')).toBe(
      'No data yet.',
    );
  });
});

describe('tones', () => {
  it('are 24 pairs of colour and marker, no two alike', () => {
    const looks = Array.from({ length: 24 }, (_, i) => toneLook(i));
    expect(new Set(looks.map(({ color, marker }) => `${color} ${marker}`)).size).toBe(24);
    for (let i = 1; i < 12; i++) expect(looks[i]!.color).not.toBe(looks[i - 1]!.color);
  });
});
