/** @file AdamW, SGD and Muon on the fused engine. */
import { beforeAll } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { describeOptimizers } from './lib/describeOptimizers.ts';

let engine: Engine;
beforeAll(async () => {
  engine = new WebGpuEngine(await sharedGpu());
});

describeOptimizers(() => engine);
