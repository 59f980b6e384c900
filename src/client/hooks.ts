/** @file React's view of the engine store: each hook re-renders its component only when its own part changed. */
import { startTransition, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { StorageProblem } from '../page/storage/storage.ts';
import { useStore } from '../page/store.ts';
import type { ModelName } from '../train/spec.ts';
import { type EngineStore, engine } from './engine-store.ts';
import type { EngineState, Generation, ModelState, RunState, TrainGroup } from './state.ts';

/** @param select must return the same reference while nothing it reads has changed. */
export function useEngine<Value>(select: (store: EngineStore) => Value): Value {
  return useSyncExternalStore(
    engine.records.subscribe,
    () => select(engine),
    () => select(engine),
  );
}

/** A list whose reference changes only when one of its members does. */
function useEngineList<Item>(select: (store: EngineStore) => Item[]): Item[] {
  const last = useRef<Item[]>([]);
  return useEngine((store) => {
    const next = select(store);
    const before = last.current;
    if (next.length === before.length && next.every((item, i) => item === before[i])) return before;
    last.current = next;
    return next;
  });
}

export function useEngineState(): EngineState {
  return useEngine((store) => store.records.engine);
}
/** Why unfinished groups are not saved; null while they are. */
export function useSavingProblem(): StorageProblem | null {
  return useStore(engine.groupStorage.state, ({ problem }) => problem);
}
export function useModel(model: ModelName): ModelState | undefined {
  return useEngine((store) => store.records.models.get(model));
}
/** The newest group that a widget started. */
export function useLatestGroup(owner: string): TrainGroup | undefined {
  return useEngine((store) => store.records.latestGroup(owner));
}
/** The widget's group before the newest. */
export function usePreviousGroup(owner: string): TrainGroup | undefined {
  return useEngine((store) => store.records.previousGroup(owner));
}
/** Every run that a widget ever started, oldest first. */
export function useOwnRuns(owner: string): RunState[] {
  return useEngineList((store) => [...store.records.runs.values()].filter((run) => run.owner === owner));
}
/** The group that is training, of any widget. */
export function useActiveGroup(): TrainGroup | undefined {
  return useEngine((store) => store.records.activeGroup());
}
export function useRuns(group: TrainGroup | undefined): RunState[] {
  return useEngineList((store) =>
    (group?.runIds ?? []).flatMap((runId) => {
      const run = store.records.runs.get(runId);
      return run ? [run] : [];
    }),
  );
}
export function useAllRuns(): RunState[] {
  return useEngineList((store) => [...store.records.runs.values()]);
}
export function useGeneration(requestId: string | null): Generation | undefined {
  return useEngine((store) => (requestId === null ? undefined : store.records.generations.get(requestId)));
}

/** Text and state of several generations, in the order of the ids; undefined where there is none. */
export function useGenerations(ids: readonly (string | null)[]): (Generation | undefined)[] {
  return useEngineList((store) =>
    ids.map((id) => (id === null ? undefined : store.records.generations.get(id))),
  );
}

/**
 * The value, at most once per so many milliseconds while it keeps changing, and always the last one: what a
 * chart needs, which no eye can read sixty times a second.
 */
export function useThrottled<Value>(value: Value, milliseconds: number): Value {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const shownAt = useRef(0);
  useEffect(() => {
    latest.current = value;
    if (value === shown || timer.current !== undefined) return;
    const wait = Math.max(0, shownAt.current + milliseconds - performance.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      shownAt.current = performance.now();
      // Drawing may be interrupted by a press; a press must not wait for a drawing.
      startTransition(() => setShown(latest.current));
    }, wait);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return shown;
}
