/**
 * @file Saves unfinished groups in the page's storage while they train, and deletes them once they have ended. A write that
 * storage refuses is given up, its reason is shown, and training continues.
 */
import { problemOf, type Storage, type StorageNews, type StorageProblem } from '../page/storage/storage.ts';
import { StorageWriter } from '../page/storage/writer.ts';
import { createStore } from '../page/store.ts';
import type { RunSnapshot } from '../train/protocol.ts';
import { holdPageLock, pageId } from './page-lock.ts';
import type { EngineRecords } from './records.ts';
import { isUnfinished, type TrainGroup } from './state.ts';
import { encodeGroup, type QueuedGroup, type StoredGroup } from './stored-group.ts';

export class GroupStorage {
  readonly #records: EngineRecords;
  readonly #checkpoints: ReadonlyMap<string, RunSnapshot>;
  /** Groups with an entry in storage, or one on its way there. */
  readonly #saved = new Set<string>();
  /** Groups with a write on its way. */
  readonly #stale = new Set<string>();
  readonly #queues = new Map<string, readonly QueuedGroup[]>();
  /** A refused deletion changes nothing: what is stored is found by the next page. */
  readonly #writer = new StorageWriter(() => {});
  /** Why the unfinished groups are not saved; 'cleared': what was saved before is gone. */
  readonly state = createStore<{ problem: StorageProblem | null }>({ problem: null });
  /** The storage that is listened to. */
  #heard: Storage | null = null;

  constructor(records: EngineRecords, checkpoints: ReadonlyMap<string, RunSnapshot>) {
    this.#records = records;
    this.#checkpoints = checkpoints;
    records.subscribe(() => this.#deleteEnded());
  }

  /** What trains after this group. */
  setQueue(groupId: string, queue: readonly QueuedGroup[]): void {
    this.#queues.set(groupId, queue);
    this.save(groupId);
  }

  /** Writes the group as it stands at its newest checkpoints; calls that come together are one write. */
  save(groupId: string): void {
    const isNew = !this.#saved.has(groupId);
    this.#saved.add(groupId);
    if (this.#stale.has(groupId)) return;
    this.#stale.add(groupId);
    holdPageLock();
    this.#writer.write(async (storage) => {
      this.#stale.delete(groupId);
      const group = this.#records.groups.get(groupId);
      if (!group || !isUnfinished(group)) return;
      this.#hear(storage);
      try {
        await storage.put('checkpoints', keyOf(groupId), encodeGroup(this.#stored(group)));
        if (!storage.persistent) this.state.set({ problem: 'unavailable' });
        else if (isNew || this.state.get().problem !== 'cleared') this.state.set({ problem: null });
      } catch (error) {
        this.state.set({ problem: problemOf(error) });
      }
    });
  }

  #hear(storage: Storage): void {
    if (this.#heard === storage) return;
    this.#heard = storage;
    storage.subscribe((news: StorageNews) => {
      if (typeof news === 'object') return;
      this.state.set({ problem: news === 'cleared' ? 'cleared' : null });
      for (const groupId of this.#saved) this.save(groupId);
    });
  }

  isSaved(groupId: string): boolean {
    return this.#saved.has(groupId);
  }

  /** Once everything is written. For tests. */
  written(): Promise<void> {
    return this.#writer.written();
  }

  #deleteEnded(): void {
    for (const groupId of this.#saved) {
      const group = this.#records.groups.get(groupId);
      if (group && isUnfinished(group)) continue;
      this.#saved.delete(groupId);
      this.#queues.delete(groupId);
      this.#writer.write((storage) => storage.delete('checkpoints', keyOf(groupId)));
    }
  }

  #stored({ groupId, owner, runIds, evaluation }: TrainGroup): StoredGroup {
    return {
      owner,
      savedAt: Date.now(),
      evaluation,
      queue: [...(this.#queues.get(groupId) ?? [])],
      runs: runIds.map((runId) => {
        const { name, spec, learningRate, facts, steps, evaluations } = this.#records.runs.get(runId)!;
        const snapshot = this.#checkpoints.get(runId) ?? null;
        const reached = snapshot?.step ?? -1;
        return {
          name,
          spec,
          learningRate,
          facts,
          steps: steps.filter(({ step }) => step <= reached),
          evaluations: evaluations.filter(({ step }) => step <= reached),
          snapshot,
        };
      }),
    };
  }
}

/** Keys begin with the id of the page that trains the group. */
function keyOf(groupId: string): string {
  return `${pageId}:${groupId}`;
}
