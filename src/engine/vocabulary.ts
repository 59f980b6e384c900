/** @file The part of the engine that models and methods are written with: graph and ops, no device. */
export type { LanguageModel, NamedTensors, SequenceTrace, StepTrace } from './engine.ts';
export { Graph, ShapeError, sizeOf, type Tensor } from './graph.ts';
export * from './ops/index.ts';
export { type PackedFormat, type PackedTensors, pack, unpack } from './packed.ts';
