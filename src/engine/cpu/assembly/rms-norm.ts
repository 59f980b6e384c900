/** @file RMS norm, row by row; see ops/rmsNorm/index.ts. Widths need not be multiples of four. */
import { sum4 } from './exp';
import { fma } from './tile';

/** y = x / sqrt(mean(x^2) + epsilon) * weight; `inverse` [rows] or 0. */
export function rmsNorm(x: usize, weight: usize, y: usize, inverse: usize, rows: i32, width: i32, epsilon: f32): void {
  const whole = (width & ~3) << 2;
  const end = width << 2;
  for (let row = 0; row < rows; row++) {
    let lanes = f32x4.splat(0);
    for (let i = 0; i < whole; i += 16) {
      const value = v128.load(x + i);
      lanes = fma(value, value, lanes);
    }
    let squares = sum4(lanes);
    for (let i = whole; i < end; i += 4) squares += load<f32>(x + i) * load<f32>(x + i);
    const r: f32 = 1 / sqrt<f32>(squares / <f32>width + epsilon);
    if (inverse != 0) store<f32>(inverse + (row << 2), r);
    for (let i = 0; i < whole; i += 16) {
      v128.store(y + i, f32x4.mul(f32x4.mul(v128.load(x + i), f32x4.splat(r)), v128.load(weight + i)));
    }
    for (let i = whole; i < end; i += 4) store<f32>(y + i, load<f32>(x + i) * r * load<f32>(weight + i));
    x += end;
    y += end;
  }
}

/** dx [rows, width], plus `partial` of that shape unless it is 0. */
export function rmsNormGradInput(
  dy: usize, x: usize, weight: usize, inverse: usize, partial: usize, dx: usize, rows: i32, width: i32,
): void {
  const whole = (width & ~3) << 2;
  const end = width << 2;
  for (let row = 0; row < rows; row++) {
    let lanes = f32x4.splat(0);
    for (let i = 0; i < whole; i += 16) {
      lanes = fma(f32x4.mul(v128.load(dy + i), v128.load(weight + i)), v128.load(x + i), lanes);
    }
    let projection = sum4(lanes);
    for (let i = whole; i < end; i += 4) projection += load<f32>(dy + i) * load<f32>(weight + i) * load<f32>(x + i);
    const r = load<f32>(inverse + (row << 2));
    const parallel = (projection * r * r * r) / <f32>width;
    for (let i = 0; i < whole; i += 16) {
      const scaled = f32x4.mul(f32x4.mul(v128.load(dy + i), v128.load(weight + i)), f32x4.splat(r));
      const change = f32x4.sub(scaled, f32x4.mul(v128.load(x + i), f32x4.splat(parallel)));
      v128.store(dx + i, partial == 0 ? change : f32x4.add(v128.load(partial + i), change));
    }
    for (let i = whole; i < end; i += 4) {
      const change = load<f32>(dy + i) * load<f32>(weight + i) * r - load<f32>(x + i) * parallel;
      store<f32>(dx + i, partial == 0 ? change : load<f32>(partial + i) + change);
    }
    dy += end;
    x += end;
    dx += end;
    if (partial != 0) partial += end;
  }
}

/** dweight [width] = sum over rows of inverse * dy * x. */
export function rmsNormGradWeight(dy: usize, x: usize, inverse: usize, dweight: usize, rows: i32, width: i32): void {
  const whole = (width & ~3) << 2;
  const end = width << 2;
  for (let i = 0; i < end; i += 4) store<f32>(dweight + i, 0);
  for (let row = 0; row < rows; row++) {
    const r = load<f32>(inverse + (row << 2));
    for (let i = 0; i < whole; i += 16) {
      v128.store(dweight + i, fma(f32x4.mul(v128.load(dy + i), f32x4.splat(r)), v128.load(x + i), v128.load(dweight + i)));
    }
    for (let i = whole; i < end; i += 4) store<f32>(dweight + i, load<f32>(dweight + i) + r * load<f32>(dy + i) * load<f32>(x + i));
    dy += end;
    x += end;
  }
}
