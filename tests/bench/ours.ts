/** @file Our fused engine. Its step is a whole one: forward, backward, clip, AdamW and metrics. */

import { settings } from '../../src/engine/testing/random.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import { type Gpu, WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import type { Contender } from './contender.ts';
import { batch, LEARNING_RATE, type MethodName, size, subjectOf } from './subject.ts';

export async function openOurs(gpu: Gpu, method: MethodName): Promise<Contender> {
  const { trainer, dispose } = await openTrainer(new WebGpuEngine(gpu), subjectOf(method), size);
  let step = 0;
  return {
    step() {
      trainer.step(batch, settings(++step, { learningRate: LEARNING_RATE, weightDecay: 0 }));
      return { done: trainer.metrics().then(([metrics]) => metrics?.loss ?? Number.NaN) };
    },
    dispose,
  };
}
