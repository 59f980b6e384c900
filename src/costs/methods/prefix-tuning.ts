/**
 * @file Prefix tuning (Li & Liang 2021, arXiv 2101.00190) and P-tuning v2 (arXiv 2110.07602): learned keys and
 * values in every layer, 2 L n (kv heads x head width) numbers.  With `prefix_projection` an MLP computes them
 * from n vectors; it is discarded after training.
 */
import type { Model } from '../module.ts';
import { readFlag, readInteger, type Source } from '../read.ts';
import { added, type Method, type MethodTensor } from './method.ts';
import { encodedPrompt, encoderLinear, prompt, readTokens, trainedHead } from './prompts.ts';

/**
 * Width of one key or value of the prefix. With grouped queries PEFT overwrites `token_dim`, stated or not, by
 * key-value heads x head width (`_prepare_prompt_learning_config` of PEFT 0.21).
 */
function readPrefixWidth(source: Source, model: Model): number {
  const stated = readInteger(source, 'token_dim', { max: 262_144, fallback: model.width });
  const heads = readInteger(source, 'num_attention_heads', { max: 8_192, fallback: model.heads });
  if (!model.groupedQueries) return stated;
  return model.keyValueHeads * (model.configHeadDim ?? Math.floor(stated / heads));
}

export const prefixTuning: Method = (input) => {
  const { model, source, task } = input;
  const { tokens } = readTokens(source, task);
  const width = readPrefixWidth(source, model);
  const layers = readInteger(source, 'num_layers', {
    max: 1_000,
    fallback: model.encoderLayers || model.layers,
  });
  const written = 2 * layers * width;
  const tensors: MethodTensor[] = [];
  if (readFlag(source, 'prefix_projection', false)) {
    const hidden = readInteger(source, 'encoder_hidden_size', { max: 262_144, fallback: width });
    tensors.push(
      added('prompt_encoder.embedding.weight', [tokens, width], null, { written: false }),
      ...encoderLinear('transform.0', width, hidden),
      ...encoderLinear('transform.2', hidden, written),
      encodedPrompt(tokens, written),
    );
  } else {
    tensors.push(prompt(tokens, written));
  }
  return { tensors: [...tensors, ...trainedHead(input)], unmatched: [], virtualTokens: 0 };
};
