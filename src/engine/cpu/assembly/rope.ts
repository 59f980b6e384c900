/** @file Rotary embedding of one tensor; see ops/rope/index.ts. */

/** x, y [rows, width]; table [positions, dim]: cosines, then sines; `sign` -1 is the inverse rotation. */
export function rope(x: usize, y: usize, table: usize, positions: usize, rows: i32, width: i32, dim: i32, sign: f32): void {
  const half = dim << 1;
  const whole = half & ~15;
  const head = dim << 2;
  for (let row = 0; row < rows; row++) {
    const angles = table + <usize>(load<i32>(positions + (row << 2)) * head);
    for (let first = 0; first < width << 2; first += head) {
      for (let i = 0; i < whole; i += 16) {
        const cosine = v128.load(angles + i);
        const sine = f32x4.mul(v128.load(angles + half + i), f32x4.splat(sign));
        const a = v128.load(x + first + i);
        const b = v128.load(x + first + half + i);
        v128.store(y + first + i, f32x4.sub(f32x4.mul(a, cosine), f32x4.mul(b, sine)));
        v128.store(y + first + half + i, f32x4.add(f32x4.mul(b, cosine), f32x4.mul(a, sine)));
      }
      for (let i = whole; i < half; i += 4) {
        const cosine = load<f32>(angles + i);
        const sine = load<f32>(angles + half + i) * sign;
        const a = load<f32>(x + first + i);
        const b = load<f32>(x + first + half + i);
        store<f32>(y + first + i, a * cosine - b * sine);
        store<f32>(y + first + half + i, b * cosine + a * sine);
      }
    }
    x += width << 2;
    y += width << 2;
  }
}
