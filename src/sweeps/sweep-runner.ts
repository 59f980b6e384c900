/**
 * @file Trains a sweep: one cell after another through the page's engine, each cell's memory freed before the next begins,
 * every result stored. One runner per place that sweeps (a slide, the lab).
 */
import { engine } from '../client/engine-store.ts';
import { RecordsReaction } from '../client/records-reaction.ts';
import { type EngineError, isUnfinished } from '../client/state.ts';
import { pageStorage } from '../page/storage/page-storage.ts';
import { problemOf, type StorageProblem } from '../page/storage/storage.ts';
import { StorageWriter } from '../page/storage/writer.ts';
import { createStore, useStore } from '../page/store.ts';
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
  readonly #store = createStore(NOTHING);
  readonly subscribe = this.#store.subscribe;
  readonly get = this.#store.get;
  readonly #writer = new StorageWriter((storage) => this.#store.set({ storage }));
  readonly #reaction = new RecordsReaction(() => this.#update());
  #groupId: string | null = null;
  #opened = false;

  constructor(owner: string) {
    this.owner = owner;
  }

  /** Loads the sweep of an earlier visit, once. */
  async open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    try {
      const storage = await pageStorage();
      if (!storage.persistent) this.#store.set({ storage: 'unavailable' });
      storage.subscribe((news) => {
        if (news === 'opened') this.#store.set({ storage: null });
        if (news === 'cleared') this.#store.set({ storage: 'cleared' });
        // Stores again what could not be stored or has been deleted.
        const { sweep } = this.get();
        if (sweep && (news === 'opened' || news === 'cleared')) this.#saveSweep(sweep);
      });
      const stored = readSweep(await storage.get('sweeps', this.owner));
      if (stored && !this.get().sweep) this.#store.set({ sweep: stored });
    } catch (error) {
      this.#store.set({ storage: problemOf(error) });
    }
  }

  /** Starts a new sweep; the results of the earlier one are dropped. */
  start(plan: SweepPlan): void {
    this.#endCell();
    this.#continue(runSweep(newSweep(plan)));
  }

  pause(): void {
    const { sweep } = this.get();
    if (sweep?.state !== 'running') return;
    this.#store.set({ sweep: pauseSweep(sweep), waiting: null });
    if (this.#groupId !== null) engine.pause(this.#groupId);
  }

  /** Continues, within a cell if it was paused there. */
  resume(): void {
    const { sweep } = this.get();
    if (!sweep || (sweep.state !== 'paused' && sweep.state !== 'cancelled')) return;
    this.#continue(runSweep(sweep));
  }

  cancel(): void {
    const { sweep } = this.get();
    if (!sweep) return;
    this.#endCell();
    this.#change(cancelSweep(sweep));
    this.#store.set({ step: 0, waiting: null });
  }

  /** Deletes the sweep, here and in storage. */
  clear(): void {
    this.#endCell();
    this.#store.set({ ...NOTHING, storage: this.get().storage });
    this.#writer.write((storage) => storage.delete('sweeps', this.owner));
  }

  /** Unsubscribes from the engine; stored results remain. */
  close(): void {
    this.#endCell();
    this.#reaction.stop();
  }

  #continue(sweep: Sweep): void {
    this.#store.set({ error: null });
    this.#change(sweep);
    this.#reaction.start();
  }

  /** Reacts to the engine's state. */
  #update(): void {
    const { sweep } = this.get();
    if (!sweep) return;
    const group = this.#groupId === null ? undefined : engine.records.groups.get(this.#groupId);
    const run = group && engine.records.runs.get(group.runIds[0]!);
    if (!group || !run) {
      if (sweep.state === 'running') this.#startCell(sweep);
      return;
    }
    if (run.stepCount !== this.get().step) this.#store.set({ step: run.stepCount });
    if (run.divergence || group.state === 'done') {
      const steps = run.steps.slice(0, run.stepCount);
      const evaluations = run.evaluations.slice(0, run.evaluationCount);
      this.#endCell();
      this.#change(finishCell(sweep, cellResult(steps, evaluations, run.divergence !== null)));
      this.#store.set({ step: 0 });
      if (this.get().sweep?.state === 'running') this.#update();
      return;
    }
    if (group.state === 'failed' || group.state === 'stopped') {
      this.#endCell();
      this.#store.set({ sweep: { ...sweep, state: 'paused', current: null }, step: 0, error: group.error });
      return;
    }
    if (sweep.state === 'paused' && group.state === 'running') engine.pause(group.groupId);
    if (sweep.state === 'running' && group.state === 'paused' && group.pauseReason === 'user') {
      this.#store.set({ waiting: engine.resume(group.groupId) ? null : 'otherRun' });
    }
  }

  #startCell(sweep: Sweep): void {
    if (sweep.current === null) return;
    const spec = cellSpec(sweep.plan, sweep.current);
    // Measured before the first step and after the last; without samples, which a grid does not show.
    const evaluation = { everySteps: spec.steps, samplePrompts: [] };
    this.#reaction.suspend();
    this.#groupId = engine.train(this.owner, [{ name: 'cell', spec }], evaluation, { stored: false });
    this.#reaction.resume();
    this.#store.set({ waiting: this.#groupId === null ? 'otherRun' : null });
  }

  /** Stops the cell in training and frees its memory. */
  #endCell(): void {
    if (this.#groupId === null) return;
    const group = engine.records.groups.get(this.#groupId);
    this.#groupId = null;
    this.#reaction.suspend();
    if (isUnfinished(group)) engine.stopNow(group!.groupId);
    engine.release(this.owner);
    this.#reaction.resume();
  }

  #change(sweep: Sweep): void {
    this.#store.set({ sweep });
    // A cell paused midway still has events to come.
    if (sweep.state !== 'running' && this.#groupId === null) this.#reaction.stop();
    this.#saveSweep(sweep);
  }

  #saveSweep(sweep: Sweep): void {
    const stored = storeSweep(sweep);
    this.#writer.write((storage) => storage.put('sweeps', this.owner, stored));
  }

  /** Resolves when every pending write is done. For tests. */
  saved(): Promise<void> {
    return this.#writer.written();
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
  return useStore(runner, (view) => view);
}
