/**
 * @file How fast an engine trains on this machine, and whether it computes correctly: a few steps of full fine-tuning on a
 * model of the shipped bases' shape. Compilation is not timed; the steps together take a fraction of a second at most.
 */
import type { Engine, StepMetrics, TokenBatch } from '../engine/engine.ts';
import type { ModelConfig } from '../model/config.ts';
import { initialWeights } from '../model/initialise.ts';
import { llama } from '../model/llama.ts';

/** The shape of the models in `public/models`. */
const CONFIG: ModelConfig = {
  vocabularySize: 704,
  dModel: 96,
  ffnDim: 256,
  layers: 4,
  heads: 4,
  headDim: 24,
  contextLength: 128,
  rmsNormEpsilon: 1e-6,
  ropeTheta: 10_000,
  tieWordEmbeddings: true,
};
const SIZE = { batchSize: 8, sequenceLength: 32 };
const SETTINGS = {
  seed: 0,
  learningRate: 1e-3,
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: 1,
};
const MOST_STEPS = 4;
const MOST_MILLISECONDS = 100;

function syntheticBatch(): TokenBatch {
  const length = SIZE.batchSize * SIZE.sequenceLength;
  const tokens = Int32Array.from({ length }, (_, i) => (i * 31 + 7) % CONFIG.vocabularySize);
  return {
    tokens,
    targets: tokens.map((_, i) => tokens[(i + 1) % length] as number),
    weights: new Float32Array(length).fill(1),
  };
}

/** Results of some steps. */
export interface Lap {
  /** Minimum over the timed steps. */
  milliseconds: number;
  /** From the first step on: two or more. */
  steps: readonly Pick<StepMetrics, 'loss' | 'gradientNorm'>[];
}

/** Correct engines differ by their order of addition: 1e-5 of a loss and of a gradient. Faulty ones differ by far more. */
const LOSS_TOLERANCE = 1e-3;
const GRADIENT_TOLERANCE = 1e-2;

/**
 * Whether two engines agree on the steps that both took. The loss of the first step shows the forward pass, the gradient's
 * norm the backward pass, and those of the second step the update.
 */
export function agree(one: Lap, other: Lap): boolean {
  const close = (a: number, b: number, tolerance: number) => Math.abs(a - b) <= tolerance * Math.abs(b);
  return one.steps.slice(0, other.steps.length).every(({ loss, gradientNorm }, i) => {
    const theirs = other.steps[i] as Lap['steps'][number];
    return (
      close(loss, theirs.loss, LOSS_TOLERANCE) && close(gradientNorm, theirs.gradientNorm, GRADIENT_TOLERANCE)
    );
  });
}

/** Trains for some steps. Throws what the engine throws, and an error where it computes no finite loss. */
export async function raceSteps(engine: Engine, mostSteps = MOST_STEPS): Promise<Lap> {
  const trainer = await engine.createTrainer({
    model: llama(CONFIG),
    ...SIZE,
    frozen: null,
    trainable: initialWeights(CONFIG, 1),
  });
  try {
    const batch = syntheticBatch();
    const steps: StepMetrics[] = [];
    let least = Number.POSITIVE_INFINITY;
    let spent = 0;
    // The first step includes compilation and allocation, and is not timed.
    for (let step = 1; step <= mostSteps + 1 && spent < MOST_MILLISECONDS; step++) {
      const began = performance.now();
      trainer.step(batch, { ...SETTINGS, step });
      const [metrics] = await trainer.metrics();
      if (!metrics || !Number.isFinite(metrics.loss))
        throw new Error(`the loss of step ${step} is ${metrics?.loss}`);
      steps.push(metrics);
      if (step === 1) continue;
      least = Math.min(least, performance.now() - began);
      spent += performance.now() - began;
    }
    return { milliseconds: least, steps };
  } finally {
    trainer.dispose();
  }
}
