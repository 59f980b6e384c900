/**
 * @file Keeps every unfinished group in the page's storage while it trains, and forgets it once it has ended. What cannot be
 * kept is not: a run that storage does not take goes on all the same.
 */
import { pageStorage } from '../page/storage/page-storage.ts';
import type { RunSnapshot } from '../train/protocol.ts';
import { type KeptGroup, type QueuedGroup, storeGroup } from './kept-group.ts';
import { holdPageLock, pageId } from './page-lock.ts';
import type { EngineRecords } from './records.ts';
import { isUnfinished, type TrainGroup } from './state.ts';

export class GroupKeeper {
  readonly #records: EngineRecords;
  readonly #checkpoints: ReadonlyMap<string, RunSnapshot>;
  /** Groups with an entry in storage, or one on its way there. */
  readonly #kept = new Set<string>();
  /** Groups whose entry is older than what is known. */
  readonly #stale = new Set<string>();
  readonly #queues = new Map<string, readonly QueuedGroup[]>();
  #writing: Promise<void> = Promise.resolve();

  constructor(records: EngineRecords, checkpoints: ReadonlyMap<string, RunSnapshot>) {
    this.#records = records;
    this.#checkpoints = checkpoints;
    records.subscribe(() => this.#forgetEnded());
  }

  /** What trains after this group. */
  setQueue(groupId: string, queue: readonly QueuedGroup[]): void {
    this.#queues.set(groupId, queue);
    this.keep(groupId);
  }

  /** Writes the group as it stands at its newest checkpoints; calls that come together are one write. */
  keep(groupId: string): void {
    this.#kept.add(groupId);
    if (this.#stale.has(groupId)) return;
    this.#stale.add(groupId);
    holdPageLock();
    this.#write(async () => {
      this.#stale.delete(groupId);
      const group = this.#records.groups.get(groupId);
      if (!group || !isUnfinished(group)) return;
      await (await pageStorage()).put('checkpoints', keyOf(groupId), storeGroup(this.#asKept(group)));
    });
  }

  keeps(groupId: string): boolean {
    return this.#kept.has(groupId);
  }

  /** Once everything is written. For tests. */
  written(): Promise<void> {
    return this.#writing;
  }

  #forgetEnded(): void {
    for (const groupId of this.#kept) {
      const group = this.#records.groups.get(groupId);
      if (group && isUnfinished(group)) continue;
      this.#kept.delete(groupId);
      this.#queues.delete(groupId);
      this.#write(async () => (await pageStorage()).delete('checkpoints', keyOf(groupId)));
    }
  }

  #asKept({ groupId, owner, runIds, evaluation }: TrainGroup): KeptGroup {
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

  /** One write after another, so that an older state never lands on a newer one. */
  #write(write: () => Promise<void>): void {
    // Storage that refuses has its sentence where readers keep things; a run needs none to go on.
    this.#writing = this.#writing.then(write).catch(() => {});
  }
}

/** Entries begin with the page that they are of. */
function keyOf(groupId: string): string {
  return `${pageId}:${groupId}`;
}
