/** @file The pure part of the engine, which models and methods are written in: graph and ops, no device. */
export type { LanguageModel, NamedTensors, SequenceTrace, StepTrace } from './engine.ts';
export { Graph, ShapeError, sizeOf, type Tensor } from './graph.ts';
export * from './ops/index.ts';
export { type PackedFormat, type PackedTensors, pack, unpack } from './packed.ts';
