/**
 * @file What fine-tuning costs at real size: exact counts, files to the byte, itemised memory, operations and
 * storage of published models under any method. Pure: JSON in, numbers out, `CostError` where it cannot be.
 *
 * An architecture is a function from a config to a list of named modules (`architectures/`), a method a
 * function from those modules to the tensors it trains and writes (`methods/`); every number derives from these
 * two lists.
 */
export { activations, computedSequence, untouchedBlocks } from './activations.ts';
export { asLlama } from './approximate.ts';
export { ARCHITECTURES, openModel } from './architectures/index.ts';
export { BENCHMARK_MODEL, BENCHMARK_SOURCE, type BenchmarkRow, benchmark } from './benchmark.ts';
export {
  adapterFile,
  adapterFileBytes,
  type MethodCount,
  type ParameterReport,
  parameterReport,
  totalParameters,
  trainableParameters,
} from './counts.ts';
export { CostError, type CostErrorCode, type CostErrorPlace } from './error.ts';
export {
  type Derivation,
  type DerivationStep,
  type ExplainOptions,
  explain,
  katexNumber,
  QUANTITIES,
  type Quantity,
  type Unit,
} from './explain.ts';
export { FLOPS_ITEMS, type FlopsOptions, type TrainingFlops, trainingFlops, trainingHours } from './flops.ts';
export { findModel, models, type PublishedModel } from './gallery/index.ts';
export { type Gpu, gpus, gpusNeeded } from './gpus.ts';
export { groupModules } from './grouped.ts';
export { MEMORY_ITEMS, type TrainingMemory, trainingMemory } from './memory.ts';
export { METHODS } from './methods/index.ts';
export type { Model, Module } from './module.ts';
export {
  type Convention,
  DEFAULT_OPTIONS,
  type Optimizer,
  type PartialOptions,
  type Precision,
  type Quantization,
  type TrainingOptions,
} from './options.ts';
export { parsePythonJson } from './python-json.ts';
export { type Quotation, type QuotationReason, quotations } from './quotations.ts';
export { remember } from './remember.ts';
export { type Part, partOf } from './roles.ts';
export { type FileSize, safetensorsSize } from './safetensors.ts';
export { checkpointBytes, storageForTasks, type TaskStorage } from './storage.ts';
export { ALL_LINEAR, leafNames } from './targets.ts';
export { type TrainableBlock, type TrainableMap, trainableMap } from './trainable-map.ts';
