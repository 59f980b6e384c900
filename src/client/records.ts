/**
 * @file The page's records of engine, models, groups, runs and generations (`state.ts`), and who listens to them.
 * Changing a record notifies listeners at most once per frame; `notify` notifies them at once.
 */

import { oncePerFrame } from '../page/frame.ts';
import { createListeners } from '../page/listeners.ts';
import type { ModelName } from '../train/spec.ts';
import {
  type EngineState,
  type Generation,
  isActive,
  type ModelState,
  type RunState,
  type TrainGroup,
} from './state.ts';

export const CLOSED: EngineState = { status: 'closed', device: null, progress: null, error: null };

/** Per widget: more than the race of all methods has runs. */
const MOST_GROUPS = 20;
const MOST_GENERATIONS = 400;

export class EngineRecords {
  engine: EngineState = CLOSED;
  readonly models = new Map<ModelName, ModelState>();
  readonly groups = new Map<string, TrainGroup>();
  readonly runs = new Map<string, RunState>();
  readonly generations = new Map<string, Generation>();
  /** Id of the newest group of each widget. */
  readonly latest = new Map<string, string>();
  readonly #listeners = createListeners();
  readonly #notifySoon = oncePerFrame(() => this.notify());

  readonly subscribe = this.#listeners.subscribe;

  notify(): void {
    this.#listeners.notify();
  }

  activeGroup(): TrainGroup | undefined {
    return [...this.groups.values()].find(isActive);
  }

  latestGroup(owner: string): TrainGroup | undefined {
    const id = this.latest.get(owner);
    return id === undefined ? undefined : this.groups.get(id);
  }

  /** The newest group of a widget, other than its latest, that has trained at least one step. */
  previousGroup(owner: string): TrainGroup | undefined {
    const latest = this.latest.get(owner);
    return [...this.groups.values()].findLast(
      (group) =>
        group.owner === owner &&
        group.groupId !== latest &&
        group.runIds.some((id) => (this.runs.get(id)?.stepCount ?? 0) > 0),
    );
  }

  /** Deletes a widget's oldest groups and the oldest answers, so that the page's memory stays bounded. */
  forgetOldest(owner: string): void {
    const own = [...this.groups.values()].filter((group) => group.owner === owner);
    for (const { groupId, runIds } of own.slice(0, -MOST_GROUPS)) {
      this.groups.delete(groupId);
      for (const runId of runIds) this.runs.delete(runId);
    }
    for (const requestId of [...this.generations.keys()].slice(0, -MOST_GENERATIONS))
      this.generations.delete(requestId);
  }

  setEngine(changes: Partial<EngineState>): void {
    this.engine = { ...this.engine, ...changes };
    this.#notifySoon();
  }

  setModel(model: ModelName, changes: Partial<ModelState>): void {
    const before = this.models.get(model) ?? { model, status: 'loading', info: null, error: null };
    this.models.set(model, { ...before, ...changes });
    this.#notifySoon();
  }

  setGroup(groupId: string, changes: Partial<TrainGroup>): void {
    this.#change(this.groups, groupId, changes);
  }

  setRun(runId: string, changes: Partial<RunState>): void {
    this.#change(this.runs, runId, changes);
  }

  setGeneration(requestId: string, changes: Partial<Generation>): void {
    this.#change(this.generations, requestId, changes);
  }

  clear(): void {
    this.engine = CLOSED;
    for (const map of [this.models, this.groups, this.runs, this.generations, this.latest]) map.clear();
    this.notify();
  }

  #change<Item extends object>(map: Map<string, Item>, id: string, changes: Partial<Item>): void {
    const item = map.get(id);
    if (item === undefined) return;
    map.set(id, { ...item, ...changes });
    this.#notifySoon();
  }
}
