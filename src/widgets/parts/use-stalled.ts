/** @file Notices a download of a base from which nothing comes any more. */
import { useEffect, useState } from 'react';
import { useEngineState, useModel } from '../../client/hooks.ts';
import type { Progress } from '../../client/state.ts';
import type { ModelName } from '../../train/spec.ts';

/** After so long without a byte it is said. */
export const STALLED_SECONDS = 10;

/** Where the download stands, once nothing has come for a while; null before and after. */
export function useStalled(model: ModelName): Progress | null {
  const { progress } = useEngineState();
  const loading = useModel(model)?.status === 'loading' && progress?.phase === 'model' && progress.total > 1;
  const [stalled, setStalled] = useState<Progress | null>(null);
  // Each piece that arrives is a new record, and starts the wait anew.
  const waitsFor = loading ? progress : null;
  useEffect(() => {
    if (!waitsFor) return;
    const timer = setTimeout(() => setStalled(waitsFor), STALLED_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [waitsFor]);
  return waitsFor !== null && stalled === waitsFor ? stalled : null;
}
