/** @file Bounds of methods: those of the shipped bases, and no wider than what a method accepts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../model/config.ts';
import { methodOf } from '../peft/index.ts';
import type { MethodSpec } from '../peft/spec.ts';
import { METHOD_BOUNDS, SHIPPED_SHAPE } from './bounds.ts';
import { CONTENDERS } from './contenders.ts';

const configs = ['lesson7-zh', 'lesson7-en'].map(
  (name) =>
    [name, parseConfig(JSON.parse(readFileSync(`public/models/${name}/config.json`, 'utf8')))] as const,
);

describe.each(configs)('the bounds for %s', (_, config) => {
  it('are made for its shape', () => {
    const { layers, dModel, contextLength } = config;
    expect(SHIPPED_SHAPE).toEqual({ layers, dModel, contextLength });
  });

  it('hold only what each method accepts, both ends', () => {
    for (const { method } of CONTENDERS) {
      for (const [field, { min, max }] of Object.entries(METHOD_BOUNDS)) {
        if (!(field in method)) continue;
        for (const value of [min, max]) {
          // 0 stands for "no MLP", which a spec writes as null.
          const spec = {
            ...method,
            [field]: field === 'projection' && value === 0 ? null : value,
          } as MethodSpec;
          expect(methodOf(spec).problems(spec, config), `${method.name} ${field} ${value}`).toEqual([]);
        }
      }
    }
  });
});
