/** @file AdamW, SGD and Muon on the two engines that run in Node. */
import { beforeAll, describe } from 'vitest';
import { CpuEngine } from '../../src/engine/cpu/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openTfjs } from '../../src/engine/tfjs/index.ts';
import { describeOptimizers } from './lib/describeOptimizers.ts';

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
