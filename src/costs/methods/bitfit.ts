/**
 * @file BitFit (Ben Zaken et al. 2021, arXiv 2106.10199): only the bias vectors. Llama, Mistral, Gemma and T5
 * have none, so the count is 0.
 */
import { inPlace, type Method } from './method.ts';

export const bitfit: Method = ({ model }) => ({
  tensors: model.modules
    .flatMap((module) => inPlace(model, module, 'bias'))
    .filter(({ role }) => role === 'trained'),
  unmatched: [],
  virtualTokens: 0,
});
