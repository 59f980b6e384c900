/**
 * @file The methods as the course distinguishes them, in the order of the chapter: full fine-tuning, then selective,
 * additive and reparameterising methods. LoRA and DoRA are one spec that differs in a field, but two variants.
 */
import type { MethodSpec } from '../peft/spec.ts';

export const METHOD_VARIANTS = [
  'full',
  'head',
  'layers',
  'bitfit',
  'norms',
  'houlsby',
  'pfeiffer',
  'prompt',
  'prefix',
  'prefixMlp',
  'ptuning',
  'ia3',
  'lora',
  'rslora',
  'loraPlus',
  'dora',
  'pissa',
  'qloraInt8',
  'qloraNf4',
] as const;
export type MethodVariant = (typeof METHOD_VARIANTS)[number];

/** The variant of a spec; of several LoRA options at once, the one with the largest effect. */
export function variantOf(method: MethodSpec): MethodVariant {
  if (method.name === 'prefix') return method.projection === null ? 'prefix' : 'prefixMlp';
  if (method.name !== 'lora') return method.name;
  if (method.quantization === 'nf4') return 'qloraNf4';
  if (method.quantization === 'int8') return 'qloraInt8';
  if (method.dora) return 'dora';
  if (method.init === 'pissa') return 'pissa';
  if (method.ratioB !== undefined && method.ratioB !== 1) return 'loraPlus';
  return method.rslora ? 'rslora' : 'lora';
}

/** Position of a variant among all, which also decides the tone of its curves and points. */
export function variantIndex(variant: MethodVariant): number {
  return METHOD_VARIANTS.indexOf(variant);
}
