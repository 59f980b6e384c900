/** @file Renders one widget as the deck would, for component tests. */
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ComponentType } from 'react';
import { afterEach, vi } from 'vitest';
import {
  FAKE_FACTS,
  FAKE_SPEED,
  type FakeWorker,
  fakeEvaluation,
  fakeStep,
} from '../client/testing/fake-worker.ts';
import { freshPage } from '../client/testing/fresh-page.ts';
import { teaching } from '../deck/teaching.ts';
import { setPackWorker } from '../exports/packer.ts';
import { packHere } from '../exports/testing/pack-here.ts';
import type { RunSpec } from '../train/spec.ts';
import { DRAW_EVERY_MS } from './parts/shown-run.ts';
import type { WidgetProps } from './types.ts';

export interface Page {
  workers: FakeWorker[];
  worker: () => FakeWorker;
  user: ReturnType<typeof userEvent.setup>;
  /** Renders again with other props, as a change of slide does. */
  show: (props: Partial<WidgetProps>) => void;
  unmount: () => void;
  container: HTMLElement;
}

/** React renders the effects of an `act` when it ends, and a rendering may set the next timer: hence slices. */
const SLICE_MS = 20;

/**
 * Runs frames, timers and promises due within so many milliseconds, each rendered before the next. The default covers a
 * frame and the throttle of live charts after it. Waits by time because throttled charts give no event; where the page
 * shows what a test waits for, use `vi.waitFor` or `findBy...`.
 */
export async function pass(milliseconds = DRAW_EVERY_MS + 4 * SLICE_MS): Promise<void> {
  for (let left = milliseconds; left >= 0; left -= SLICE_MS) {
    await act(() => new Promise((resolve) => setTimeout(resolve, Math.min(left, SLICE_MS))));
  }
}

afterEach(() => teaching.set({ predictions: {}, observations: {}, answers: {} }));

export async function openWidget(
  Widget: ComponentType<WidgetProps>,
  options: {
    live?: boolean;
    assets?: Record<string, string>;
    search?: string;
    /** Skips the prediction that the widget asks for first. */
    skips?: boolean;
  } = {},
): Promise<Page> {
  const workers = freshPage(options.assets);
  setPackWorker(packHere);
  if (options.search) history.replaceState(null, '', options.search);
  vi.stubGlobal('ResizeObserver', undefined);
  const user = userEvent.setup();
  const view = render(<Widget slideId="slide" live={options.live ?? true} />);
  await pass(0);
  if (options.skips) await user.click(screen.getByRole('button', { name: '跳过' }));
  return {
    workers,
    worker: () => workers.at(-1)!,
    user,
    show: (props) => view.rerender(<Widget slideId="slide" live {...props} />),
    unmount: view.unmount,
    container: view.container,
  };
}

/** A recording of made-up numbers, for tests only. */
export function fakeRecording(
  id: string,
  runs: { name: string; spec: RunSpec }[],
  extra: object = {},
): string {
  return JSON.stringify({
    version: 1,
    id,
    date: '2026-11-23',
    engine: 'webgpu',
    adapter: 'test double',
    seed: 42,
    model: runs[0]!.spec.model,
    runs: runs.map(({ name, spec }) => ({
      name,
      spec,
      facts: FAKE_FACTS,
      speed: FAKE_SPEED,
      steps: Array.from({ length: spec.steps }, (_, i) => fakeStep(i + 1)),
      evaluations: [0, 100, 200].map((step) => fakeEvaluation(step)),
    })),
    ...extra,
  });
}
