/** @file The parts of a trainer, for tests that train the same model on several engines. */
import type { LanguageModel, NamedTensors, OptimizerName } from '../engine.ts';
import type { PackedTensors } from '../packed.ts';

export interface Subject {
  model: LanguageModel;
  frozen: NamedTensors | null;
  /** Frozen matrices in fewer bits, beside those of `frozen`. */
  packed?: PackedTensors;
  trainable: NamedTensors;
  rateFactor?: (name: string) => number;
  optimizer?: OptimizerName;
}
