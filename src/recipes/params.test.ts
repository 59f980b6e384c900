import { describe, expect, it } from 'vitest';
import { WIDGET_PARAMS } from './defaults.ts';
import {
  clampParam,
  decodeParam,
  defaultsOf,
  encodeParam,
  nearestStop,
  type ParamTable,
  rateStops,
} from './params.ts';

const tables = Object.entries(WIDGET_PARAMS as Record<string, ParamTable>);

describe('parameters', () => {
  it.each(tables)('%s: every default is within its own bounds', (_, table) => {
    for (const param of Object.values(table)) expect(clampParam(param, param.default)).toEqual(param.default);
  });

  it.each(tables)('%s: every value survives the address', (_, table) => {
    const values = defaultsOf(table) as Record<string, unknown>;
    for (const [key, param] of Object.entries(table)) {
      expect(decodeParam(param, encodeParam(param, values[key]))).toEqual(values[key]);
    }
  });

  it('clamps numbers and falls back where there is no number', () => {
    const { r, lr } = { r: WIDGET_PARAMS['lora-lab'].r, lr: WIDGET_PARAMS['lora-lab'].lr };
    expect(decodeParam(r, '-3')).toBe(1);
    expect(decodeParam(r, '1e9')).toBe(64);
    expect(decodeParam(r, '7.6')).toBe(8);
    expect(decodeParam(r, 'abc')).toBe(8);
    expect(decodeParam(r, '')).toBe(8);
    expect(decodeParam(lr, 'Infinity')).toBe(1);
    expect(decodeParam(lr, 'NaN')).toBe(lr.default);
  });

  it('keeps a set in its own order and never empty', () => {
    const { targets } = WIDGET_PARAMS['lora-lab'];
    expect(decodeParam(targets, 'v,q,nonsense')).toEqual(['q', 'v']);
    expect(decodeParam(targets, '')).toEqual(targets.default);
  });

  it('stops a rate slider at round values, the defaults among them', () => {
    const stops = rateStops(1e-5, 1);
    expect(stops[0]).toBe(1e-5);
    expect(stops.at(-1)).toBe(1);
    for (const rate of [5e-4, 3e-3]) expect(stops).toContain(rate);
    expect(stops[nearestStop(stops, 2.9e-3)]).toBe(3e-3);
  });
});
