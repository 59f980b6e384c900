/** @file Every contender of the method race on our engine, on the reference model and batch, from its own starting values. */

import { settings } from '../../src/engine/testing/random.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { type Gpu, WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { initialWeights } from '../../src/model/initialise.ts';
import { llama } from '../../src/model/llama.ts';
import { type Method, type MethodSpec, methodOf } from '../../src/peft/index.ts';
import { contender } from '../../src/recipes/contenders.ts';
import type { MethodVariant } from '../../src/recipes/variants.ts';
import type { Contender } from './contender.ts';
import { batch, config, LEARNING_RATE, size } from './subject.ts';

function startOf(spec: MethodSpec): Subject {
  const method: Method<MethodSpec> = methodOf(spec);
  const base = initialWeights(config, 1);
  const form = method.prepareBase?.(spec, config, base) ?? null;
  const trains = (name: string) => method.trainsBase(spec, name, config);
  const floats = [...base].filter(([name]) => !trains(name) && !form?.packed.has(name));
  return {
    model: llama(config, method.hooks(spec)),
    frozen: floats.length > 0 ? new Map([...floats, ...(form?.tensors ?? [])]) : null,
    packed: form?.packed ?? new Map(),
    trainable: new Map([
      ...[...base].filter(([name]) => trains(name)),
      ...method.initialise(spec, config, 1, base),
    ]),
    rateFactor: (name) => method.rateFactor?.(spec, name) ?? 1,
  };
}

/** What a contender holds, besides what any side of the benchmark is counted by. */
export interface MethodFacts {
  trainableParameters: number;
  optimizerBytes: number;
  /** Trained weights, gradients, moments, activations, saved copies. */
  trainerBytes: number;
  /** Frozen weights, in the form in which they lie on the device. */
  frozenBytes: number;
}

export async function openMethod(
  gpu: Gpu,
  id: MethodVariant,
): Promise<{ contender: Contender; facts: MethodFacts }> {
  const { trainer, base, dispose } = await openTrainer(
    new WebGpuEngine(gpu),
    startOf(contender(id).method),
    size,
  );
  const { trainableParameters, optimizerBytes, deviceBytes } = trainer.facts;
  let step = 0;
  return {
    contender: {
      step() {
        trainer.step(batch, settings(++step, { learningRate: LEARNING_RATE, weightDecay: 0 }));
        return { done: trainer.metrics().then(([metrics]) => metrics?.loss ?? Number.NaN) };
      },
      dispose,
    },
    facts: {
      trainableParameters,
      optimizerBytes,
      trainerBytes: deviceBytes,
      frozenBytes: base?.bytes ?? 0,
    },
  };
}
