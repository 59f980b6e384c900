/**
 * @file The lab: runs wait in a queue and train one after another. An ended run is freed on the device, its curves and weights are
 * stored, and its weights are loaded again when the reader asks it something.
 */
import { EngineFailure, type ExportedFile, engine } from '../../client/engine-store.ts';
import { interrupted } from '../../client/interrupted.ts';
import { openPages } from '../../client/page-lock.ts';
import { RecordsReaction } from '../../client/records-reaction.ts';
import { isUnfinished, type RunState } from '../../client/state.ts';
import { pageStorage } from '../../page/storage/page-storage.ts';
import {
  problemOf,
  type Storage,
  type StorageNews,
  type StorageProblem,
} from '../../page/storage/storage.ts';
import { StorageWriter } from '../../page/storage/writer.ts';
import { createStore, useStore } from '../../page/store.ts';
import { languageOf } from '../../recipes/defaults.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import type { RecordedRun } from '../../recordings/recording.ts';
import type { RunFacts } from '../../train/protocol.ts';
import type { RunSpec } from '../../train/spec.ts';
import {
  changeRun,
  isOver,
  type LabPhase,
  type LabRun,
  MOST_RUNS,
  newLabRun,
  nextNumber,
  nextRun,
} from './runs.ts';
import { readFiles, readRun, recordedRun, storeRun } from './stored.ts';

interface LabView {
  runs: readonly LabRun[];
  /** Number of stored runs that could not be read. */
  unreadable: number;
  storage: StorageProblem | null;
  /** The next run waits for a run elsewhere on the page. */
  waiting: boolean;
  /** Why the queue is halted: an error ended the last run, or the page that owned it was closed. */
  halted: 'failed' | 'reopened' | null;
}

export const LAB = 'lab';
/** Most trained models on the device at a time for chatting. */
const MOST_OPEN = 4;

const NOTHING: LabView = { runs: [], unreadable: 0, storage: null, waiting: false, halted: null };

export class LabStore {
  readonly #store = createStore(NOTHING);
  readonly subscribe = this.#store.subscribe;
  readonly get = this.#store.get;
  readonly #writer = new StorageWriter((storage) => this.#store.set({ storage }));
  readonly #reaction = new RecordsReaction(() => this.#update());
  /** The engine's group of the run that trains. */
  #groupId: string | null = null;
  #opened: Promise<void> | null = null;
  #unsubscribe: (() => void) | null = null;
  /** Weights that could not be stored. */
  readonly #unsavedWeights = new Map<string, ExportedFile[]>();
  /** Runs whose weights are on the device, by the engine's id; least recently asked first. */
  readonly #open = new Map<string, string>();
  /** Runs whose weights are being loaded, so that concurrent requests share one load. */
  readonly #opening = new Map<string, Promise<string>>();

  /** Loads the runs of earlier visits, once. */
  open(): Promise<void> {
    this.#opened ??= this.#load();
    return this.#opened;
  }

