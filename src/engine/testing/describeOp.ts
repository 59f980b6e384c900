/**
 * @file The three tests every op gets, on shapes of the test's choosing: forward against tfjs, gradients against tfjs's
 * tape, gradients against finite differences of our own forward pass. The op's result goes through a masked
 * cross-entropy, which gives every place a gradient of its own.
 */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { differentiate } from '../autodiff.ts';
import type { NamedTensors } from '../engine.ts';
import { Graph, matrixShape, sizeOf, type Tensor } from '../graph.ts';
import { crossEntropy } from '../ops/index.ts';
import { openTfjs } from '../tfjs/index.ts';
import { Replay } from '../tfjs/replay.ts';
import { relativeError } from './compare.ts';
import { sharedGpu } from './gpu.ts';
import { OpRunner } from './opRunner.ts';
import { randomArray } from './random.ts';

/** Traces an op over parameters (random numbers) and constants; returns a matrix. */
export type Build = (graph: Graph) => Tensor;

/** The training step that dropout sees. */
export const STEP = 5;

interface Traced {
  graph: Graph;
  y: Tensor;
  rowLoss: Tensor;
  values: Map<string, { shape: readonly number[]; data: Float32Array }>;
}

function trace(build: Build): Traced {
  const graph = new Graph();
  const y = build(graph);
  const [rows, columns] = matrixShape('test', y);
  const targets = graph.constant(
    'targets',
    [rows],
    Int32Array.from({ length: rows }, (_, i) => (3 * i + 1) % columns),
  );
  const weights = weightsOf(rows);
  const weightSum = weights.reduce((a, b) => a + b, 0);
  const loss = crossEntropy(
    graph,
    y,
    targets,
    graph.constant('weights', [rows], weights),
    graph.constant('weightSum', [1], Float32Array.of(weightSum)),
  );
  const values = new Map(
    graph.parameters.map(({ name, shape }) => [name, { shape, data: randomArray(sizeOf(shape), name, 0.7) }]),
  );
  return { graph, y, rowLoss: loss.loss, values };
}

/** Every third row is masked, the others weigh differently; a single row counts. */
function weightsOf(rows: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, i) => (i % 3 === 1 ? 0 : 1 + 0.25 * (i % 2)));
}

function meanLoss(rowLoss: Float32Array): number {
  const weights = weightsOf(rowLoss.length);
  let sum = 0;
  let total = 0;
  rowLoss.forEach((loss, i) => {
    sum += loss * weights[i]!;
    total += weights[i]!;
  });
  return sum / total;
}

async function onTfjs({
  graph,
  y,
  rowLoss,
  values,
}: Traced): Promise<{ y: Float32Array; gradients: NamedTensors }> {
  await openTfjs('cpu');
  const replay = new Replay(graph, [y, rowLoss]);
  const [result, ...gradients] = tf.tidy(() => {
    const tensors = new Map(
      [...values].map(([name, { shape, data }]) => [name, tf.tensor(data.slice(), [...shape])]),
    );
    let forward = tf.scalar(0) as tf.Tensor;
    const weights = weightsOf(sizeOf(rowLoss.shape));
    const share = tf.div(
      tf.tensor1d(weights),
      weights.reduce((a, b) => a + b, 0),
    );
    const loss = (): tf.Scalar => {
      const [first, rows] = replay.run(({ name }) => tensors.get(name) ?? null, STEP) as [
        tf.Tensor,
        tf.Tensor,
      ];
      forward = tf.keep(tf.clone(first));
      return tf.sum(tf.mul(rows, share));
    };
    const { grads } = tf.valueAndGrads(loss)([...tensors.values()]);
    return [forward, ...grads];
  });
  const names = [...values.keys()];
  const read = gradients.map(
    (gradient, i) =>
      [names[i]!, { shape: gradient.shape, data: gradient.dataSync<'float32'>().slice() }] as const,
  );
  const answer = { y: (result as tf.Tensor).dataSync<'float32'>().slice(), gradients: new Map(read) };
  tf.dispose([result as tf.Tensor, ...gradients]);
  replay.dispose();
  return answer;
}

async function onGpu({
  graph,
  y,
  values,
}: Traced): Promise<{ y: Float32Array; gradients: Map<string, Float32Array> }> {
  const targets = graph.parameters;
  const gradients = differentiate(graph, targets);
  const runner = await OpRunner.create(await sharedGpu(), graph, [y, ...gradients.values()], values);
  const [forward, ...backward] = await runner.run();
  runner.dispose();
  return { y: forward!, gradients: new Map(targets.map(({ name }, i) => [name, backward[i]!])) };
}

/** Most numbers of a parameter that are perturbed. */
const MOVED = 16;
const STEP_SIZE = 0.03;

/**
 * Slopes of the loss by fourth-order central differences, (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12 h: with a step that
 * wide, float32 noise is small and so is the error of order h^4.
 */
async function finiteDifferences({
  graph,
  rowLoss,
  values,
}: Traced): Promise<Map<string, Map<number, number>>> {
  const runner = await OpRunner.create(await sharedGpu(), graph, [rowLoss], values);
  const slopes = new Map<string, Map<number, number>>();
  for (const [name, { shape, data }] of values) {
    const stride = Math.max(1, Math.ceil(data.length / MOVED));
    const ofParameter = new Map<number, number>();
    for (let i = 0; i < data.length; i += stride) {
      const lossAt = async (offset: number): Promise<number> => {
        const perturbed = data.slice();
        perturbed[i] = data[i]! + offset;
        runner.setParameter(name, shape, perturbed);
        const [rows] = await runner.run();
        return meanLoss(rows!);
      };
      const h = STEP_SIZE;
      const near = (await lossAt(h)) - (await lossAt(-h));
      const far = (await lossAt(2 * h)) - (await lossAt(-2 * h));
      ofParameter.set(i, (8 * near - far) / (12 * h));
    }
    runner.setParameter(name, shape, data);
    slopes.set(name, ofParameter);
  }
  runner.dispose();
  return slopes;
}

export function describeOp(op: string, cases: Readonly<Record<string, Build>>): void {
  describe.each(Object.entries(cases))(`${op}, %s`, (_, build) => {
    it('computes what tfjs computes', async () => {
      const ours = await onGpu(trace(build));
      const theirs = await onTfjs(trace(build));
      expect(relativeError(ours.y, theirs.y)).toBeLessThan(1e-5);
    });

    it("has the gradients of tfjs's tape", async () => {
      const ours = await onGpu(trace(build));
      const theirs = await onTfjs(trace(build));
      for (const [name, { data }] of theirs.gradients) {
        expect(relativeError(ours.gradients.get(name)!, data), name).toBeLessThan(1e-4);
      }
    });

    it('has the gradients of finite differences', async () => {
      const { gradients } = await onGpu(trace(build));
      for (const [name, slopes] of await finiteDifferences(trace(build))) {
        const ours = [...slopes.keys()].map((i) => gradients.get(name)![i]!);
        expect(relativeError(ours, [...slopes.values()]), name).toBeLessThan(2e-3);
      }
    });
  });
}
