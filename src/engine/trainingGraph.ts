/** @file What every trainer starts from: the model with its loss, the parameters to train, and which of them decay. */
import type { LanguageModel, OptimizerName } from './engine.ts';
import type { Tensor } from './graph.ts';
import { type LossGraph, traceLoss } from './lossGraph.ts';
import { groupUpdates } from './muon.ts';

interface Shaped {
  readonly shape: readonly number[];
}

interface TrainingGraph<Trained extends Shaped> {
  loss: LossGraph;
  /** The parameters to train, those that Muon updates first. */
  trainable: ReadonlyMap<string, Trained>;
  /** Number of leading entries of `trainable` that Muon updates. */
  orthogonal: number;
  /** The tensors of `trainable`, in its order: what the loss is differentiated by. */
  targets: readonly Tensor[];
}

/** Throws if the model has no parameter of one of the given names. */
export function traceTraining<Trained extends Shaped>(options: {
  model: LanguageModel;
  batchSize: number;
  sequenceLength: number;
  trainable: ReadonlyMap<string, Trained>;
  optimizer: OptimizerName;
}): TrainingGraph<Trained> {
  const loss = traceLoss(options.model, options.batchSize, options.sequenceLength, true);
  const { trainable, orthogonal } = groupUpdates(loss.graph, options.trainable, options.optimizer);
  const targets = [...trainable.keys()].map((name) => {
    const tensor = loss.graph.find(name);
    if (!tensor) throw new Error(`the model has no parameter ${name}`);
    return tensor;
  });
  return { loss, trainable, orthogonal, targets };
}

/** Weight decay applies to matrices, not to norms and biases. */
export function decays(shape: readonly number[]): boolean {
  return shape.length >= 2;
}
