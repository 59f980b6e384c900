/** @file Prompt tuning (Lester et al. 2021, arXiv 2104.08691): n learned vectors before the input, n d numbers. */
import type { Method } from './method.ts';
import { prompt, readTokens, readTokenWidth, trainedHead } from './prompts.ts';

export const promptTuning: Method = (input) => {
  const { model, source, task } = input;
  const { tokens, submodules } = readTokens(source, task);
  return {
    tensors: [prompt(tokens * submodules, readTokenWidth(source, model)), ...trainedHead(input)],
    unmatched: [],
    virtualTokens: tokens,
  };
};
