import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needsBuild } from './build.ts';
import { countReport, STAGES, summary } from './stages.ts';

describe('counting a run', () => {
  it('adds up what Vitest reports', () => {
    expect(countReport({ numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({ passed: 7, failed: 2 });
  });

  it('counts a file that cannot be read as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
    ];
    expect(countReport({ numPassedTests: 3, numFailedTests: 1, testResults }, 1).failed).toBe(2);
  });

  it('counts an error outside of the tests as one failure', () => {
    expect(countReport({ numPassedTests: 3, numFailedTests: 0 }, 1)).toMatchObject({ passed: 3, failed: 1 });
    expect(countReport(null, 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('says how many tests were skipped', () => {
    expect(countReport({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 2 }, 0)).toEqual({
      passed: 3,
      failed: 0,
      note: '2 skipped',
    });
  });
});

it('closes with one line that sums everything up', () => {
  const text = summary([
    { stage: 'types', passed: 1, failed: 0, seconds: 3 },
    { stage: 'gpu', passed: 200, failed: 4, seconds: 61, note: 'slow' },
  ]);
  expect(text.split('\n').at(-1)).toBe('201 passed, 4 failed');
  expect(text).toContain('gpu');
  expect(text).toContain('(slow)');
  expect(summary([]).split('\n').at(-1)).toBe('0 passed, 0 failed');
});

it('builds before it drives the page', () => {
  expect(STAGES.indexOf('build')).toBeLessThan(STAGES.indexOf('e2e'));
});

describe('whether a build is needed', () => {
  function project(): { root: string; touch: (file: string, seconds: number) => void } {
    const root = mkdtempSync(join(tmpdir(), 'lesson7-build-'));
    mkdirSync(join(root, 'src'));
    mkdirSync(join(root, 'dist'));
    const touch = (file: string, seconds: number) => {
      writeFileSync(join(root, file), '');
      utimesSync(join(root, file), seconds, seconds);
    };
    touch('src/main.tsx', 100);
    return { root, touch };
  }

  it('is, where there is none, and where a source is younger', () => {
    const { root, touch } = project();
    expect(needsBuild(root)).toBe(true);
    touch('dist/index.html', 200);
    expect(needsBuild(root)).toBe(false);
    touch('src/later.ts', 300);
    expect(needsBuild(root)).toBe(true);
  });

  it('is not, where only a test is younger', () => {
    const { root, touch } = project();
    touch('dist/index.html', 200);
    touch('src/later.test.ts', 300);
    expect(needsBuild(root)).toBe(false);
  });
});
