/** @file The update rules as one would write them from the papers, number by number in float64: what trainers are held to. */
import type { Engine, NamedTensors, OptimizerName, StepSettings } from '../engine.ts';
import { openTrainer } from './run.ts';
import { randomBatch, type Subject, settings as settingsOf } from './tiny.ts';

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
