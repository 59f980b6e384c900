/** @file The picture of one matrix in each run: from the recording, or requested from the worker during the run. */
import { useEffect, useState } from 'react';
import { engine } from '../../client/engine-store.ts';
import { canAnswer, type RunState } from '../../client/state.ts';
import type { Recording } from '../../recordings/recording.ts';
import type { MatrixMaps, MatrixName } from '../../train/inspection/types.ts';

export interface Picture {
  step: number;
  maps: MatrixMaps;
}

/** By name of run; a run that does not change the matrix, or has no weights any more, has none. */
export type Pictures = Readonly<Record<string, Picture | undefined>>;

export function useMaps(
  recording: Recording | null,
  runs: readonly RunState[],
  { layer, target }: MatrixName,
): Pictures {
  const [drawn, setDrawn] = useState<Readonly<Record<string, Picture | null>>>({});
  // Requested again for another matrix, and after every evaluation.
  const wanted = recording
    ? ''
    : runs
        .filter(canAnswer)
        .map(({ runId, evaluationCount }) => `${runId}/${evaluationCount}`)
        .join(' ');

  useEffect(() => {
    let current = true;
    for (const [runId] of wanted.split(' ').map((part) => part.split('/'))) {
      if (!runId) continue;
      engine.inspect(runId, { layer, target }).then(
        ({ step, maps }) => {
          if (current) setDrawn((before) => ({ ...before, [runId]: maps && { step, maps } }));
        },
        // A run discarded in the meantime has no picture; the widget says so.
        () => {},
      );
    }
    return () => {
      current = false;
    };
  }, [wanted, layer, target]);

  if (recording) {
    return Object.fromEntries(
      recording.runs.map(({ name, maps, spec }) => {
        const found = maps?.find((one) => one.layer === layer && one.target === target);
        return [name, found && { step: spec.steps, maps: found }];
      }),
    );
  }
  return Object.fromEntries(
    runs.map(({ name, runId }) => {
      const picture = drawn[runId];
      const same = picture && picture.maps.layer === layer && picture.maps.target === target;
      return [name, same ? picture : undefined];
    }),
  );
}
