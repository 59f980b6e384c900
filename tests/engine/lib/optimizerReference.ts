/** @file The update rules as one would write them from the papers, number by number in float64: what trainers are held to. */
import type { Engine, NamedTensors, OptimizerName, StepSettings } from '../../../src/engine/engine.ts';
import { randomBatch, settings as settingsOf } from '../../../src/engine/testing/random.ts';
import { openTrainer } from '../../../src/engine/testing/run.ts';
import type { Subject } from '../../../src/engine/testing/subject.ts';

type Numbers = Map<string, Float64Array>;

const zeros = (tensors: NamedTensors): Numbers =>
  new Map([...tensors].map(([name, { data }]) => [name, new Float64Array(data.length)]));

/** Weights after each step of a trainer, beside those that the rule makes of the same gradients. */
export async function againstReference(
  engine: Engine,
  subject: Subject,
  optimizer: OptimizerName,
  changes: Partial<StepSettings>,
  steps = 4,
): Promise<{ ours: NamedTensors; expected: Numbers }[]> {
  const { trainer, dispose } = await openTrainer(engine, { ...subject, optimizer });
  const weights: Numbers = new Map(
    [...subject.trainable].map(([name, { data }]) => [name, Float64Array.from(data)]),
  );
  const [first, second] = [zeros(subject.trainable), zeros(subject.trainable)];
  const stages: { ours: NamedTensors; expected: Numbers }[] = [];
  for (let step = 1; step <= steps; step++) {
    const settings = settingsOf(step, changes);
    trainer.step(randomBatch(`${step}`), settings);
    const gradients = await trainer.gradients();
    const rateOf = (name: string) => settings.learningRate * (subject.rateFactor?.(name) ?? 1);
    update(optimizer, weights, gradients, [first, second], settings, rateOf);
    stages.push({
      ours: await trainer.weights.read(),
      expected: new Map([...weights].map(([name, data]) => [name, data.slice()])),
    });
  }
  dispose();
  return stages;
}

/** Matrices of these models that multiply; the table of embeddings is looked up as well. */
const isOrthogonal = (name: string): boolean => name.endsWith('_proj.weight') || name.includes('lora_');

/** Five steps X := a X + (b A + c A A) X with A = X X^T, from X of norm 1; see `engine/muon.ts`. */
export function newtonSchulz(matrix: readonly number[], rows: number, columns: number): number[] {
  const [a, b, c] = [3.4445, -4.775, 2.0315];
  const norm = Math.hypot(...matrix);
  let x = Array.from({ length: rows }, (_, i) =>
    matrix.slice(i * columns, (i + 1) * columns).map((value) => value / norm),
  );
  const turn = (m: number[][]) => m[0]!.map((_, j) => m.map((row) => row[j]!));
  const times = (p: number[][], q: number[][]) =>
    p.map((row) => q[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * q[k]![j]!, 0)));
  if (rows > columns) x = turn(x);
  for (let step = 0; step < 5; step++) {
    const square = times(x, turn(x));
    const fourth = times(square, square);
    const mixed = square.map((row, i) => row.map((value, j) => b * value + c * fourth[i]![j]!));
    const product = times(mixed, x);
    x = x.map((row, i) => row.map((value, j) => a * value + product[i]![j]!));
  }
  return (rows > columns ? turn(x) : x).flat();
}

function update(
  optimizer: OptimizerName,
  weights: Numbers,
  gradients: NamedTensors,
  [first, second]: [Numbers, Numbers],
  settings: StepSettings,
  rateOf: (name: string) => number,
): void {
  const { step, momentum, beta1, beta2, epsilon, weightDecay, clipNorm } = settings;
  let squares = 0;
  for (const { data } of gradients.values()) for (const g of data) squares += g * g;
  const clip = Math.min(1, clipNorm / Math.sqrt(squares));
  for (const [name, { shape, data }] of gradients) {
    const [w, m, v] = [weights.get(name)!, first.get(name)!, second.get(name)!];
    const decay = shape.length >= 2 ? weightDecay : 0;
    if (optimizer === 'muon' && isOrthogonal(name)) {
      data.forEach((raw, i) => {
        m[i] = momentum * m[i]! + raw * clip;
      });
      const ahead = data.map((raw, i) => raw * clip + momentum * m[i]!);
      newtonSchulz([...ahead], shape[0]!, shape[1]!).forEach((value, i) => {
        const direction = 0.2 * Math.sqrt(Math.max(shape[0]!, shape[1]!)) * value;
        w[i] = w[i]! - rateOf(name) * (direction + decay * w[i]!);
      });
      continue;
    }
    data.forEach((raw, i) => {
      const g = raw * clip;
      let direction: number;
      if (optimizer === 'sgd') {
        m[i] = momentum * m[i]! + g;
        direction = m[i]!;
      } else {
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        direction = m[i]! / (1 - beta1 ** step) / (Math.sqrt(v[i]! / (1 - beta2 ** step)) + epsilon);
      }
      w[i] = w[i]! - rateOf(name) * (direction + decay * w[i]!);
    });
  }
}
