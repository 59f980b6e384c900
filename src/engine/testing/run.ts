/** @file A short training run on any engine, and its results. */
import type {
  Engine,
  NamedTensors,
  StepMetrics,
  StepSettings,
  TokenBatch,
  Trainer,
  Weights,
} from '../engine.ts';
import { BATCH_SIZE, randomBatch, SEQUENCE_LENGTH, settings } from './random.ts';
import type { Subject } from './subject.ts';

interface OpenTrainer {
  trainer: Trainer;
  base: Weights | null;
  /** The run's own weights before the shared base, as scorers and decoders take them. */
  weights: readonly Weights[];
  dispose(): void;
}

export async function openTrainer(
  engine: Engine,
  { model, frozen, packed, trainable, rateFactor, optimizer }: Subject,
  size = { batchSize: BATCH_SIZE, sequenceLength: SEQUENCE_LENGTH },
): Promise<OpenTrainer> {
  const base = frozen && engine.createWeights(frozen, packed ? { packed } : {});
  const options = {
    model,
    ...size,
    frozen: base,
    trainable,
    ...(rateFactor ? { rateFactor } : {}),
    ...(optimizer ? { optimizer } : {}),
  };
  const trainer = await engine.createTrainer(options).catch((error: unknown) => {
    base?.dispose();
    throw error;
  });
  return {
    trainer,
    base,
    weights: base ? [trainer.weights, base] : [trainer.weights],
    dispose() {
      trainer.dispose();
      base?.dispose();
    },
  };
}

export interface Finished {
  metrics: StepMetrics[];
  /** Of the last step. */
  gradients: NamedTensors;
  weights: NamedTensors;
  frozen: NamedTensors | null;
}

interface RunOptions {
  steps: number;
  batch?: (step: number) => TokenBatch;
  settings?: Partial<StepSettings>;
  /** Of a batch, where it is not the tiny model's. */
  size?: { batchSize: number; sequenceLength: number };
}

/** Trains for some steps and frees everything. */
export async function run(engine: Engine, subject: Subject, options: RunOptions): Promise<Finished> {
  const { steps, batch = (step) => randomBatch(`${step % 4}`), settings: changes } = options;
  const { trainer, base, dispose } = await openTrainer(engine, subject, options.size);
  for (let step = 1; step <= steps; step++) trainer.step(batch(step), settings(step, changes));
  const finished = {
    metrics: await trainer.metrics(),
    gradients: await trainer.gradients(),
    weights: await trainer.weights.read(),
    frozen: base && (await base.read()),
  };
  dispose();
  return finished;
}