  async #load(): Promise<void> {
    try {
      const storage = await pageStorage();
      if (!storage.persistent) this.#store.set({ storage: 'unavailable' });
      this.#unsubscribe = storage.subscribe((news) => this.#onStorageNews(news));
      await this.#read(storage);
    } catch (error) {
      this.#store.set({ storage: problemOf(error) });
    }
  }

  #onStorageNews(news: StorageNews): void {
    if (typeof news === 'object') {
      if (news.collection === 'runs') void this.#reloadRun(news.key);
      return;
    }
    if (news === 'opened') {
      this.#store.set({ storage: null });
      void pageStorage()
        .then((storage) => this.#read(storage))
        .catch((error) => this.#store.set({ storage: problemOf(error) }));
    }
    if (news === 'cleared') {
      const runs = this.get().runs.map((run) => ({
        ...run,
        weights: run.weights && this.#unsavedWeights.has(run.id),
      }));
      this.#store.set({ storage: 'cleared', runs });
    }
    // Stores again what could not be stored or has been deleted.
    if (news === 'opened' || news === 'cleared') for (const { id } of this.get().runs) this.#saveRun(id);
  }

  /** Another page has written or deleted a run: the list is the same in both. */
  async #reloadRun(id: string): Promise<void> {
    try {
      const value = await (await pageStorage()).get('runs', id);
      if (value === undefined) {
        this.#removeFromList(id);
        return;
      }
      const found = readRun(id, value);
      const own = this.#run(id);
      // Runs that this page trains, or has in its queue, are newer here than in storage.
      if (!found || (own && !isOver(own))) return;
      const run: LabRun = isOver(found) ? found : { ...found, phase: 'interrupted' };
      const others = this.get().runs.filter((one) => one.id !== id);
      this.#store.set({ runs: [...others, run].sort((a, b) => a.number - b.number) });
    } catch (error) {
      this.#store.set({ storage: problemOf(error) });
    }
  }

  async #read(storage: Storage): Promise<void> {
    const [entries, open] = await Promise.all([storage.entries('runs'), openPages(), interrupted.look()]);
    const found = entries.map(([id, value]) => readRun(id, value, open));
    const readable = found.filter((run) => run !== null);
    const known = new Set(this.get().runs.map(({ id }) => id));
    const before = readable.filter(({ id }) => !known.has(id)).sort((a, b) => a.number - b.number);
    this.#store.set({ runs: [...before, ...this.get().runs], unreadable: found.length - readable.length });
    if (before.some(({ phase }) => phase === 'waiting')) this.#store.set({ halted: 'reopened' });
  }

  /** Queues runs. @returns how many were accepted. */
  add(specs: readonly RunSpec[]): number {
    const free = Math.max(0, MOST_RUNS - this.get().runs.length);
    const runs = [...this.get().runs];
    for (const spec of specs.slice(0, free)) {
      const number = nextNumber(runs);
      runs.push(newLabRun(`${Date.now().toString(36)}-${number}`, number, spec));
    }
    this.#store.set({ runs, halted: null });
    for (const { id } of runs.slice(-Math.min(free, specs.length))) this.#saveRun(id);
    this.#reaction.start();
    return Math.min(free, specs.length);
  }

  /** Continues a halted queue. */
  goOn(): void {
    this.#store.set({ halted: null });
    this.#reaction.start();
  }

  /** Ends a run early and stores its weights, or removes it from the queue. */
  stop(id: string): void {
    const run = this.#run(id);
    if (run?.phase === 'waiting') this.remove(id);
    if (run?.phase === 'training' && this.#groupId) engine.stop(this.#groupId);
  }

  remove(id: string): void {
    if (!this.#removeFromList(id)) return;
    this.#writer.write(async (storage) => {
      await storage.delete('runs', id);
      await storage.delete('weights', id);
    });
  }

  /** All that have ended and are not pinned. */
  removeUnpinned(): void {
    for (const run of this.get().runs) if (isOver(run) && !run.pinned) this.remove(run.id);
  }

  /** Deletes the stored runs that could not be read, at the reader's request. */
  async removeUnreadable(): Promise<void> {
    try {
      const storage = await pageStorage();
      for (const [id, value] of await storage.entries('runs')) {
        if (readRun(id, value)) continue;
        await storage.delete('runs', id);
        await storage.delete('weights', id);
      }
      this.#store.set({ unreadable: 0 });
    } catch (error) {
      this.#store.set({ storage: problemOf(error) });
    }
  }

  setPinned(id: string, pinned: boolean): void {
    this.#change(id, { pinned });
  }
  setShown(id: string, shown: boolean): void {
    this.#change(id, { shown });
  }

  /**
   * The engine's id of a run's model; loads its stored weights if they are not on the device.
   * @throws EngineFailure
   */
  openModel(id: string): Promise<string> {
    const run = this.#run(id);
    if (run?.phase === 'training' && run.runId) return Promise.resolve(run.runId);
    const asked = this.#opening.get(id);
    if (asked) return asked;
    const opening = this.#openStored(id).finally(() => this.#opening.delete(id));
    this.#opening.set(id, opening);
    return opening;
  }

  async #openStored(id: string): Promise<string> {
    const open = this.#open.get(id);
    if (open && engine.records.runs.get(open)?.discarded === false) {
      // Most recently asked, so it is freed last.
      this.#open.delete(id);
      this.#open.set(id, open);
      return open;
    }
    const run = this.#run(id);
    const files = await this.files(id);
    if (!run || !files) throw new EngineFailure({ code: 'unknownRun', detail: id });
    const runId = await engine.openAdapter(LAB, id, run.spec, files);
    this.#open.set(id, runId);
    for (const oldest of [...this.#open.keys()].slice(0, -MOST_OPEN)) this.#close(oldest);
    return runId;
  }

  /** The trained weights as PEFT or Transformers would write them; null where none are stored. */
  async files(id: string): Promise<ExportedFile[] | null> {
    const unsaved = this.#unsavedWeights.get(id);
    if (unsaved) return unsaved;
    try {
      return readFiles(await (await pageStorage()).get('weights', id));
    } catch (error) {
      this.#store.set({ storage: problemOf(error) });
      return null;
    }
  }

  /** Resolves when every pending write is done. For tests. */
  saved(): Promise<void> {
    return this.#writer.written();
  }

  /** Unsubscribes from the engine and clears the memory. For tests. */
  close(): void {
    this.#abandonCurrent();
    this.#reaction.stop();
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#open.clear();
    this.#unsavedWeights.clear();
    this.#opened = null;
    this.#store.set(NOTHING);
  }

  // Internals

  #run(id: string): LabRun | undefined {
    return this.get().runs.find((run) => run.id === id);
  }

  /** Reacts to the engine's state. */
  #update(): void {
    const current = this.get().runs.find(({ phase }) => phase === 'training');
    if (!current || this.#groupId === null) this.#begin();
    else {
      const ending = this.#endingOf(current, this.#groupId);
      if (ending) void this.#end(current, ending);
    }
  }

  /** How a run ended; null while it has not. */
  #endingOf(current: LabRun, groupId: string): LabPhase | null {
    const group = engine.records.groups.get(groupId);
    const run = current.runId === null ? undefined : engine.records.runs.get(current.runId);
    if (!group || !run) return 'failed';
    if (run.divergence) return 'diverged';
    const over = group.state === 'done' || group.state === 'stopped' || group.state === 'failed';
    return over ? (group.state as LabPhase) : null;
  }

  #begin(): void {
    const next = this.get().halted ? null : nextRun(this.get().runs);
    if (!next) {
      this.#store.set({ waiting: false });
      return;
    }
    this.#reaction.suspend();
    const evaluation = evaluationFor(languageOf(next.spec.model), next.spec.steps);
    const unfinished = interrupted.of(LAB);
    // An earlier page's checkpoint, if it belongs to this run.
    this.#groupId =
      unfinished?.runs[0]?.name === next.id
        ? engine.continueStored(unfinished)
        : engine.train(LAB, [{ name: next.id, spec: next.spec }], evaluation);
    this.#reaction.resume();
    this.#store.set({ waiting: this.#groupId === null });
    const runId = engine.records.groups.get(this.#groupId ?? '')?.runIds[0];
    if (runId !== undefined) this.#change(next.id, { phase: 'training', runId });
  }

  /** Stores a run's weights, frees its memory, and starts the next run. */
  async #end(current: LabRun, phase: LabPhase): Promise<void> {
    this.#reaction.suspend();
    const groupId = this.#groupId;
    const run = current.runId === null ? undefined : engine.records.runs.get(current.runId);
    if (phase === 'diverged' && groupId !== null) engine.stopNow(groupId);
    let files: ExportedFile[] | null = null;
    if (run && run.stepCount > 0 && (phase === 'done' || phase === 'stopped')) {
      files = await engine.exportWeights(run.runId).catch(() => null);
    }
    this.#groupId = null;
    engine.release(LAB);
    if (files) this.#saveWeights(current.id, files);
    this.#change(current.id, {
      phase,
      recorded: run?.facts ? recordedFrom(current, run) : null,
      runId: null,
      divergedAt: run?.divergence?.step ?? null,
      weights: files !== null,
    });
    if (phase === 'failed') this.#store.set({ halted: 'failed' });
    this.#reaction.resume();
    this.#reaction.start();
  }

  #saveWeights(id: string, files: ExportedFile[]): void {
    this.#unsavedWeights.set(id, files);
    this.#writer.write(async (storage) => {
      if (!this.#run(id)) return;
      await storage.put('weights', id, files);
      this.#unsavedWeights.delete(id);
    });
  }

  /** @returns false where there was no such run. */
  #removeFromList(id: string): boolean {
    const run = this.#run(id);
    if (!run) return false;
    if (run.phase === 'training') this.#abandonCurrent();
    if (interrupted.of(LAB)?.runs[0]?.name === id) interrupted.drop(LAB);
    this.#close(id);
    this.#unsavedWeights.delete(id);
    this.#store.set({ runs: this.get().runs.filter((one) => one.id !== id) });
    this.#reaction.start();
    return true;
  }

  /** Ends the current run without a message. */
  #abandonCurrent(): void {
    const group = this.#groupId === null ? undefined : engine.records.groups.get(this.#groupId);
    this.#groupId = null;
    if (isUnfinished(group)) engine.stopNow(group!.groupId);
    if (group) engine.release(LAB);
  }

  #close(id: string): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    if (open) engine.closeAdapter(open);
  }

  #change(id: string, changes: Partial<LabRun>): void {
    this.#store.set({ runs: changeRun(this.get().runs, id, changes) });
    this.#saveRun(id);
  }

  #saveRun(id: string): void {
    const run = this.#run(id);
    // Another page trains it and writes its state.
    if (!run || run.phase === 'interrupted') return;
    const stored = storeRun(run);
    this.#writer.write((storage) => storage.put('runs', id, stored));
  }
}

function recordedFrom({ id, spec }: LabRun, run: RunState): RecordedRun {
  return recordedRun({
    name: id,
    spec,
    facts: run.facts as RunFacts,
    steps: run.steps.slice(0, run.stepCount),
    evaluations: run.evaluations.slice(0, run.evaluationCount),
    ...(run.speed ? { speed: run.speed } : {}),
  });
}

/** The page's lab. */
export const lab = new LabStore();

export function useLab(): LabView {
  return useStore(lab, (view) => view);
}
