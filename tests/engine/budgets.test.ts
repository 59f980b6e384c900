/**
 * @file Cost of a step of every method on the reference model, counted without a device (`plan.ts`, which the GPU
 * tests hold against what is really allocated and dispatched), and what it omits.
 */
import { describe, expect, it } from 'vitest';
import { differentiate } from '../../src/engine/autodiff.ts';
import type { Node } from '../../src/engine/graph.ts';
import { traceLoss } from '../../src/engine/lossGraph.ts';
import { liveNodes } from '../../src/engine/plan.ts';
import { planTrainer, type TrainerPlan } from '../../src/engine/webgpu/plan.ts';
import { llama, parameterShapes } from '../../src/model/llama.ts';
import { referenceConfig, referenceSize } from '../../src/model/testing/reference.ts';
import { tinyConfig } from '../../src/model/testing/tiny.ts';
import { methodOf } from '../../src/peft/index.ts';
import type { MethodSpec } from '../../src/peft/spec.ts';
import { loraSpec, otherMethods, subject } from '../../src/peft/testing/tiny.ts';

/** Exact: a change of the engine that changes them changes them here, on purpose. */
const DISPATCHES: readonly [MethodSpec, number][] = [
  [{ name: 'full' }, 136],
  [{ name: 'head' }, 56],
  [{ name: 'layers', last: 1 }, 75],
  [{ name: 'layers', last: 2 }, 94],
  [{ name: 'bitfit' }, 151],
  [{ name: 'norms' }, 105],
  [{ name: 'houlsby', bottleneck: 8 }, 178],
  [{ name: 'pfeiffer', bottleneck: 8 }, 130],
  [{ name: 'prompt', virtualTokens: 16 }, 101],
  [{ name: 'prefix', virtualTokens: 16, projection: null }, 116],
  [{ name: 'prefix', virtualTokens: 16, projection: 96 }, 127],
  [{ name: 'ptuning', virtualTokens: 16 }, 116],
  [{ name: 'ia3' }, 129],
  [loraSpec({ r: 8, targets: ['q', 'v'] }), 130],
];

const config = { ...referenceConfig, contextLength: 128 };

/** Shapes are enough for a plan. */
function planOf(spec: MethodSpec): TrainerPlan {
  const method = methodOf(spec);
  const trainable = new Map(
    [
      ...parameterShapes(config).filter(([name]) => method.trainsBase(spec, name, config)),
      ...method.addedShapes(spec, config),
    ].map(([name, shape]) => [name, { shape }]),
  );
  return planTrainer({ model: llama(config, method.hooks(spec)), ...referenceSize, trainable });
}

describe('a step of the reference model', () => {
  const full = planOf({ name: 'full' });
  it.each(DISPATCHES)(
    'under %o takes %d dispatches, and no more memory than full fine-tuning',
    (spec, expected) => {
      const { dispatches, deviceBytes } = planOf(spec);
      expect(dispatches).toBe(expected);
      expect(deviceBytes).toBeLessThanOrEqual(full.deviceBytes);
    },
  );
});

/** The nodes of the backward pass that are replayed. */
function backwardOf(spec: MethodSpec): readonly Node[] {
  const { model, trainable } = subject(spec);
  const { graph } = traceLoss(model, 3, 5, true);
  const forward = graph.nodes.length;
  const targets = [...trainable.keys()].map((name) => graph.find(name)!);
  const gradients = differentiate(graph, targets);
  const live = new Set(liveNodes(graph, [...gradients.values()]).nodes);
  return graph.nodes.slice(forward).filter((node) => live.has(node));
}

describe.each(otherMethods)('the backward pass of %s', (_, spec) => {
  const nodes = backwardOf(spec);
  const { trainable, frozen } = subject(spec);

  // Rows of activations are 15 or 24, so nothing else has the shape of a weight.
  it('makes no gradient of a frozen matrix', () => {
    const shapes = (tensors: Iterable<{ shape: readonly number[] }>) =>
      [...tensors].filter(({ shape }) => shape.length === 2).map(({ shape }) => shape.join('x'));
    const trained = shapes(trainable.values());
    const made = shapes(nodes.flatMap(({ outputs }) => outputs));
    for (const shape of new Set(shapes(frozen!.values())))
      expect(
        made.filter((one) => one === shape),
        shape,
      ).toHaveLength(trained.filter((one) => one === shape).length);
  });

  it('makes gradients of norms and of the table only where they are trained', () => {
    const count = (op: string) => nodes.filter((node) => node.op === op).length;
    const norms = [...trainable.keys()].filter((name) => name.endsWith('norm.weight')).length;
    expect(count('rmsNormGradWeight')).toBe(norms);
    expect(count('embeddingGrad')).toBe(0);
  });
});

it('stops above what a prompt, a prefix or a head leaves frozen', () => {
  const count = (spec: MethodSpec, op: string) => backwardOf(spec).filter((node) => node.op === op).length;
  const { layers } = tinyConfig;
  // A prompt enters below the first block, a prefix within it, a head above the last.
  expect(count({ name: 'prompt', virtualTokens: 3 }, 'rmsNormGradInput')).toBe(2 * layers + 1);
  expect(count({ name: 'ptuning', virtualTokens: 3 }, 'rmsNormGradInput')).toBe(2 * layers + 1 - 1);
  expect(count({ name: 'head' }, 'rmsNormGradInput')).toBe(0);
});
