/** @file Full fine-tuning: every parameter, a tied tensor once. */
import { inPlace, type Method, type MethodTensor } from './method.ts';

export const full: Method = ({ model }) => {
  const tensors: MethodTensor[] = [];
  for (const module of model.modules) {
    for (const tensor of inPlace(model, module)) {
      // Checkpoints leave tied tensors out.
      tensors.push(tensor.role === 'alias' ? { ...tensor, written: false } : tensor);
    }
  }
  return { tensors, unmatched: [], virtualTokens: 0 };
};
