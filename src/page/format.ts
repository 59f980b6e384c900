/** @file Numbers as the lesson prints them, the same in both languages. */

/** Learning rates: `5e-4`, `1.5e-3`, `0.1`. */
export function formatRate(rate: number): string {
  if (!Number.isFinite(rate) || rate === 0) return String(rate);
  if (rate >= 0.1) return String(Number(rate.toPrecision(2)));
  const [mantissa, exponent] = rate.toExponential(1).split('e');
  return `${mantissa!.replace(/\.0$/, '')}e${Number(exponent)}`;
}

/** Losses in nats per token, and differences of them: two digits after the point, and no sign before zero. */
export function formatLoss(loss: number): string {
  return Number.isFinite(loss) ? loss.toFixed(2).replace('-0.00', '0.00') : '–';
}

/** Shares 0 to 1 as `93%`; one digit below 10 %. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const percent = share * 100;
  // A probability that is small is not one that is nothing.
  if (percent > 0 && percent < 0.05) return '<0.1%';
  const digits = percent > 0 && percent < 9.95 ? 1 : 0;
  return `${percent.toFixed(digits).replace(/\.0$/, '')}%`;
}

// Created once: `toLocaleString` creates a formatter at every call.
const COUNTS = new Intl.NumberFormat('en-US');

/** Whole numbers with thousands separated: `16,384`. */
export function formatCount(count: number): string {
  return COUNTS.format(Math.round(count));
}

/** Bytes in decimal units: `131 kB`, `3.3 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit]}`;
}

/** Seconds as `m:ss`, or `12 s` below a minute. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Milliseconds: three significant digits at most. */
export function formatMilliseconds(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '–';
  return `${milliseconds >= 100 ? Math.round(milliseconds) : Number(milliseconds.toPrecision(2))} ms`;
}

/** Rates per second: `12.3`, `1,204`. */
export function formatPerSecond(rate: number): string {
  if (!Number.isFinite(rate)) return '–';
  return rate >= 100 ? formatCount(rate) : rate.toFixed(rate >= 10 ? 0 : 1);
}

/** Tiny differences: `2.4e-7`. */
export function formatTiny(value: number): string {
  return value === 0 ? '0' : value.toExponential(1);
}
