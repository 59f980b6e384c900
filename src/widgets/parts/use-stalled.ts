/** @file Detects a stalled download of a base. */
import { useEffect, useState } from 'react';
import { useEngineState, useModel } from '../../client/hooks.ts';
import type { Progress } from '../../client/state.ts';
import type { ModelName } from '../../train/spec.ts';

/** Seconds without a byte after which a download counts as stalled. */
export const STALLED_SECONDS = 10;

/** The progress of a stalled download; null while none is stalled. */
export function useStalled(model: ModelName): Progress | null {
  const { progress } = useEngineState();
  const loading = useModel(model)?.status === 'loading' && progress?.phase === 'model' && progress.total > 1;
  const [stalled, setStalled] = useState<Progress | null>(null);
  // Each piece that arrives is a new record, and starts the wait again.
  const waitsFor = loading ? progress : null;
  useEffect(() => {
    if (!waitsFor) return;
    const timer = setTimeout(() => setStalled(waitsFor), STALLED_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [waitsFor]);
  return waitsFor !== null && stalled === waitsFor ? stalled : null;
}
