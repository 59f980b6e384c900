/**
 * @file The tiny model under every method, with weights large enough that every non-linearity is felt. For tests of
 * the engines, which train it.
 */
import { randomTensors } from '../../engine/testing/random.ts';
import type { Subject } from '../../engine/testing/subject.ts';
import type { ModelConfig } from '../../model/config.ts';
import { llama, parameterShapes } from '../../model/llama.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { methodOf } from '../index.ts';
import type { LoraSpec, MethodSpec } from '../spec.ts';

export function loraSpec(changes: Partial<LoraSpec> = {}): LoraSpec {
  return { name: 'lora', r: 4, loraAlpha: 8, targets: ['q', 'v'], dropout: 0, ...changes };
}

/** Every method besides full fine-tuning and LoRA, small. */
export const otherMethods: readonly [string, MethodSpec][] = [
  ['the head', { name: 'head' }],
  ['the last block', { name: 'layers', last: 1 }],
  ['BitFit', { name: 'bitfit' }],
  ['norms', { name: 'norms' }],
  ['Houlsby adapters', { name: 'houlsby', bottleneck: 3 }],
  ['Pfeiffer adapters', { name: 'pfeiffer', bottleneck: 4 }],
  ['a prompt', { name: 'prompt', virtualTokens: 3 }],
  ['a prefix', { name: 'prefix', virtualTokens: 4, projection: null }],
  ['a prefix from an MLP', { name: 'prefix', virtualTokens: 3, projection: 5 }],
  ['P-tuning v2', { name: 'ptuning', virtualTokens: 5 }],
  ['(IA)³', { name: 'ia3' }],
];

/** A model under a method, with random weights everywhere (B of LoRA too, so that A has a gradient). */
export function subject(spec: MethodSpec, config: ModelConfig = tinyConfig, seed = 'subject'): Subject {
  const method = methodOf(spec);
  const base = randomTensors(parameterShapes(config), seed);
  const added = randomTensors(method.addedShapes(spec, config), seed);
  const trains = (name: string) => method.trainsBase(spec, name, config);
  const form = method.prepareBase?.(spec, config, base);
  const packed = form?.packed ?? new Map();
  const frozen = new Map([
    ...[...base].filter(([name]) => !trains(name) && !packed.has(name)),
    ...(form?.tensors ?? []),
  ]);
  const trainable = new Map([...[...base].filter(([name]) => trains(name)), ...added]);
  return {
    model: llama(config, method.hooks(spec)),
    frozen: frozen.size > 0 ? frozen : null,
    packed,
    trainable,
    rateFactor: (name) => method.rateFactor?.(spec, name) ?? 1,
  };
}
