/** @file Long loops with an exp in them: SwiGLU and cross-entropy. Counts need not be multiples of four. */
import { exp1, exp4, sum4 } from './exp';

// @ts-expect-error: decorator
@inline
function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

// @ts-expect-error: decorator
@inline
function sigmoid1(x: f32): f32 {
  return 1 / (1 + exp1(-x));
}

export function swiGlu(gate: usize, up: usize, y: usize, count: i32): void {
  const whole = <usize>((count & ~3) << 2);
  for (let i: usize = 0; i < whole; i += 16) {
    const g = v128.load(gate + i);
    v128.store(y + i, f32x4.mul(f32x4.mul(g, sigmoid4(g)), v128.load(up + i)));
  }
  for (let i = whole; i < <usize>(count << 2); i += 4) {
    const g = load<f32>(gate + i);
    store<f32>(y + i, g * sigmoid1(g) * load<f32>(up + i));
  }
}

/** dgate and dup, either may be 0. */
export function swiGluGrad(gate: usize, up: usize, dy: usize, dgate: usize, dup: usize, count: i32): void {
  const whole = <usize>((count & ~3) << 2);
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < whole; i += 16) {
    const g = v128.load(gate + i);
    const d = v128.load(dy + i);
    const s = sigmoid4(g);
    const ds = f32x4.mul(d, s);
    if (dgate != 0) v128.store(dgate + i, f32x4.mul(f32x4.mul(ds, v128.load(up + i)), f32x4.add(one, f32x4.mul(g, f32x4.sub(one, s)))));
    if (dup != 0) v128.store(dup + i, f32x4.mul(ds, g));
  }
  for (let i = whole; i < <usize>(count << 2); i += 4) {
    const g = load<f32>(gate + i);
    const s = sigmoid1(g);
    const ds = load<f32>(dy + i) * s;
    if (dgate != 0) store<f32>(dgate + i, ds * load<f32>(up + i) * (1 + g * (1 - s)));
    if (dup != 0) store<f32>(dup + i, ds * g);
  }
}

/** Of one row: into[i] = exp(logits[i] - shift) * factor, or nothing where `into` is 0; returns the sum of the exps. */
function expRow(logits: usize, count: i32, shift: f32, factor: f32, into: usize): f32 {
  const whole = count & ~3;
  let lanes = f32x4.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const e = exp4(f32x4.sub(v128.load(logits + (i << 2)), f32x4.splat(shift)));
    lanes = f32x4.add(lanes, e);
    if (into != 0) v128.store(into + (i << 2), f32x4.mul(e, f32x4.splat(factor)));
  }
  let total = sum4(lanes);
  for (let i = whole; i < count; i++) {
    const e = exp1(load<f32>(logits + (i << 2)) - shift);
    total += e;
    if (into != 0) store<f32>(into + (i << 2), e * factor);
  }
  return total;
}

/** See ops/crossEntropy/index.ts; `gradient` may be 0. */
export function crossEntropy(logits: usize, targets: usize, weights: usize, weightSum: f32, loss: usize, correct: usize, gradient: usize, rows: i32, vocabulary: i32): void {
  for (let row = 0; row < rows; row++) {
    const own = logits + <usize>(row * vocabulary << 2);
    const change: usize = gradient == 0 ? <usize>0 : gradient + <usize>(row * vocabulary << 2);
    const at = <usize>(row << 2);
    const weight = load<f32>(weights + at);
    if (weight == 0) {
      store<f32>(loss + at, 0);
      store<f32>(correct + at, 0);
      if (gradient != 0) memory.fill(change, 0, vocabulary << 2);
      continue;
    }
    let top: f32 = load<f32>(own);
    let likeliest = 0;
    for (let i = 1; i < vocabulary; i++) {
      const value = load<f32>(own + (i << 2));
      if (value > top) {
        top = value;
        likeliest = i;
      }
    }
    const goal = load<i32>(targets + at);
    const logSumExp = top + <f32>Math.log(expRow(own, vocabulary, top, 0, 0));
    store<f32>(loss + at, logSumExp - load<f32>(own + (goal << 2)));
    store<f32>(correct + at, likeliest == goal ? 1 : 0);
    if (gradient != 0) {
      const share = weight / weightSum;
      expRow(own, vocabulary, logSumExp, share, change);
      store<f32>(change + (goal << 2), load<f32>(change + (goal << 2)) - share);
    }
  }
}
