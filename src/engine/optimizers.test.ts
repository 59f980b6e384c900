/** @file AdamW, SGD and Muon on the two engines that run in Node. */
import { beforeAll, describe } from 'vitest';
import { CpuEngine } from './cpu/index.ts';
import type { Engine } from './engine.ts';
import { describeOptimizers } from './testing/describeOptimizers.ts';
import { openTfjs } from './tfjs/index.ts';

describe('on the CPU', () => {
  const engine = new CpuEngine();
  describeOptimizers(() => engine);
});

describe('with tfjs', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openTfjs('cpu');
  });
  describeOptimizers(() => engine);
});
