/** @file What a method has changed of the base's linear maps: ΔW, matrix by matrix, for any method that can be merged. */
import type { NamedTensors } from '../../engine/engine.ts';
import type { ModelConfig } from '../../model/config.ts';
import { linearNames } from '../../model/llama.ts';
import { type MethodSpec, methodOf } from '../../peft/index.ts';
import { LINEAR_TARGETS, type LinearTarget } from '../../peft/spec.ts';

export interface WeightUpdate {
  layer: number;
  target: LinearTarget;
  /** [out, in] */
  shape: readonly [number, number];
  /** Row-major ΔW. */
  delta: Float32Array;
  /** A [r, in] and B [out, r], where the change is a plain B A. */
  factors: { a: Float32Array; b: Float32Array; r: number } | null;
}

export interface Updates {
  matrices: WeightUpdate[];
  /** Squared Frobenius norm of what else changed: embeddings, norms. */
  otherSquare: number;
}

/** @returns null for a method that cannot be merged (adapters with a non-linearity, prompts). */
export function weightUpdates(
  method: MethodSpec,
  config: ModelConfig,
  base: NamedTensors,
  trained: NamedTensors,
): Updates | null {
  const merged = methodOf(method).merge(method, config, base, trained);
  if (!merged) return null;
  const inMaps = new Set<string>();
  const matrices: WeightUpdate[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    const names = linearNames(layer);
    for (const target of LINEAR_TARGETS) {
      const module = names[target];
      const name = `${module}.weight`;
      inMaps.add(name);
      const [before, after] = [base.get(name), merged.get(name)];
      const touched = [...trained.keys()].some((key) => key.includes(`${module}.`));
      if (!before || !after || !touched) continue;
      const shape = before.shape as readonly [number, number];
      const factors = plainFactors(method, module, trained);
      const delta = factors
        ? product(factors, scaleOf(method), shape)
        : after.data.map((value, i) => value - (before.data[i] as number));
      matrices.push({ layer, target, shape, delta, factors });
    }
  }
  let otherSquare = 0;
  for (const [name, { data }] of merged) {
    const before = base.get(name)?.data;
    if (inMaps.has(name) || !before) continue;
    for (let i = 0; i < data.length; i++) otherSquare += ((data[i] as number) - (before[i] as number)) ** 2;
  }
  return { matrices, otherSquare };
}

/** A and B of a module where ΔW is their product and nothing else; a merge would round it against W. */
function plainFactors(method: MethodSpec, module: string, trained: NamedTensors): WeightUpdate['factors'] {
  if (method.name !== 'lora' || method.dora || method.init === 'pissa') return null;
  const a = trained.get(`base_model.model.${module}.lora_A.weight`);
  const b = trained.get(`base_model.model.${module}.lora_B.weight`);
  return a && b ? { a: a.data, b: b.data, r: method.r } : null;
}

function scaleOf(method: MethodSpec): number {
  if (method.name !== 'lora') return 1;
  return method.loraAlpha / (method.rslora ? Math.sqrt(method.r) : method.r);
}

function product(
  { a, b, r }: NonNullable<WeightUpdate['factors']>,
  scale: number,
  [outputs, inputs]: readonly [number, number],
): Float32Array {
  const sums = new Float64Array(outputs * inputs);
  for (let row = 0; row < outputs; row++) {
    for (let k = 0; k < r; k++) {
      const factor = scale * (b[row * r + k] as number);
      for (let column = 0; column < inputs; column++)
        sums[row * inputs + column] =
          (sums[row * inputs + column] as number) + factor * (a[k * inputs + column] as number);
    }
  }
  return Float32Array.from(sums);
}
