/** @file Axis ends and ticks: round numbers, few of them. */

/** 1, 2 or 5 times a power of ten, at least `value`. */
function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const mantissa = value / power;
  return (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10) * power;
}

/** Round ticks from 0 to at least `max`. */
export function linearTicks(max: number, count = 4): number[] {
  if (!(max > 0)) return [0, 1];
  const step = niceStep(max / count);
  const ticks = [0];
  while (ticks[ticks.length - 1]! < max) ticks.push(Number((ticks.length * step).toPrecision(12)));
  return ticks;
}

/** Ticks 1, 2, 5 per decade (or powers of ten over a wide range) around [min, max], both above 0. */
export function logTicks(min: number, max: number): number[] {
  const from = Math.floor(Math.log10(min));
  const to = Math.ceil(Math.log10(max));
  const mantissas = to - from > 2 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let decade = from; decade <= to; decade++) {
    for (const mantissa of mantissas) all.push(Number(`${mantissa}e${decade}`));
  }
  const first = Math.max(0, all.filter((tick) => tick <= min).length - 1);
  const last = all.findIndex((tick) => tick >= max);
  const ticks = all.slice(first, last === -1 ? undefined : last + 1);
  // A single value still needs an axis around it.
  return ticks.length > 1 ? ticks : [min / 10, min, min * 10];
}
