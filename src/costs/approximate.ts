/**
 * @file An unknown architecture counted as a Llama: exact where it is one under another name, and close where it differs in
 * norms and biases. Only done at the reader's request.
 */
import { totalParameters } from './counts.ts';
import { CostError } from './error.ts';

/** Fields that every config of this shape has. */
const SIZES = ['hidden_size', 'intermediate_size', 'num_hidden_layers', 'num_attention_heads', 'vocab_size'];

/** Fields of other shapes: a Llama with these would be far off. */
const UNLIKE = /expert|moe|kv_lora_rank|ssm|mamba|conv|encoder|decoder_layers|state_size|linear_num/;

/** The same config as one of a Llama; null where it is known, or is not of this shape. */
export function asLlama(config: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return null;
  const outer = config as Record<string, unknown>;
  const nested = outer.text_config;
  const fields = (typeof nested === 'object' && nested !== null ? nested : outer) as Record<string, unknown>;
  if (SIZES.some((field) => typeof fields[field] !== 'number')) return null;
  if (
    Object.entries(fields).some(([field, value]) => UNLIKE.test(field) && value !== null && value !== false)
  )
    return null;
  try {
    totalParameters(config);
    return null;
  } catch (error) {
    if (!(error instanceof CostError) || error.code !== 'unknownArchitecture') return null;
  }
  const { architectures: _class, ...rest } = fields;
  const approximate = { ...rest, model_type: 'llama' };
  try {
    totalParameters(approximate);
    return approximate;
  } catch {
    return null;
  }
}
