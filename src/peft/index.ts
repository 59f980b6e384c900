/** @file All fine-tuning methods, by name. */
import { bitfit } from './bitfit/index.ts';
import { full } from './full/index.ts';
import { head } from './head/index.ts';
import { houlsby } from './houlsby/index.ts';
import { ia3 } from './ia3/index.ts';
import { layers } from './layers/index.ts';
import { lora } from './lora/index.ts';
import type { Method } from './method.ts';
import { norms } from './norms/index.ts';
import { pfeiffer } from './pfeiffer/index.ts';
import { prefix } from './prefix/index.ts';
import { prompt } from './prompt/index.ts';
import { ptuning } from './ptuning/index.ts';
import type { MethodName, MethodSpec, SpecOf } from './spec.ts';

const methods: { [Name in MethodName]: Method<SpecOf<Name>> } = {
  full,
  head,
  layers,
  bitfit,
  norms,
  houlsby,
  pfeiffer,
  prompt,
  prefix,
  ptuning,
  ia3,
  lora,
};

/** The method of a spec. */
export function methodOf<Spec extends MethodSpec>(spec: Spec): Method<Spec> {
  return methods[spec.name] as unknown as Method<Spec>;
}

export { countTrainable, type Method } from './method.ts';
export type { MethodName, MethodSpec, SpecOf } from './spec.ts';
