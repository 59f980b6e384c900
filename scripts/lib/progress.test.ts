import { describe, expect, it } from 'vitest';
import { formatDuration, startProgress } from './progress.ts';

it('writes durations in minutes and seconds', () => {
  expect([0, 59.4, 60, 125, 3600, 3720].map(formatDuration)).toEqual([
    '0 s',
    '59 s',
    '1 min 00 s',
    '2 min 05 s',
    '1 h 00 min',
    '1 h 02 min',
  ]);
  expect(formatDuration(-5)).toBe('0 s');
});

describe('progress', () => {
  function recorded(isTTY: boolean) {
    let clock = 0;
    const written: string[] = [];
    const stream = { isTTY, write: (text: string) => written.push(text) };
    const wait = (milliseconds: number) => {
      clock += milliseconds;
    };
    const progress = startProgress({ label: 'train', total: 10, stream, now: () => clock });
    return { progress, written, wait };
  }

  it('rewrites its line on a terminal, with the time left', () => {
    const { progress, written, wait } = recorded(true);
    wait(2000);
    progress.update(1, 'loss 3.2');
    progress.finish();
    expect(written[0]).toContain('train: 1/10, 18 s left, loss 3.2');
    expect(written[0]!.startsWith('\r')).toBe(true);
    expect(written.at(-1)).toBe('\n');
  });

  it('writes seldom in a log, and always at the end', () => {
    const { progress, written, wait } = recorded(false);
    for (let done = 1; done <= 10; done++) {
      wait(1000);
      progress.update(done);
    }
    progress.finish('loss 0.1');
    expect(written.map((line) => line.trim())).toEqual([
      'train: 1/10, 9 s left',
      'train: 10/10, 0 s left',
      'train: done in 10 s, loss 0.1',
    ]);
  });
});
