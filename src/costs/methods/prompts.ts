/**
 * @file What the prompt methods share: number of virtual tokens, and the file, which holds one tensor
 * `prompt_embeddings` whatever was trained to make it.
 */
import type { Model } from '../module.ts';
import { readInteger, type Source } from '../read.ts';
import { added, type MethodInput, type MethodTensor, PROMPT_PREFIX, savedCopies } from './method.ts';

export const TOKENS = { max: 1_000_000 } as const;

/** Virtual tokens, times 2 for encoder-decoder models (`num_transformer_submodules`). */
export function readTokens(source: Source, task: string | null): { tokens: number; submodules: number } {
  const tokens = readInteger(source, 'num_virtual_tokens', TOKENS);
  const submodules = readInteger(source, 'num_transformer_submodules', {
    max: 2,
    fallback: task === 'SEQ_2_SEQ_LM' ? 2 : 1,
  });
  return { tokens, submodules };
}

/** PEFT takes the width that the config states, `hidden_size` or `d_model`, for the embedding's. */
export function readTokenWidth(source: Source, model: Model): number {
  return readInteger(source, 'token_dim', { max: 262_144, fallback: model.width });
}

/** The tensor that is trained as it is written. */
export function prompt(rows: number, width: number): MethodTensor {
  return added('prompt_embeddings', [rows, width], null);
}

/** The tensor that is computed by an encoder and written in its stead. */
export function encodedPrompt(rows: number, width: number): MethodTensor {
  return added('prompt_embeddings', [rows, width], null, { role: 'alias' });
}

/** Weight and bias of a linear layer of the encoder, trained and never written. */
export function encoderLinear(name: string, inFeatures: number, outFeatures: number): MethodTensor[] {
  return [
    added(`prompt_encoder.${name}.weight`, [outFeatures, inFeatures], null, { written: false }),
    added(`prompt_encoder.${name}.bias`, [outFeatures], null, { written: false }),
  ];
}

/** A classification head is trained with the prompt. */
export function trainedHead(input: MethodInput): MethodTensor[] {
  return savedCopies(input, PROMPT_PREFIX);
}
