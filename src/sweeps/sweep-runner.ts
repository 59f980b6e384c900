/**
 * @file Trains a sweep: one cell after another through the page's engine, each cell's memory freed before the next begins,
 * every result stored. One runner per place that sweeps (a slide, the lab).
 */
import { useSyncExternalStore } from 'react';
import { engine } from '../client/engine-store.ts';
import { type EngineError, isUnfinished } from '../client/state.ts';
import { createListeners } from '../page/listeners.ts';
import { pageStorage } from '../page/storage/page-storage.ts';
import { problemOf, type StorageProblem } from '../page/storage/storage.ts';
import { readSweep, storeSweep } from './stored-sweep.ts';
import {
  cancelSweep,
  cellResult,
  cellSpec,
  finishCell,
  newSweep,
  pauseSweep,
  runSweep,
  type Sweep,
  type SweepPlan,
} from './sweep.ts';

export interface SweepView {
  sweep: Sweep | null;
  /** Steps done of the cell under way. */
  step: number;
  /** Why it does not run although it should. */
  waiting: 'otherRun' | null;
  error: EngineError | null;
  /** Why results cannot be stored. */
  storage: StorageProblem | null;
}

const NOTHING: SweepView = { sweep: null, step: 0, waiting: null, error: null, storage: null };

export class SweepRunner {
  readonly owner: string;
  #view: SweepView = NOTHING;
  #groupId: string | null = null;
  #unsubscribe: (() => void) | null = null;
  #saving: Promise<void> = Promise.resolve();
  #opened = false;
  /** Set while a cell starts or ends: both notify this runner's own listener. */
  #busy = false;
  readonly #listeners = createListeners();

  constructor(owner: string) {
    this.owner = owner;
  }

  readonly subscribe = this.#listeners.subscribe;
  readonly view = (): SweepView => this.#view;

