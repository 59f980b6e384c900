/** @file Opens the device and loads the base while the slide is shown, so that Train starts at once. */
import { useEffect } from 'react';
import { engine } from '../../client/engine-store.ts';
import type { ModelName } from '../../train/spec.ts';

export function useWarmUp(live: boolean, model: ModelName): void {
  useEffect(() => {
    // After a failure the reader decides when to try again.
    const { status } = engine.records.engine;
    if (!live || status === 'failed' || status === 'lost') return;
    engine.ensureModel(model).catch(() => {});
  }, [live, model]);
}
