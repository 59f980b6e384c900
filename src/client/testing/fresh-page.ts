/** @file A fresh page for each test: fake worker, no settings, no recordings, Chinese. */

import { setLanguage } from '../../page/language.ts';
import { forgetParams } from '../../page/param-store.ts';
import { forgetPreferences } from '../../page/preferences.ts';
import { forgetShared } from '../../page/shared-state.ts';
import { forgetRecordings } from '../../recordings/recordings.ts';
import { engine } from '../engine-store.ts';
import { setWorkerFactory } from '../worker-factory.ts';
import { FakeWorker } from './fake-worker.ts';

/** Call before each test. @returns the workers made since, oldest first. */
export function freshPage(assets: Record<string, string> = {}): FakeWorker[] {
  engine.dispose();
  forgetParams();
  forgetPreferences();
  forgetRecordings();
  forgetShared();
  setLanguage('zh');
  if (typeof localStorage !== 'undefined') localStorage.clear();
  if (typeof history !== 'undefined') history.replaceState(null, '', '/');
  globalThis.__LESSON7_ASSETS__ = assets;
  globalThis.fetch = async () => new Response('', { status: 404 });
  const workers: FakeWorker[] = [];
  setWorkerFactory(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return workers;
}

/** Resolves after the timers and promises that are due. */
export function settle(milliseconds = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
