/**
 * @file Variants of LoRA that change what is trained: DoRA, MiCA, KaSA, activated LoRA. PEFT 0.21 knows each on some
 * kinds of module and none together with another (`lora_variants` in tuners/lora/layer.py).
 */
import { CostError } from '../error.ts';
import type { Module, ModuleKind } from '../module.ts';
import { readFlag, readRaw, type Source } from '../read.ts';

export type Variant = 'dora' | 'mica' | 'kasa' | 'alora' | null;

/** MiCA (arXiv 2604.01694) is an initialisation by name, but freezes B. */
function isMica(source: Source): boolean {
  const init = readRaw(source, ['init_lora_weights']);
  return typeof init === 'string' && init.toLowerCase() === 'mica';
}

export function readVariant(source: Source): Variant {
  const chosen: [string, Exclude<Variant, null>][] = [];
  if (readFlag(source, 'use_dora', false)) chosen.push(['use_dora', 'dora']);
  if (isMica(source)) chosen.push(['init_lora_weights', 'mica']);
  // An empty object switches KaSA (arXiv 2412.06071) on with its defaults.
  if (readRaw(source, ['kasa_config']) !== undefined) chosen.push(['kasa_config', 'kasa']);
  if (readRaw(source, ['alora_invocation_tokens']) !== undefined)
    chosen.push(['alora_invocation_tokens', 'alora']);
  const [first, second] = chosen;
  if (first && second) {
    throw new CostError(
      'contradiction',
      source.place,
      first[0],
      `${first[0]} and ${second[0]} are two variants of LoRA, which PEFT does not combine.`,
      { other: second[0], value: first[1], otherValue: second[1] },
    );
  }
  return first?.[1] ?? null;
}

const KINDS: Readonly<Record<Exclude<Variant, null>, readonly ModuleKind[]>> = {
  dora: ['linear', 'conv1d', 'embedding'],
  mica: ['linear', 'conv1d', 'embedding'],
  kasa: ['linear'],
  alora: ['linear', 'conv1d'],
};

/** Kinds of module that the variant can adapt, out of those that LoRA can. */
export function kindsOf(variant: Variant, all: ReadonlySet<Module['kind']>): ReadonlySet<Module['kind']> {
  return variant === null ? all : new Set(KINDS[variant]);
}
