/**
 * @file One engine for the whole page, and everything one can ask of it. What a reader does shows at once: a press
 * on Train sets 'preparing' before the worker has heard of it.
 */

import { carriedBytes, carriedText } from '../page/assets.ts';
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
  SamplingSpec,
  TunedFile,
  WorkerCommand,
  WorkerEvent,
} from '../train/protocol.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';
import { engineChoice, keepRace, knownRace } from './engine-choice.ts';
import { EngineClient } from './engine-client.ts';
import { newGeneration, newRun } from './new-records.ts';
import { EngineFailure, Pending } from './pending.ts';
import { failAll, receive } from './receive.ts';
import { CLOSED, EngineRecords } from './records.ts';
import { type EngineError, type Generation, isUnfinished, type RunState, type TrainGroup } from './state.ts';
import { tellWhileTraining } from './training-lock.ts';
import { guardUnload } from './unload-guard.ts';

export { EngineFailure } from './pending.ts';

export type Inspected = Extract<WorkerEvent, { type: 'inspected' }>;
export type PromptToken = { text: string; known: boolean; special: boolean };
export type ExportedFile = { name: string; bytes: Uint8Array };

/** Prompts beyond this many characters cannot fit a context of 128 tokens, none of which has over 15 characters. */
export const PROMPT_LIMIT = 2000;

/** What waits for the device. */
const DEVICE = 'device';

