/** @file One line of progress with the time left, rewritten in place on a terminal and short in a log. */

/** "3 s", "2 min 05 s", "1 h 02 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

export interface Progress {
  /** @param done of `total`; `note` is printed after the numbers. */
  update(done: number, note?: string): void;
  /** Ends the line. */
  finish(note?: string): void;
}

interface ProgressOptions {
  label: string;
  total: number;
  stream?: { isTTY?: boolean; write(text: string): unknown };
  /** Milliseconds; replaced in tests. */
  now?: () => number;
}

/** In a log, at least so many milliseconds pass between two lines. */
const LOG_INTERVAL = 15_000;

export function startProgress({
  label,
  total,
  stream = process.stderr,
  now = Date.now,
}: ProgressOptions): Progress {
  const begin = now();
  let lastLine = Number.NEGATIVE_INFINITY;
  const write = (text: string) => stream.write(stream.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
  return {
    update(done, note = '') {
      const elapsed = (now() - begin) / 1000;
      if (!stream.isTTY && now() - lastLine < LOG_INTERVAL && done < total) return;
      lastLine = now();
      const left = done > 0 ? `, ${formatDuration((elapsed / done) * (total - done))} left` : '';
      write(`${label}: ${done}/${total}${left}${note && `, ${note}`}`);
    },
    finish(note = '') {
      write(`${label}: done in ${formatDuration((now() - begin) / 1000)}${note && `, ${note}`}`);
      if (stream.isTTY) stream.write('\n');
    },
  };
}
