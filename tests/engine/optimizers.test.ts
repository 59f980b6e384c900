/** @file AdamW, SGD and Muon on the two engines that run in Node. */
import { beforeAll, describe } from 'vitest';
import { openNodeCpu } from '../../src/engine/cpu/node.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { openTfjs } from '../../src/engine/tfjs/index.ts';
import { describeOptimizers } from './lib/describeOptimizers.ts';

describe('on the CPU', () => {
  const engine = openNodeCpu();
  describeOptimizers(() => engine);
});

describe('with tfjs', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openTfjs('cpu');
  });
  describeOptimizers(() => engine);
});
