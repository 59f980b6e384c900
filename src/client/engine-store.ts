/**
 * @file One engine for the whole page, and everything one can ask of it. What a reader does shows at once: a press
 * on Train sets 'preparing' before the worker has received it.
 */

import { embeddedBytes, embeddedText } from '../page/assets.ts';
import { getPreference } from '../page/preferences.ts';
import { DEFAULT_SPEC, quickSpec } from '../recipes/defaults.ts';
import type { MatrixName } from '../train/inspection/types.ts';
import type {
  BackendPreference,
  EvaluationSpec,
  ExampleToken,
  ModelFiles,
  ProbeExample,
  PromptForm,
  RunSnapshot,
  SamplingSpec,
  TunedFile,
  WorkerCommand,
  WorkerEvent,
} from '../train/protocol.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';
import { engineChoice, storedRace, storeRace } from './engine-choice.ts';
import { EngineClient } from './engine-client.ts';
import { GroupStorage } from './group-storage.ts';
import { interrupted } from './interrupted.ts';
import { newGeneration, newRun } from './new-records.ts';
import { EngineFailure, Pending } from './pending.ts';
import { errorOf, failAll, receive, rewind } from './receive.ts';
import { CLOSED, EngineRecords } from './records.ts';
import {
  type EngineError,
  type Generation,
  hasEnded,
  isUnfinished,
  lastStep,
  type TrainGroup,
} from './state.ts';
import type { StoredGroup, StoredRun } from './stored-group.ts';
import { tellWhileTraining } from './training-lock.ts';
import { guardUnload } from './unload-guard.ts';

export { EngineFailure } from './pending.ts';

type Inspected = Extract<WorkerEvent, { type: 'inspected' }>;
export type PromptToken = { text: string; known: boolean; special: boolean };
export type ExportedFile = { name: string; bytes: Uint8Array };

/** Prompts beyond this many characters cannot fit a context of 128 tokens, none of which has over 15 characters. */
export const PROMPT_LIMIT = 2000;

interface TrainOptions {
  /** False: not stored for the next page, because the caller trains it from the start again. */
  stored?: boolean;
}

/** Key in `Pending` of whatever waits for the device. */
const DEVICE = 'device';

/** Restarts of the engine in a row without a checkpoint in between. */
const MOST_RECOVERIES = 3;
/** Errors that a new worker may not meet again. */
const RECOVERABLE: ReadonlySet<EngineError['code']> = new Set([
  'deviceLost',
  'engineFault',
  'internal',
  'outOfMemory',
]);

