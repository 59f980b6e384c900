/** @file What a trainer of this engine will take, known before any device is touched: dispatches and bytes. */
import { differentiate } from '../autodiff.ts';
import type { LanguageModel, OptimizerName } from '../engine.ts';
import { byteLengthOf } from '../graph.ts';
import { traceLoss } from '../lossGraph.ts';
import { groupUpdates } from '../muon.ts';
import type { PackedTensors } from '../packed.ts';
import { ArenaLayout } from './arena.ts';
import { bufferBytes } from './gpu.ts';
import { planOptimizer, RING_FLOATS, RING_STEPS, SETTINGS_FLOATS } from './optimizer.ts';
import { type InputSection, inputOffsets, planProgram } from './program-plan.ts';

/** What a trainer uploads every step. */
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

/** The copy of the metrics that the CPU reads. */
export const STAGING_BYTES = RING_STEPS * RING_FLOATS * 4;

export interface TrainerPlan {
  /** Of one step. */
  dispatches: number;
  /** Everything but the frozen weights: `TrainerFacts.deviceBytes` of the trainer to be. */
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
  const { model, batchSize, sequenceLength, optimizer = 'adamw' } = options;
  const { graph, rows: loss } = traceLoss(model, batchSize, sequenceLength, true);
  const { trainable, orthogonal } = groupUpdates(graph, options.trainable, optimizer);
  const targets = [...trainable.keys()].map((name) => {
    const tensor = graph.find(name);
    if (!tensor) throw new Error(`the model has no parameter ${name}`);
    return tensor;
  });
  const gradients = [...differentiate(graph, targets).values()];
  const { kernels, kept, slots } = planProgram(
    graph,
    [loss.loss, loss.correct, ...gradients],
    (tensor) => tensor.kind === 'parameter' || tensor.kind === 'input' || gradients.includes(tensor),
  );
  const layout = new ArenaLayout([...trainable].map(([name, { shape }]) => [name, shape] as const));
  const update = planOptimizer(layout, optimizer, orthogonal);
  const inputs = inputOffsets(trainerInputs(batchSize * sequenceLength)).bytes;
  const buffers = [
    ...slots.bytes,
    ...kept.map(byteLengthOf),
    ...update.bytes,
    layout.bytes,
    inputs,
    STAGING_BYTES,
    // The copies that `save` keeps: the weights and every moment.
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
