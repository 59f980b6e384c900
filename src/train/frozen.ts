/**
 * @file The frozen weights of a run: the shared base, or a layer over it where the method freezes weights in a form of its
 * own. The shared base stays on the device as floats for the other runs; a run's facts count only what it reads.
 */
import type { Engine, NamedTensors, Weights } from '../engine/engine.ts';
import { type MethodSpec, methodOf } from '../peft/index.ts';
import type { Base } from './base.ts';

export interface Frozen {
  weights: Weights;
  /** Bytes allocated for this run alone. */
  ownBytes: number;
  /** Bytes of the shared base that it reads. */
  sharedBytes: number;
  /** Frees what was allocated for this run. */
  dispose(): void;
}

/** @returns null where everything is trained. @param tensors values of the base, shared or a run's own. */
export function freeze(
  engine: Engine,
  base: Base,
  method: MethodSpec,
  tensors: NamedTensors,
  trained: NamedTensors,
): Frozen | null {
  if ([...tensors.keys()].every((name) => trained.has(name))) return null;
  const form = methodOf(method).prepareBase?.(method, base.config, tensors) ?? null;
  const isShared = tensors === base.tensors;
  if (isShared && !form)
    return { weights: base.weights, ownBytes: 0, sharedBytes: base.weights.bytes, dispose: () => {} };
  const isInForm = (name: string) => form?.tensors.has(name) || form?.packed.has(name);
  const rest = [...tensors].filter(([name]) => !isInForm(name));
  const weights = engine.createWeights(new Map([...(isShared ? [] : rest), ...(form?.tensors ?? [])]), {
    ...(form ? { packed: form.packed } : {}),
    ...(isShared ? { over: base.weights } : {}),
  });
  const sharedBytes = isShared ? rest.reduce((sum, [, { data }]) => sum + data.byteLength, 0) : 0;
  return { weights, ownBytes: weights.bytes, sharedBytes, dispose: () => weights.dispose() };
}