  /** Loads the sweep of an earlier visit, once. */
  async open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    try {
      const storage = await pageStorage();
      if (!storage.persistent) this.#set({ storage: 'unavailable' });
      storage.subscribe((news) => {
        if (news === 'opened') this.#set({ storage: null });
        if (news === 'cleared') this.#set({ storage: 'cleared' });
        // Stores again what could not be stored or has been deleted.
        if ((news === 'opened' || news === 'cleared') && this.#view.sweep) this.#saveSweep(this.#view.sweep);
      });
      const stored = readSweep(await storage.get('sweeps', this.owner));
      if (stored && !this.#view.sweep) this.#set({ sweep: stored });
    } catch (error) {
      this.#set({ storage: problemOf(error) });
    }
  }

  /** Starts a new sweep; the results of the earlier one are dropped. */
  start(plan: SweepPlan): void {
    this.#endCell();
    this.#continue(runSweep(newSweep(plan)));
  }

  pause(): void {
    const { sweep } = this.#view;
    if (sweep?.state !== 'running') return;
    this.#set({ sweep: pauseSweep(sweep), waiting: null });
    if (this.#groupId !== null) engine.pause(this.#groupId);
  }

  /** Continues, within a cell if it was paused there. */
  resume(): void {
    const { sweep } = this.#view;
    if (!sweep || (sweep.state !== 'paused' && sweep.state !== 'cancelled')) return;
    this.#continue(runSweep(sweep));
  }

  cancel(): void {
    const { sweep } = this.#view;
    if (!sweep) return;
    this.#endCell();
    this.#change(cancelSweep(sweep));
    this.#set({ step: 0, waiting: null });
  }

  /** Deletes the sweep, here and in storage. */
  clear(): void {
    this.#endCell();
    this.#set({ ...NOTHING, storage: this.#view.storage });
    this.#write(async () => (await pageStorage()).delete('sweeps', this.owner));
  }

  /** Unsubscribes from the engine; stored results remain. */
  close(): void {
    this.#endCell();
    this.#stopListening();
  }

  #continue(sweep: Sweep): void {
    this.#set({ error: null });
    this.#change(sweep);
    this.#unsubscribe ??= engine.records.subscribe(() => this.#update());
    this.#update();
  }

  /** Reacts to the engine's state. */
  #update(): void {
    const { sweep } = this.#view;
    if (!sweep || this.#busy) return;
    const group = this.#groupId === null ? undefined : engine.records.groups.get(this.#groupId);
    const run = group && engine.records.runs.get(group.runIds[0]!);
    if (!group || !run) {
      if (sweep.state === 'running') this.#startCell(sweep);
      return;
    }
    if (run.stepCount !== this.#view.step) this.#set({ step: run.stepCount });
    if (run.divergence || group.state === 'done') {
      const steps = run.steps.slice(0, run.stepCount);
      const evaluations = run.evaluations.slice(0, run.evaluationCount);
      this.#endCell();
      this.#change(finishCell(sweep, cellResult(steps, evaluations, run.divergence !== null)));
      this.#set({ step: 0 });
      if (this.#view.sweep?.state === 'running') this.#update();
      return;
    }
    if (group.state === 'failed' || group.state === 'stopped') {
      this.#endCell();
      this.#set({ sweep: { ...sweep, state: 'paused', current: null }, step: 0, error: group.error });
      return;
    }
    if (sweep.state === 'paused' && group.state === 'running') engine.pause(group.groupId);
    if (sweep.state === 'running' && group.state === 'paused' && group.pauseReason === 'user') {
      this.#set({ waiting: engine.resume(group.groupId) ? null : 'otherRun' });
    }
  }

  #startCell(sweep: Sweep): void {
    if (sweep.current === null) return;
    const spec = cellSpec(sweep.plan, sweep.current);
    // Measured before the first step and after the last; without samples, which a grid does not show.
    const evaluation = { everySteps: spec.steps, samplePrompts: [] };
    this.#busy = true;
    this.#groupId = engine.train(this.owner, [{ name: 'cell', spec }], evaluation, { stored: false });
    this.#busy = false;
    this.#set({ waiting: this.#groupId === null ? 'otherRun' : null });
  }

  /** Stops the cell in training and frees its memory. */
  #endCell(): void {
    if (this.#groupId === null) return;
    const group = engine.records.groups.get(this.#groupId);
    this.#groupId = null;
    this.#busy = true;
    if (isUnfinished(group)) engine.stopNow(group!.groupId);
    engine.release(this.owner);
    this.#busy = false;
  }

  #change(sweep: Sweep): void {
    this.#set({ sweep });
    if (sweep.state !== 'running') {
      // A cell paused midway still has events to come.
      if (this.#groupId === null) this.#stopListening();
    }
    this.#saveSweep(sweep);
  }

  #saveSweep(sweep: Sweep): void {
    const stored = storeSweep(sweep);
    this.#write(async () => (await pageStorage()).put('sweeps', this.owner, stored));
  }

  #stopListening(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  /** Writes in sequence, so that an older state never overwrites a newer one. */
  #write(write: () => Promise<void>): void {
    this.#saving = this.#saving
      .then(write)
      .catch((error: unknown) => this.#set({ storage: problemOf(error) }));
  }

  /** Resolves when every pending write is done. For tests. */
  saved(): Promise<void> {
    return this.#saving;
  }

  #set(changes: Partial<SweepView>): void {
    this.#view = { ...this.#view, ...changes };
    this.#listeners.notify();
  }
}

const runners = new Map<string, SweepRunner>();

/** The runner of a place; the same one as long as the page is open. */
export function sweepRunner(owner: string): SweepRunner {
  let runner = runners.get(owner);
  if (!runner) {
    runner = new SweepRunner(owner);
    runners.set(owner, runner);
  }
  return runner;
}

/** For tests. */
export function forgetSweeps(): void {
  for (const runner of runners.values()) runner.close();
  runners.clear();
}

export function useSweep(runner: SweepRunner): SweepView {
  return useSyncExternalStore(runner.subscribe, runner.view, runner.view);
}