export class EngineStore {
  readonly records = new EngineRecords();
  readonly #pending = new Pending();
  readonly #client = new EngineClient((event) => this.#receive(event));
  /** Groups that the present worker knows. */
  readonly #started = new Set<string>();
  /** The newest of each unfinished run. */
  readonly #checkpoints = new Map<string, RunSnapshot>();
  readonly groupStorage = new GroupStorage(this.records, this.#checkpoints);
  /** Groups that the reader had paused, to be paused again once they are recovered. */
  readonly #pausedByReader = new Set<string>();
  /** Restarts since the last checkpoint. */
  #recoveries = 0;
  /** Counts workers, so that answers of an earlier one can be recognised. */
  #worker = 0;
  #nextId = 1;
  /** Null: the reader's preference. */
  #backend: BackendPreference | null = null;
  #watchesVisibility = false;

  // Engine and models

  /** Finds a device, once; after a loss, with a new worker. */
  open(backend: BackendPreference | null = this.#backend): void {
    const { status } = this.records.engine;
    if (status === 'opening' || status === 'open') return;
    if (status !== 'closed') this.#client.close();
    this.#backend = backend;
    this.records.setEngine({ ...CLOSED, status: 'opening' });
    this.#pending.wait(DEVICE);
    this.#watchVisibility();
    const baseUrl = typeof document === 'undefined' ? './' : document.baseURI;
    this.#post({ type: 'open', backend: backend ?? engineChoice(), baseUrl, race: storedRace() });
    if (typeof document !== 'undefined' && document.hidden) this.#tellVisibility();
    this.records.notify();
  }

  /**
   * Starts over after a loss, or on another backend, with a new worker. Runs under way go on from their checkpoints; of
   * others the curves stay, the weights are gone.
   */
  restart(backend: BackendPreference | null = this.#backend): void {
    const wanted = [...this.records.models.keys()];
    this.#backend = backend;
    this.#restartUnfinished({ code: 'deviceLost', detail: 'restarted' });
    this.open(backend);
    for (const model of wanted) void this.ensureModel(model).catch(() => {});
  }

  #restartUnfinished(error: EngineError): void {
    const unfinished = [...this.records.groups.values()].filter(isUnfinished);
    this.#client.close();
    this.#worker += 1;
    this.#started.clear();
    const recovering = new Set(unfinished.map(({ groupId }) => groupId));
    const failure: EngineError = recovering.size > 0 ? { ...error, code: 'interrupted' } : error;
    failAll(this.records, this.#pending, failure, recovering);
    for (const group of unfinished) this.#continueFromCheckpoints(group, error);
    this.records.notify();
  }

  /** Rewinds to the newest checkpoints, or to the beginning, and continues with the next worker. */
  #continueFromCheckpoints({ groupId, runIds, state, pauseReason }: TrainGroup, error: EngineError): void {
    for (const runId of runIds) rewind(this.records, runId, this.#checkpoints.get(runId)?.step ?? -1);
    const step = Math.min(...runIds.map((runId) => this.#checkpoints.get(runId)?.step ?? 0));
    this.records.setGroup(groupId, { state: 'preparing', pauseReason: null, recovered: { error, step } });
    // A group paused by divergence will diverge at the same step again by itself.
    if (state === 'paused' && pauseReason !== 'diverged') this.#pausedByReader.add(groupId);
    void this.#start(groupId);
  }

  /** Device found, base loaded, the default runs' programs on their way. @throws EngineFailure */
  ensureModel(model: ModelName): Promise<void> {
    if (this.records.models.get(model)?.status === 'ready') return Promise.resolve();
    const known = this.#pending.get<void>(model);
    if (known) return known;
    this.open();
    const promise = this.#pending.wait<void>(model);
    this.records.setModel(model, { status: 'loading', error: null });
    this.records.notify();
    void this.#loadModel(model);
    return promise;
  }

  async #loadModel(model: ModelName): Promise<void> {
    try {
      // The worker takes a base only once it has a device.
      await this.#pending.get(DEVICE);
    } catch {
      // The failure has reached everything that waits, this base among them.
      return;
    }
    const files = carriedModel(model);
    const warmUp = [quickSpec('full', model, DEFAULT_SPEC.seed), quickSpec('lora', model, DEFAULT_SPEC.seed)];
    this.#post({ type: 'loadModel', model, warmUp, ...(files && { files }) });
  }

  /** Loads a base that failed to load, or whose download has stalled. */
  loadAgain(model: ModelName): void {
    if (this.records.models.get(model)?.status === 'loading') this.#post({ type: 'loadAgain', model });
    else void this.ensureModel(model).catch(() => {});
  }

  // Training

  /**
   * Trains runs side by side. Older runs of the same widget leave the device, their curves stay.
   * @returns the group's id, whose state is 'preparing' at once; null while another group trains.
   */
  train(
    owner: string,
    runs: { name: string; spec: RunSpec }[],
    evaluation: EvaluationSpec,
    { stored = true }: TrainOptions = {},
  ): string | null {
    const groupId = this.#begin(owner, runs, evaluation, stored);
    if (groupId !== null && stored) interrupted.drop(owner);
    return groupId;
  }

  /** Continues a group that an earlier page left unfinished. @returns as `train` */
  continueStored({ owner, runs, evaluation }: StoredGroup): string | null {
    const groupId = this.#begin(owner, runs, evaluation, true);
    if (groupId !== null) interrupted.drop(owner);
    return groupId;
  }

  #begin(
    owner: string,
    runs: readonly (Pick<StoredRun, 'name' | 'spec'> & Partial<StoredRun>)[],
    evaluation: EvaluationSpec,
    stored: boolean,
  ): string | null {
    if (runs.length === 0 || this.records.activeGroup()) return null;
    const before = this.records.latestGroup(owner);
    if (before) this.#retire(before);
    // Messages about an earlier state.
    if (this.records.engine.status === 'open') this.records.setEngine({ error: null });
    const groupId = this.#id('group');
    const started = runs.map(({ name, spec, snapshot, ...before }) => {
      const run = { ...newRun(this.#id('run'), groupId, owner, name, spec), ...before };
      if (snapshot) this.#checkpoints.set(run.runId, snapshot);
      return { ...run, stepCount: run.steps.length, evaluationCount: run.evaluations.length };
    });
    for (const run of started) this.records.runs.set(run.runId, run);
    const group: TrainGroup = {
      groupId,
      owner,
      runIds: started.map(({ runId }) => runId),
      state: 'preparing',
      pauseReason: null,
      evaluation,
      error: null,
      recovered: null,
    };
    this.records.groups.set(groupId, group);
    this.records.latest.set(owner, groupId);
    this.records.forgetOldest(owner);
    this.#recoveries = 0;
    if (stored) this.groupStorage.save(groupId);
    this.records.notify();
    void this.#start(groupId);
    return groupId;
  }

  async #start(groupId: string): Promise<void> {
    const worker = this.#worker;
    const { runIds, evaluation } = this.records.groups.get(groupId)!;
    try {
      await this.ensureModel(this.records.runs.get(runIds[0]!)!.spec.model);
    } catch (failure) {
      if (worker === this.#worker)
        this.records.setGroup(groupId, { state: 'failed', error: (failure as EngineFailure).error });
      return;
    }
    // The reader may have stopped it meanwhile.
    if (worker !== this.#worker || this.#groupState(groupId) !== 'preparing') return;
    const runs = runIds.map((runId) => this.records.runs.get(runId)!);
    const from = (runId: string) => this.#checkpoints.get(runId);
    this.#started.add(groupId);
    this.#post({
      type: 'start',
      groupId,
      runs: runs.map(({ runId, spec }) => ({ runId, spec, ...(from(runId) && { from: from(runId)! }) })),
      evaluation,
    });
    for (const { runId, spec, learningRate } of runs) {
      if (learningRate !== (from(runId)?.learningRate ?? spec.optimizer.learningRate))
        this.#post({ type: 'setLearningRate', runId, learningRate });
    }
    if (this.#pausedByReader.has(groupId)) this.#post({ type: 'pause', groupId });
  }

  pause(groupId: string): void {
    if (this.#groupState(groupId) === 'running') this.#post({ type: 'pause', groupId });
  }

  /** @returns false where it is not paused, or another group trains. */
  resume(groupId: string): boolean {
    if (this.#groupState(groupId) !== 'paused' || this.records.activeGroup()) return false;
    this.#post({ type: 'resume', groupId });
    // Shown at once, and still so after a recovery if the worker is lost before it reads the command.
    this.records.setGroup(groupId, { state: 'running', pauseReason: null });
    return true;
  }

  singleStep(groupId: string): void {
    if (this.#groupState(groupId) === 'paused') this.#post({ type: 'singleStep', groupId });
  }

  stop(groupId: string): void {
    const group = this.records.groups.get(groupId);
    if (!group || !isUnfinished(group)) return;
    if (this.#started.has(groupId)) this.#post({ type: 'stop', groupId });
    if (group.state === 'preparing') {
      this.#markStopped(group);
      // No step was trained. The worker may have created the runs in the meantime.
      this.#discard(group);
    }
    this.records.notify();
  }

  #markStopped({ groupId, runIds }: TrainGroup): void {
    this.records.setGroup(groupId, { state: 'stopped', pauseReason: null });
    for (const runId of runIds) this.#checkpoints.delete(runId);
  }

  /** Stops without waiting for the worker's event: commands posted later are handled after it. */
  stopNow(groupId: string): void {
    this.stop(groupId);
    const group = this.records.groups.get(groupId);
    if (group && isUnfinished(group)) this.#markStopped(group);
  }

  setLearningRate(runId: string, learningRate: number): void {
    const run = this.records.runs.get(runId);
    if (!run) return;
    this.records.setRun(runId, { learningRate });
    // A group that is still to be started posts its rates at its start.
    if (this.#started.has(run.groupId)) this.#post({ type: 'setLearningRate', runId, learningRate });
    this.records.notify();
  }

  restoreLastGood(runId: string): void {
    if (this.records.runs.get(runId)?.divergence) this.#post({ type: 'restoreLastGood', runId });
  }

  setMerged(runId: string, merged: boolean): void {
    if (this.records.runs.has(runId)) this.#post({ type: 'setMerged', runId, merged });
  }

  /**
   * Puts a trained change back on its base from its files; the returned run can answer. @throws EngineFailure
   * The run belongs to no group: whoever opened it closes it with `closeAdapter`.
   */
  async openAdapter(
    owner: string,
    name: string,
    spec: RunSpec,
    files: readonly TunedFile[],
  ): Promise<string> {
    await this.ensureModel(spec.model);
    const runId = this.#id('adapter');
    this.records.runs.set(runId, newRun(runId, '', owner, name, spec));
    const ready = this.#pending.wait<void>(runId);
    this.#post({ type: 'openAdapter', runId, spec, files });
    try {
      await ready;
    } catch (failure) {
      this.records.runs.delete(runId);
      this.records.notify();
      throw failure;
    }
    return runId;
  }

  /** Frees an opened adapter. */
  closeAdapter(runId: string): void {
    const run = this.records.runs.get(runId);
    if (!run?.opened || run.discarded) return;
    if (this.#client.running) this.#post({ type: 'discard', runId });
    this.records.setRun(runId, { discarded: true });
    this.records.notify();
  }

  // Text

  /** Streams an answer; the record under the returned id grows. */
  generate(
    request: Pick<Generation, 'model' | 'runId' | 'prompt' | 'form'> & { sampling: SamplingSpec },
  ): string {
    const requestId = this.#id('generation');
    const { sampling, ...what } = request;
    const refusal = promptRefusal(what.prompt);
    this.records.generations.set(requestId, newGeneration(requestId, what, refusal));
    this.records.notify();
    if (!refusal) void this.#startGeneration(requestId, what.model, { ...what, sampling });
    return requestId;
  }

  async #startGeneration(
    requestId: string,
    model: ModelName,
    rest: { runId: string | null; prompt: string; form: PromptForm; sampling: SamplingSpec },
  ): Promise<void> {
    try {
      await this.ensureModel(model);
    } catch (failure) {
      this.records.setGeneration(requestId, { status: 'failed', error: (failure as EngineFailure).error });
      return;
    }
    if (this.records.generations.get(requestId)?.status !== 'waiting') return;
    this.#post({ type: 'generate', requestId, ...rest, model });
  }

  cancelGenerate(requestId: string): void {
    const status = this.records.generations.get(requestId)?.status;
    if (status !== 'waiting' && status !== 'streaming') return;
    this.#post({ type: 'cancelGenerate', requestId });
    if (status === 'waiting') {
      this.records.setGeneration(requestId, { status: 'done', end: 'cancelled' });
      this.records.notify();
    }
  }

  /** The tokens of a prompt. @throws EngineFailure */
  async tokenize(model: ModelName, prompt: string, form: PromptForm): Promise<PromptToken[]> {
    const refusal = promptRefusal(prompt);
    if (refusal) throw new EngineFailure(refusal);
    await this.ensureModel(model);
    return this.#ask((requestId) => ({ type: 'tokenize', requestId, model, prompt, form }));
  }

  /** An example's tokens, mask and likelihood under a run's model or the base. @throws EngineFailure */
  async readExample(
    model: ModelName,
    runId: string | null,
    example: ProbeExample,
    maskPrompt: boolean,
  ): Promise<ExampleToken[]> {
    await this.ensureModel(model);
    return this.#ask((requestId) => ({ type: 'readExample', requestId, model, runId, example, maskPrompt }));
  }

  /** How training has changed a run's weights, with one matrix of the change drawn. @throws EngineFailure */
  inspect(runId: string, matrix: MatrixName | null): Promise<Inspected> {
    return this.#ask((requestId) => ({ type: 'inspect', requestId, runId, matrix }));
  }

  /** The files that PEFT or Transformers would write. @throws EngineFailure */
  exportWeights(runId: string): Promise<ExportedFile[]> {
    return this.#ask((requestId) => ({ type: 'exportWeights', requestId, runId }));
  }

  /** Bytes that the engine holds on its device. @throws EngineFailure */
  allocatedBytes(): Promise<number> {
    return this.#ask((requestId) => ({ type: 'readMemory', requestId }));
  }

  /** Gives back the device memory of what a widget trained last; its curves stay. */
  release(owner: string): void {
    const group = this.records.latestGroup(owner);
    if (group) this.#retire(group);
    this.records.notify();
  }

  /** Ends the worker and forgets everything. */
  dispose(): void {
    this.#client.close();
    this.#worker += 1;
    this.#started.clear();
    this.#checkpoints.clear();
    this.#pausedByReader.clear();
    this.#recoveries = 0;
    this.#backend = null;
    this.#pending.rejectAll({ code: 'deviceLost', detail: 'closed' });
    this.records.clear();
  }

  // Internals

  #post(command: WorkerCommand): void {
    this.#client.post(command);
  }

  #id(kind: string): string {
    return `${kind}-${this.#nextId++}`;
  }

  #groupState(groupId: string): TrainGroup['state'] | undefined {
    return this.records.groups.get(groupId)?.state;
  }

  #ask<Answer>(command: (requestId: string) => WorkerCommand): Promise<Answer> {
    const requestId = this.#id('request');
    const answer = this.#pending.wait<Answer>(requestId);
    this.#post(command(requestId));
    return answer;
  }

  /** A widget's older group gives its memory back before a new one starts. */
  #retire(group: TrainGroup): void {
    if (group.runIds.every((runId) => this.records.runs.get(runId)?.discarded)) return;
    if (isUnfinished(group)) this.stopNow(group.groupId);
    this.#discard(group);
  }

  /** The worker frees a run once its group has ended. */
  #discard({ groupId, runIds }: TrainGroup): void {
    for (const runId of runIds) {
      if (this.#started.has(groupId)) this.#post({ type: 'discard', runId });
      this.records.setRun(runId, { discarded: true });
    }
    this.#started.delete(groupId);
  }

  #receive(event: WorkerEvent): void {
    if (event.type === 'error' && this.#recoversFrom(errorOf(event), event.about)) return;
    if (event.type === 'device' && event.device.race) storeRace(event.device.race);
    if (event.type === 'checkpoint') this.#receiveCheckpoint(event.runId, event.snapshot);
    receive(this.records, this.#pending, event);
    if (event.type !== 'groupState') return;
    if (event.state !== 'preparing') this.#pausedByReader.delete(event.groupId);
    this.#deleteCheckpoints(event.groupId);
  }

  /**
   * After a loss of device or worker, or where a driver refuses a group's program or runs out of memory in the middle of it,
   * unfinished groups continue with a new worker. @returns false where none does
   */
  #recoversFrom(error: EngineError, about: string | null): boolean {
    const concerned = [...this.records.groups.values()].filter(
      (group) => isUnfinished(group) && (about === null || about === group.groupId),
    );
    const refused = error.code === 'engineFault' || error.code === 'outOfMemory';
    if (!RECOVERABLE.has(error.code) || concerned.length === 0 || (about !== null && !refused)) return false;
    if (this.#recoveries >= MOST_RECOVERIES) return false;
    const givesWay = (this.#backend ?? engineChoice()) === 'auto';
    if (error.code === 'outOfMemory' && !(givesWay && this.#hasBegunOnGpu(concerned))) return false;
    this.#recoveries += 1;
    // A GPU that refuses a program or is lost again and again is replaced by the CPU, unless the reader chose it by name.
    const lastTry = this.#recoveries === MOST_RECOVERIES;
    if ((refused || lastTry) && givesWay) this.#backend = 'cpu';
    this.#restartUnfinished(error);
    return true;
  }

  /** What never fitted needs other settings; what has begun has fitted, and there is another engine. */
  #hasBegunOnGpu(groups: readonly TrainGroup[]): boolean {
    const runs = groups.flatMap(({ runIds }) => runIds.map((id) => this.records.runs.get(id)));
    return this.records.engine.device?.backend !== 'cpu' && runs.some((run) => run && lastStep(run) > 0);
  }

  #receiveCheckpoint(runId: string, snapshot: RunSnapshot): void {
    const groupId = this.records.runs.get(runId)?.groupId;
    if (groupId === undefined || !isUnfinished(this.records.groups.get(groupId))) return;
    this.#checkpoints.set(runId, snapshot);
    this.#recoveries = 0;
    if (this.groupStorage.isSaved(groupId)) this.groupStorage.save(groupId);
  }

  #deleteCheckpoints(groupId: string): void {
    const group = this.records.groups.get(groupId);
    if (group && hasEnded(group)) for (const runId of group.runIds) this.#checkpoints.delete(runId);
  }

  #watchVisibility(): void {
    if (this.#watchesVisibility || typeof document === 'undefined') return;
    this.#watchesVisibility = true;
    document.addEventListener('visibilitychange', () => {
      if (this.records.engine.status !== 'open') return;
      this.#tellVisibility();
      this.records.notify();
    });
  }

  #tellVisibility(): void {
    const pauseWhenHidden = getPreference('leaving') === 'pause';
    this.#post({ type: 'visibility', hidden: document.hidden, pauseWhenHidden });
  }
}

/** The embedded files of a base, or null. */
function carriedModel(model: ModelName): ModelFiles | null {
  const config = embeddedText(`models/${model}/config.json`);
  const tokenizer = embeddedText(`models/${model}/tokenizer.json`);
  const weights = embeddedBytes(`models/${model}/model.safetensors`);
  return config && tokenizer && weights ? { config, tokenizer, weights } : null;
}

/** The problem of a prompt, as far as the page can check it. */
export function promptRefusal(prompt: string): EngineError | null {
  if (prompt.trim() === '') return { code: 'promptEmpty', detail: '' };
  if (prompt.length > PROMPT_LIMIT) return { code: 'promptTooLong', detail: `${prompt.length} characters` };
  return null;
}

/** The page's engine. */
export const engine = new EngineStore();
if (typeof window !== 'undefined') guardUnload(engine.records, window);
tellWhileTraining(engine.records);
