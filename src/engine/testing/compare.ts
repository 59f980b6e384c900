/** @file How far apart two lists of numbers are. */

type Numbers = ArrayLike<number>;

export function normOf(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) ** 2;
  return Math.sqrt(sum);
}

/** |a - b| / |b|, in the Euclidean norm; where b is zero, |a|. */
export function relativeError(a: Numbers, b: Numbers): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} numbers against ${b.length}`);
  const difference = Float64Array.from({ length: a.length }, (_, i) => (a[i] as number) - (b[i] as number));
  const scale = normOf(b);
  return scale > 0 ? normOf(difference) / scale : normOf(difference);
}

export function largestDifference(a: Numbers, b: Numbers): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} numbers against ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}
