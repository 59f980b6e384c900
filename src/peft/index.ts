/** @file All fine-tuning methods, by name. */
import { full } from './full/index.ts';
import { lora } from './lora/index.ts';
import type { Method } from './method.ts';
import type { MethodName, MethodSpec, SpecOf } from './spec.ts';

const methods: { [Name in MethodName]?: Method<SpecOf<Name>> } = { full, lora };

/** The method of a spec. */
export function methodOf<Spec extends MethodSpec>(spec: Spec): Method<Spec> {
  return methods[spec.name] as unknown as Method<Spec>;
}

export { countTrainable, type Method } from './method.ts';
export type { MethodName, MethodSpec, SpecOf } from './spec.ts';
