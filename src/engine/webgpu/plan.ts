/** @file Dispatches and bytes that a trainer of this engine needs, computed without a device. */
import { differentiate } from '../autodiff.ts';
import type { LanguageModel, OptimizerName } from '../engine.ts';
import { byteLengthOf } from '../graph.ts';
import type { PackedTensors } from '../packed.ts';
import { traceTraining } from '../trainingGraph.ts';
import { ArenaLayout } from './arena.ts';
import { bufferBytes } from './gpu.ts';
import { planOptimizer, RING_FLOATS, RING_STEPS, SETTINGS_FLOATS } from './optimizer.ts';
import { type InputSection, inputOffsets, planProgram } from './program-plan.ts';

/** The inputs that a trainer uploads in every step. */
export function trainerInputs(rows: number): InputSection[] {
  return [
    { name: 'tokens', bytes: rows * 4 },
    { name: 'targets', bytes: rows * 4 },
    { name: 'weights', bytes: rows * 4 },
    { name: 'weightSum', bytes: 16 },
    { name: 'draw', bytes: 16 },
    { name: 'settings', bytes: SETTINGS_FLOATS * 4 },
  ];
}

/** Size of the copy of the metrics that the CPU reads. */
export const STAGING_BYTES = RING_STEPS * RING_FLOATS * 4;

export interface TrainerPlan {
  /** Of one step. */
  dispatches: number;
  /** Everything but the frozen weights: `TrainerFacts.deviceBytes` of that trainer. */
  deviceBytes: number;
  /** Of its largest buffer, in bytes: what the limits of a device are compared with. */
  largestBuffer: number;
}

/** The plan of a trainer of these parameters. */
export function planTrainer(options: {
  model: LanguageModel;
  batchSize: number;
  sequenceLength: number;
  trainable: ReadonlyMap<string, { shape: readonly number[] }>;
  optimizer?: OptimizerName;
}): TrainerPlan {
  const { batchSize, sequenceLength, optimizer = 'adamw' } = options;
  const { loss, trainable, orthogonal, targets } = traceTraining({ ...options, optimizer });
  const gradients = [...differentiate(loss.graph, targets).values()];
  const { kernels, owned, slots } = planProgram(
    loss.graph,
    [loss.rows.loss, loss.rows.correct, ...gradients],
    (tensor) => tensor.kind === 'parameter' || tensor.kind === 'input' || gradients.includes(tensor),
  );
  const layout = new ArenaLayout([...trainable].map(([name, { shape }]) => [name, shape] as const));
  const update = planOptimizer(layout, optimizer, orthogonal);
  const inputs = inputOffsets(trainerInputs(batchSize * sequenceLength)).bytes;
  const buffers = [
    ...slots.bytes,
    ...owned.map(byteLengthOf),
    ...update.bytes,
    layout.bytes,
    inputs,
    STAGING_BYTES,
    // The copies that `save` makes: the weights and every moment.
    layout.bytes,
    ...update.moments,
  ];
  return {
    dispatches: kernels.length + update.dispatches,
    deviceBytes: buffers.reduce((sum, bytes) => sum + bufferBytes(bytes), 0),
    largestBuffer: Math.max(...buffers.map(bufferBytes)),
  };
}

/** Bytes of the arena that holds such weights: `Weights.bytes` of the fused engine. */
export function planWeights(
  tensors: ReadonlyMap<string, { shape: readonly number[] }>,
  packed: PackedTensors = new Map(),
): number {
  if (tensors.size + packed.size === 0) return 0;
  return new ArenaLayout([
    ...[...tensors].map(([name, { shape }]) => [name, shape] as const),
    ...[...packed].map(([name, { shape, words }]) => [name, shape, words.length] as const),
  ]).bytes;
}
