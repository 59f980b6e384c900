/**
 * @file Head tuning: only the head is trained. With a tied head that is the embedding's own tensor, so the
 * input side changes with it.
 */
import { CostError } from '../error.ts';
import { inPlace, type Method, type MethodTensor } from './method.ts';

export const head: Method = ({ model, source }) => {
  const top = model.classifier ?? model.outputEmbedding;
  if (top === null) {
    throw new CostError(
      'contradiction',
      source.place,
      'peft_type',
      'peft_type HEAD trains the head, but the config names a model class without one.',
      { other: 'architectures', value: 'HEAD', otherValue: model.head },
    );
  }
  const tensors: MethodTensor[] = [];
  for (const module of model.modules) {
    if (module.name !== top && !module.name.startsWith(`${top}.`)) continue;
    const owner = module.tiedWeight
      ? model.modules.find(({ name }) => name === model.inputEmbedding)
      : undefined;
    if (owner) tensors.push(...inPlace(model, owner));
    tensors.push(...inPlace(model, module).filter((tensor) => tensor.role === 'trained'));
  }
  return { tensors, unmatched: [], virtualTokens: 0 };
};
