/** @file AdamW and SGD over one tensor; the formulas are those of webgpu/optimizer.ts. */

export function adamW(
  weights: usize,
  gradients: usize,
  first: usize,
  second: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  decay: f32,
  clip: f32,
  correction1: f32,
  correction2: f32,
): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const at = <usize>(i << 2);
    const g = f32x4.mul(v128.load(gradients + at), f32x4.splat(clip));
    const m = f32x4.add(
      f32x4.mul(f32x4.splat(beta1), v128.load(first + at)),
      f32x4.mul(f32x4.splat(1 - beta1), g),
    );
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), v128.load(second + at)),
      f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(g, g)),
    );
    v128.store(first + at, m);
    v128.store(second + at, v);
    const w = v128.load(weights + at);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction2))), f32x4.splat(epsilon));
    const step = f32x4.add(
      f32x4.div(f32x4.mul(m, f32x4.splat(correction1)), root),
      f32x4.mul(f32x4.splat(decay), w),
    );
    v128.store(weights + at, f32x4.sub(w, f32x4.mul(f32x4.splat(rate), step)));
  }
  for (let i = whole; i < count; i++) {
    const at = <usize>(i << 2);
    const g = load<f32>(gradients + at) * clip;
    const m = beta1 * load<f32>(first + at) + (1 - beta1) * g;
    const v = beta2 * load<f32>(second + at) + (1 - beta2) * g * g;
    store<f32>(first + at, m);
    store<f32>(second + at, v);
    const w = load<f32>(weights + at);
    store<f32>(weights + at, w - rate * ((m * correction1) / (sqrt(v * correction2) + epsilon) + decay * w));
  }
}

export function sgd(
  weights: usize,
  gradients: usize,
  first: usize,
  count: i32,
  rate: f32,
  momentum: f32,
  decay: f32,
  clip: f32,
): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const at = <usize>(i << 2);
    const v = f32x4.add(
      f32x4.mul(f32x4.splat(momentum), v128.load(first + at)),
      f32x4.mul(v128.load(gradients + at), f32x4.splat(clip)),
    );
    v128.store(first + at, v);
    const w = v128.load(weights + at);
    const step = f32x4.add(v, f32x4.mul(f32x4.splat(decay), w));
    v128.store(weights + at, f32x4.sub(w, f32x4.mul(f32x4.splat(rate), step)));
  }
  for (let i = whole; i < count; i++) {
    const at = <usize>(i << 2);
    const v = momentum * load<f32>(first + at) + load<f32>(gradients + at) * clip;
    store<f32>(first + at, v);
    const w = load<f32>(weights + at);
    store<f32>(weights + at, w - rate * (v + decay * w));
  }
}
