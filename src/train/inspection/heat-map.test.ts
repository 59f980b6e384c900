import { describe, expect, it } from 'vitest';
import { cellsOf, heatMap } from './heat-map.ts';

describe('a heat map', () => {
  it('keeps a small matrix cell by cell, to a 254th of its range', () => {
    const data = [0.5, -2, 0, 1, 0.25, -0.125];
    const map = heatMap(data, 2, 3);
    expect(map).toMatchObject({ rows: 2, columns: 3, height: 2, width: 3, peak: 2 });
    cellsOf(map).forEach((value, i) => {
      expect(Math.abs(value - data[i]!)).toBeLessThanOrEqual(2 / 254);
    });
  });

  it('keeps the strongest entry of each block, with its sign', () => {
    const data = new Float64Array(96 * 256);
    data[0] = 0.1;
    data[2 * 256 + 7] = -3;
    data[95 * 256 + 255] = 1;
    const map = heatMap(data, 96, 256);
    const cells = cellsOf(map);
    expect([map.height, map.width, cells.length]).toEqual([32, 32, 1024]);
    expect(cells[0]).toBe(-3);
    expect(cells[1023]).toBeCloseTo(1, 1);
    expect(cells.filter((value) => value !== 0)).toHaveLength(2);
  });

  it('of nothing is nothing', () => {
    expect([...cellsOf(heatMap(new Float64Array(4), 2, 2))]).toEqual([0, 0, 0, 0]);
  });

  it('survives being stored as text', () => {
    const map = heatMap(
      Float64Array.from({ length: 64 }, (_, i) => Math.sin(i)),
      8,
      8,
    );
    expect([...cellsOf(JSON.parse(JSON.stringify(map)))]).toEqual([...cellsOf(map)]);
  });
});
