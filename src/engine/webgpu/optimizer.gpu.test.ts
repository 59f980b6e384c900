/** @file AdamW, SGD and Muon on the fused engine. */
import { beforeAll } from 'vitest';
import type { Engine } from '../engine.ts';
import { describeOptimizers } from '../testing/describeOptimizers.ts';
import { sharedGpu } from '../testing/gpu.ts';
import { WebGpuEngine } from './index.ts';

let engine: Engine;
beforeAll(async () => {
  engine = new WebGpuEngine(await sharedGpu());
});

describeOptimizers(() => engine);
