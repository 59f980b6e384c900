/** @file Whatever the zip writes for a tool is trained by that tool in `npm run check:tools`. */
import { expect, it } from 'vitest';
import { refusal, TOOLS } from '../../src/exports/gaps.ts';
import { type Plan, startOf } from '../../src/exports/plan.ts';
import type { Rows } from '../../src/exports/rows.ts';
import { CONTENDERS } from '../../src/recipes/contenders.ts';
import { makeSpec } from '../../src/recipes/defaults.ts';
import { variantOf } from '../../src/recipes/variants.ts';
import { TOOL_CASES } from './cases.ts';
import { isTrainer } from './trainers.ts';

it.each(CONTENDERS)(
  '$id is trained by every tool that it is written for, and by no other',
  ({ id, method }) => {
    const spec = makeSpec({ method, steps: 20 });
    const plan: Plan = {
      spec,
      start: startOf(spec),
      mask: 'completion',
      maxLength: 96,
      isSingle: true,
      rows: 1,
      real: null,
    };
    const written = TOOLS.filter(isTrainer).filter((tool) => refusal(tool, plan, {} as Rows) === null);
    const cases = TOOL_CASES.filter((one) => variantOf(one.spec.method) === id);
    const trained = new Set(cases.flatMap(({ tools, firstStep = [] }) => [...tools, ...firstStep]));
    expect([...trained].sort()).toEqual([...written].sort());
  },
);
