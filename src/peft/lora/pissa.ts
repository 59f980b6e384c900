/**
 * @file PiSSA (Meng et al. 2024, arXiv 2404.02948, eqs. 2 to 4): A and B begin as the leading singular vectors of W0 and
 * are trained; what is left of W0 is frozen. Scaled as in PEFT, so that the residual plus s B A is W0 whatever s is:
 *   B = U_r sqrt(S_r / s),  A = sqrt(S_r / s) V_r^T,  W_res = W0 - s B A
 */
import { mergedWeight } from './merge.ts';
import { singularTriples } from './svd.ts';

interface Principal {
  /** [r, in] */
  a: Float32Array;
  /** [out, r] */
  b: Float32Array;
  /** [out, in] */
  residual: Float32Array;
}

/** Found once for the same weight: a run asks for its parts one after the other. */
const known = new WeakMap<Float32Array, { key: string; principal: Principal }>();

/** The principal part of a weight [out, in] and its rest. */
export function principalOf(
  weight: Float32Array,
  [outputs, inputs]: readonly [number, number],
  r: number,
  scaling: number,
): Principal {
  const key = `${r} ${scaling}`;
  const found = known.get(weight);
  if (found?.key === key) return found.principal;
  const { values, left, right } = singularTriples(weight, outputs, inputs, r);
  const a = new Float32Array(r * inputs);
  const b = new Float32Array(outputs * r);
  values.forEach((value, k) => {
    const root = Math.sqrt(value / scaling);
    for (let i = 0; i < inputs; i++) a[k * inputs + i] = root * (right[k * inputs + i] as number);
    for (let i = 0; i < outputs; i++) b[i * r + k] = root * (left[k * outputs + i] as number);
  });
  const principal = { a, b, residual: mergedWeight(weight, a, b, r, -scaling) };
  known.set(weight, { key, principal });
  return principal;
}