export class EngineStore {
  readonly records = new EngineRecords();
  readonly #pending = new Pending();
  readonly #client = new EngineClient((event) => this.#receive(event));
  /** Groups asked to stop that have not said yet that they have. */
  readonly #stopping = new Set<string>();
  /** Groups whose memory goes back as soon as they have ended. */
  readonly #retiring = new Set<string>();
  #nextId = 1;
  /** Asked for by name; null: what the reader has chosen. */
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
    this.#post({ type: 'open', backend: backend ?? engineChoice(), baseUrl, race: knownRace() });
    this.records.notify();
  }

  /** Starts over after a loss, or on another backend: a new worker; curves stay, weights are gone. */
  restart(backend: BackendPreference | null = this.#backend): void {
    const wanted = [...this.records.models.keys()];
    this.#client.close();
    this.#stopping.clear();
    this.#retiring.clear();
    failAll(this.records, this.#pending, { code: 'deviceLost', detail: 'restarted' });
    this.open(backend);
    for (const model of wanted) void this.ensureModel(model).catch(() => {});
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
  train(owner: string, runs: { name: string; spec: RunSpec }[], evaluation: EvaluationSpec): string | null {
    if (runs.length === 0 || this.records.activeGroup()) return null;
    const before = this.records.latestGroup(owner);
    if (before) this.#retire(before);
    const groupId = this.#id('group');
    const started = runs.map((run) => newRun(this.#id('run'), groupId, owner, run.name, run.spec));
    for (const run of started) this.records.runs.set(run.runId, run);
    const group: TrainGroup = {
      groupId,
      owner,
      runIds: started.map(({ runId }) => runId),
      state: 'preparing',
      pauseReason: null,
      evaluation,
      error: null,
    };
    this.records.groups.set(groupId, group);
    this.records.latest.set(owner, groupId);
    this.records.notify();
    void this.#start(group, started);
    return groupId;
  }

  async #start(group: TrainGroup, runs: RunState[]): Promise<void> {
    const { groupId, evaluation } = group;
    try {
      await this.ensureModel(runs[0]!.spec.model);
    } catch (failure) {
      this.records.setGroup(groupId, { state: 'failed', error: (failure as EngineFailure).error });
      return;
    }
    // The reader may have stopped it meanwhile.
    if (this.records.groups.get(groupId)?.state !== 'preparing') return;
    const commands = runs.map(({ runId, spec }) => ({ runId, spec }));
    this.#post({ type: 'start', groupId, runs: commands, evaluation });
  }

  pause(groupId: string): void {
    if (this.#groupState(groupId) === 'running') this.#post({ type: 'pause', groupId });
  }

  /** @returns false where it is not paused, or another group trains. */
  resume(groupId: string): boolean {
    if (this.#groupState(groupId) !== 'paused' || this.records.activeGroup()) return false;
    this.#post({ type: 'resume', groupId });
    return true;
  }

  singleStep(groupId: string): void {
    if (this.#groupState(groupId) === 'paused') this.#post({ type: 'singleStep', groupId });
  }

  stop(groupId: string): void {
    const group = this.records.groups.get(groupId);
    if (!group || !isUnfinished(group)) return;
    this.#stopping.add(groupId);
    this.#post({ type: 'stop', groupId });
    // A run that has not begun has nothing to say goodbye with.
    if (group.state === 'preparing') this.records.setGroup(groupId, { state: 'stopped', pauseReason: null });
    this.records.notify();
  }

  /** Stops and does not wait for the worker's word: what is posted next comes after it anyway. */
  stopNow(groupId: string): void {
    this.stop(groupId);
    this.records.setGroup(groupId, { state: 'stopped', pauseReason: null });
  }

  setLearningRate(runId: string, learningRate: number): void {
    if (!this.records.runs.has(runId)) return;
    this.records.setRun(runId, { learningRate });
    this.#post({ type: 'setLearningRate', runId, learningRate });
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

  /** What training has done to a run's weights, or one matrix of that drawn. @throws EngineFailure */
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
    this.#stopping.clear();
    this.#retiring.clear();
    this.#pending.rejectAll({ code: 'deviceLost', detail: 'closed' });
    this.records.clear();
  }

  // Inside

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
    if (this.#stopping.has(group.groupId)) this.#retiring.add(group.groupId);
    else this.#discard(group);
    for (const runId of group.runIds) this.records.setRun(runId, { discarded: true });
  }

  #discard(group: TrainGroup): void {
    for (const runId of group.runIds) {
      if (this.#client.running) this.#post({ type: 'discard', runId });
    }
  }

  #receive(event: WorkerEvent): void {
    if (event.type === 'groupState' && this.#stopping.has(event.groupId)) {
      const ended = event.state === 'stopped' || event.state === 'done' || event.state === 'failed';
      if (!ended) {
        // The stop came before the worker knew the group: say it again. The page shows it as stopped already.
        this.#post({ type: 'stop', groupId: event.groupId });
        return;
      }
      this.#stopping.delete(event.groupId);
      const group = this.records.groups.get(event.groupId);
      if (group && this.#retiring.delete(event.groupId)) this.#discard(group);
    }
    if (event.type === 'device' && event.device.race) keepRace(event.device.race);
    receive(this.records, this.#pending, event);
  }

  #watchVisibility(): void {
    if (this.#watchesVisibility || typeof document === 'undefined') return;
    this.#watchesVisibility = true;
    document.addEventListener('visibilitychange', () => {
      if (this.records.engine.status !== 'open') return;
      const pauseWhenHidden = getPreference('leaving') === 'pause';
      this.#post({ type: 'visibility', hidden: document.hidden, pauseWhenHidden });
      this.records.notify();
    });
  }
}

/** The files of a base that the page carries in itself, or null. */
function carriedModel(model: ModelName): ModelFiles | null {
  const config = carriedText(`models/${model}/config.json`);
  const tokenizer = carriedText(`models/${model}/tokenizer.json`);
  const weights = carriedBytes(`models/${model}/model.safetensors`);
  return config && tokenizer && weights ? { config, tokenizer, weights } : null;
}

/** What is wrong with a prompt, as far as the page can tell. */
export function promptRefusal(prompt: string): EngineError | null {
  if (prompt.trim() === '') return { code: 'promptEmpty', detail: '' };
  if (prompt.length > PROMPT_LIMIT) return { code: 'promptTooLong', detail: `${prompt.length} characters` };
  return null;
}

/** The page's engine. */
export const engine = new EngineStore();
if (typeof window !== 'undefined') guardUnload(engine.records, window);
tellWhileTraining(engine.records);
