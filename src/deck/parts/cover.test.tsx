// @vitest-environment jsdom
/** @file The picture of the title slide is the recorded run, or nothing. */
import { readFileSync } from 'node:fs';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRecording } from '../../recordings/recording.ts';
import { forgetRecordings } from '../../recordings/recordings.ts';
import type { Language } from '../../world/types.ts';
import { SlideScopeValue } from '../context.ts';
import { outlineOf } from '../testing.ts';
import { Cover, coverCurves } from './Cover.tsx';

const read = (language: Language): string => readFileSync(`public/runs/lora-lab-${language}.json`, 'utf8');

function show(language: Language) {
  return render(
    <SlideScopeValue
      value={{
        slide: outlineOf({ one: 0 }).slides[0]!,
        language,
        step: 0,
        mode: 'present',
        view: 'stage',
        hosts: new Map(),
      }}
    >
      <Cover />
    </SlideScopeValue>,
  );
}

const fetched = vi.fn();
beforeEach(() => {
  forgetRecordings();
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function wait(): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(1000));
}

describe.each(['zh', 'en'] as const)('the cover in %s', (language) => {
  it('draws both recorded curves with their last values, and says that they are recorded', async () => {
    fetched.mockImplementation(async () => new Response(read(language)));
    const { container } = show(language);
    await wait();
    const recording = parseRecording(JSON.parse(read(language)));
    const label = screen.getByRole('img').getAttribute('aria-label')!;
    expect(label).toContain(recording.date);
    for (const { name, evaluations } of recording.runs) {
      const points = container.querySelector(`.cover-${name} polyline`)!.getAttribute('points')!.split(' ');
      expect(points).toHaveLength(evaluations.length);
      const last = `${Math.round(evaluations.at(-1)!.heldOutExactMatch * 100)}%`;
      expect(container.querySelector(`.cover-${name} text`)!.textContent).toContain(last);
      expect(label).toContain(last);
    }
  });
  it('keeps every point inside the picture', () => {
    for (const { points } of coverCurves(parseRecording(JSON.parse(read(language))))) {
      for (const [x, y] of points) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(520);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(440);
      }
    }
  });
});

it('asks for nothing before the first paint, and draws the grid alone', () => {
  const { container } = show('en');
  expect(fetched).not.toHaveBeenCalled();
  expect(container.querySelectorAll('polyline')).toHaveLength(0);
  expect(container.querySelectorAll('line').length).toBeGreaterThan(0);
  expect(screen.queryByRole('img')).toBeNull();
});

it('draws no curve where there is no recording', async () => {
  fetched.mockImplementation(async () => new Response('', { status: 404 }));
  const { container } = show('en');
  await wait();
  expect(container.querySelectorAll('polyline')).toHaveLength(0);
});
