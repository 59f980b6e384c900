/**
 * @file Trains a sweep: one cell after another through the page's engine, each cell's memory given back before the next
 * begins, everything done kept in the page's storage. One runner per place that sweeps (a slide, the lab).
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
  /** Why it stands still though it should run. */
  waiting: 'otherRun' | null;
  error: EngineError | null;
  /** What keeps the results from being kept. */
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
  /** Starting and ending a cell tell every listener, this one too, in the middle of it. */
  #busy = false;
  readonly #listeners = createListeners();

  constructor(owner: string) {
    this.owner = owner;
  }

  readonly subscribe = this.#listeners.subscribe;
  readonly view = (): SweepView => this.#view;

  /** Finds what an earlier visit left, once. */
  async open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    try {
      const storage = await pageStorage();
      if (!storage.persistent) this.#set({ storage: 'unavailable' });
      storage.subscribe((news) => {
        if (news === 'opened') this.#set({ storage: null });
        if (news === 'cleared') this.#set({ storage: 'cleared' });
        // What was not kept, or is no more, is kept now.
        if ((news === 'opened' || news === 'cleared') && this.#view.sweep) this.#keep(this.#view.sweep);
      });
      const kept = readSweep(await storage.get('sweeps', this.owner));
      if (kept && !this.#view.sweep) this.#set({ sweep: kept });
    } catch (error) {
      this.#set({ storage: problemOf(error) });
    }
  }

  /** Begins anew; what an earlier sweep found is given up. */
  start(plan: SweepPlan): void {
    this.#endCell();
    this.#go(runSweep(newSweep(plan)));
  }

  pause(): void {
    const { sweep } = this.#view;
    if (sweep?.state !== 'running') return;
    this.#set({ sweep: pauseSweep(sweep), waiting: null });
    if (this.#groupId !== null) engine.pause(this.#groupId);
  }

  /** Goes on, in the middle of a cell where it was paused there. */
  resume(): void {
    const { sweep } = this.#view;
    if (!sweep || (sweep.state !== 'paused' && sweep.state !== 'cancelled')) return;
    this.#go(runSweep(sweep));
  }

  cancel(): void {
    const { sweep } = this.#view;
    if (!sweep) return;
    this.#endCell();
    this.#change(cancelSweep(sweep));
    this.#set({ step: 0, waiting: null });
  }

  /** Forgets the sweep, here and in storage. */
  clear(): void {
    this.#endCell();
    this.#set({ ...NOTHING, storage: this.#view.storage });
    this.#save(async () => (await pageStorage()).delete('sweeps', this.owner));
  }

  /** Lets go of the engine; what is kept stays as it is. */
  close(): void {
    this.#endCell();
    this.#stopListening();
  }

  #go(sweep: Sweep): void {
    this.#set({ error: null });
    this.#change(sweep);
    this.#unsubscribe ??= engine.records.subscribe(() => this.#look());
    this.#look();
  }

  /** Sees what the engine has done and does what follows. */
  #look(): void {
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
      if (this.#view.sweep?.state === 'running') this.#look();
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
    // Measured before the first step and after the last; no samples, which nobody would read.
    const evaluation = { everySteps: spec.steps, samplePrompts: [] };
    this.#busy = true;
    this.#groupId = engine.train(this.owner, [{ name: 'cell', spec }], evaluation);
    this.#busy = false;
    this.#set({ waiting: this.#groupId === null ? 'otherRun' : null });
  }

  /** Whatever trains for this sweep stops, and its memory goes back. */
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
      // Paused in the middle of a cell, there is still something to hear.
      if (this.#groupId === null) this.#stopListening();
    }
    this.#keep(sweep);
  }

  #keep(sweep: Sweep): void {
    const kept = storeSweep(sweep);
    this.#save(async () => (await pageStorage()).put('sweeps', this.owner, kept));
  }

  #stopListening(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  /** One write after another, so that an older state never lands on a newer one. */
  #save(write: () => Promise<void>): void {
    this.#saving = this.#saving
      .then(write)
      .catch((error: unknown) => this.#set({ storage: problemOf(error) }));
  }

  /** Once everything to be kept is. For tests. */
  saved(): Promise<void> {
    return this.#saving;
  }

  #set(changes: Partial<SweepView>): void {
    this.#view = { ...this.#view, ...changes };
    this.#listeners.notify();
  }
}

const runners = new Map<string, SweepRunner>();

/** The runner of a place; the same one for the life of the page. */
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
