/**
 * @file The session: everything the worker does, command by command. It owns the engine, the bases, the runs and the
 * groups; `worker.ts` only hands messages to it.
 */
import { encodePrompt, encodeRaw } from '../data/index.ts';
import {
  type Decoder,
  DeviceLostError,
  type Engine,
  EngineFaultError,
  OutOfMemoryError,
  type Scorer,
} from '../engine/engine.ts';
import { llama } from '../model/llama.ts';
import { AdapterError, OpenedAdapter } from './adapter.ts';
import { type Base, BaseError, ModelDownload, openBase } from './base.ts';
import { generate, PromptError, promptTokens } from './generate.ts';
import { Group, type GroupRun } from './group.ts';
import { Mutex } from './mutex.ts';
import { openEngine } from './open-engine.ts';
import type { ErrorCode, ModelFiles, StartedRun, WorkerCommand, WorkerEvent } from './protocol.ts';
import { Run } from './run.ts';
import type { ModelName, RunSpec } from './spec.ts';
import { SpecError } from './spec-error.ts';
import { readExample } from './tuned-model.ts';

type Emit = (event: WorkerEvent) => void;
type CommandOf<Type extends WorkerCommand['type']> = Extract<WorkerCommand, { type: Type }>;

/** A request that cannot be served at present. */
class RequestError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Exists as soon as its group is requested. */
interface RunEntry {
  /** Null while it is created. */
  run: Run | null;
  group: Group;
  /** Set while the run was created. */
  learningRate: number | null;
}

interface BaseEntry {
  base: Base;
  decoder: Decoder | null;
  scorer: Scorer | null;
}

export class Session {
  private readonly emit: Emit;
  private readonly open: typeof openEngine;
  private engine: Engine | null = null;
  private baseUrl = '';
  /** The page is hidden, and its runs are paused until it is shown. */
  private pausedWhileHidden = false;
  private readonly bases = new Map<ModelName, Promise<BaseEntry>>();
  private readonly downloads = new Map<ModelName, ModelDownload>();
  private readonly runs = new Map<string, RunEntry>();
  private readonly groups = new Map<string, Group>();
  private readonly adapters = new Map<string, OpenedAdapter>();
  private readonly cancelled = new Set<string>();
  /** Evaluations, generations, readings, merges and disposals exclude each other: a decoder holds one sequence at a time. */
  private readonly mutex = new Mutex();

  constructor(emit: Emit, open: typeof openEngine = openEngine) {
    this.emit = emit;
    this.open = open;
  }

  /** Does a command; every failure becomes an `error` event. */
  async handle(command: WorkerCommand): Promise<void> {
    try {
      await this.dispatch(command);
    } catch (error) {
      this.report(error, subjectOf(command));
    }
  }

  private dispatch(command: WorkerCommand): Promise<void> | void {
    switch (command.type) {
      case 'open':
        return this.openDevice(command);
      case 'loadModel':
        return this.loadModel(command);
      case 'loadAgain':
        return this.downloads.get(command.model)?.again();
      case 'start':
        return this.start(command);
      case 'pause':
        return this.groups.get(command.groupId)?.pause('user');
      case 'resume':
        return this.groups.get(command.groupId)?.resume();
      case 'singleStep':
        return this.groups.get(command.groupId)?.singleStep();
      case 'stop':
        return this.groups.get(command.groupId)?.stop();
      case 'setLearningRate':
        return this.setLearningRate(command);
      case 'restoreLastGood':
        return this.restoreLastGood(command);
      case 'openAdapter':
        return this.mutex.runExclusive(() => this.openAdapter(command));
      case 'discard':
        return this.discard(command);
      case 'generate':
        return this.mutex.runExclusive(() => this.generate(command));
      case 'cancelGenerate':
        this.cancelled.add(command.requestId);
        return;
      case 'tokenize':
        return this.tokenize(command);
      case 'readExample':
        return this.mutex.runExclusive(() => this.readExample(command));
      case 'setMerged':
        return this.mutex.runExclusive(() => this.setMerged(command));
      case 'inspect':
        return this.mutex.runExclusive(() => this.inspect(command));
      case 'exportWeights':
        return this.mutex.runExclusive(() => this.exportWeights(command));
      case 'readMemory':
        return this.readMemory(command);
      case 'visibility':
        return this.setVisibility(command);
    }
  }

  private async openDevice({ backend, baseUrl, race }: CommandOf<'open'>): Promise<void> {
    this.baseUrl = baseUrl;
    const { engine, device } = await this.open(backend, race);
    this.engine = engine;
    this.emit({ type: 'device', device });
    void engine?.lost.then((reason) => {
      if (this.engine === engine) this.loseEngine(new DeviceLostError(reason));
    });
    // A device that reported an error may still run, but its results are unreliable.
    void engine?.fault?.then((error) => {
      if (this.engine === engine) this.loseEngine(error);
      engine.dispose();
    });
  }

  private loseEngine(error: Error): void {
    this.engine = null;
    // The cause first: the page may start again on it, and ignores later events of this worker.
    this.report(error, null);
    for (const group of this.groups.values()) group.fail();
  }

  private requireEngine(): Engine {
    if (!this.engine) throw new RequestError('noBackend', '');
    return this.engine;
  }

  private async loadModel({ model, files, warmUp = [] }: CommandOf<'loadModel'>): Promise<void> {
    const engine = this.requireEngine();
    const known = this.bases.get(model);
    const loading =
      known ??
      (async (): Promise<BaseEntry> => {
        this.emit({ type: 'progress', phase: 'model', done: 0, total: 1 });
        const base = openBase(engine, model, files ?? (await this.download(model)));
        try {
          await base.weights.allocated?.();
        } catch (error) {
          base.weights.dispose();
          throw error;
        }
        this.emit({ type: 'progress', phase: 'model', done: 1, total: 1 });
        return { base, decoder: null, scorer: null };
      })();
    this.bases.set(model, loading);
    // A failed load may be tried again.
    loading.catch(() => this.bases.delete(model));
    const { base } = await loading;
    this.emit({ type: 'modelReady', info: base.info });
    if (!known) await this.warmUp(base, warmUp);
  }

  private async download(model: ModelName): Promise<ModelFiles> {
    const download = new ModelDownload(this.baseUrl, model, (done, total) =>
      this.emit({ type: 'progress', phase: 'model', done, total }),
    );
    this.downloads.set(model, download);
    return download.files.finally(() => this.downloads.delete(model));
  }

  /** Compiles what such runs need. The pipelines stay; the buffers are freed. */
  private async warmUp(base: Base, specs: readonly RunSpec[]): Promise<void> {
    const engine = this.requireEngine();
    for (const [done, spec] of specs.entries()) {
      this.emit({ type: 'progress', phase: 'compile', done, total: specs.length });
      try {
        const run = await Run.create(engine, base, spec);
        await run.openDecoder().finally(() => run.dispose());
      } catch (error) {
        // The base is there all the same, and smaller runs may have room: each says for itself where it has none.
        if (!isOutOfMemory(error)) throw error;
      }
    }
    if (specs.length > 0)
      this.emit({ type: 'progress', phase: 'compile', done: specs.length, total: specs.length });
  }

  private async baseOf(model: ModelName): Promise<BaseEntry> {
    this.requireEngine();
    const loading = this.bases.get(model);
    if (!loading) await this.loadModel({ type: 'loadModel', model });
    return (await this.bases.get(model)) as BaseEntry;
  }

  private async start({ groupId, runs: wanted, evaluation }: CommandOf<'start'>): Promise<void> {
    const engine = this.requireEngine();
    if (this.groups.has(groupId)) throw new RequestError('busy', groupId);
    const taken = wanted.find(({ runId }) => this.runs.has(runId) || this.adapters.has(runId));
    if (taken) throw new RequestError('busy', taken.runId);
    const group = new Group(groupId, evaluation, this.emit, this.mutex);
    this.groups.set(groupId, group);
    for (const { runId } of wanted) this.runs.set(runId, { run: null, group, learningRate: null });
    if (this.pausedWhileHidden) group.pause('hidden');
    try {
      const made: GroupRun[] = [];
      for (const one of wanted) if (!group.ending) made.push(await this.makeRun(engine, one));
      if (group.ending) {
        this.removeGroup(group);
        group.stopBeforeStart();
        return;
      }
      // Not awaited: `start` is handled once the loop runs.
      void group.run(made).catch((error: unknown) => {
        // A lost device ends every group.
        if (error instanceof DeviceLostError && this.engine === engine) return this.loseEngine(error);
        this.failGroup(group, error);
      });
    } catch (error) {
      this.removeGroup(group);
      this.failGroup(group, error);
    }
  }

  /** The cause first, as in `loseEngine`. */
  private failGroup(group: Group, error: unknown): void {
    this.report(error, group.groupId);
    group.fail();
  }

  private async makeRun(engine: Engine, { runId, spec, from }: StartedRun): Promise<GroupRun> {
    const { base } = await this.baseOf(spec.model);
    const run = await Run.create(engine, base, spec);
    if (from) run.resumeFrom(from);
    const entry = this.runs.get(runId) as RunEntry;
    entry.run = run;
    run.learningRate = entry.learningRate ?? run.learningRate;
    this.emit({ type: 'runFacts', runId, facts: run.facts });
    return { runId, run, resumed: from !== undefined };
  }

  /** Removes a group that never ran, with its runs. */
  private removeGroup(group: Group): void {
    this.groups.delete(group.groupId);
    for (const [runId, entry] of this.runs) {
      if (entry.group !== group) continue;
      entry.run?.dispose();
      this.runs.delete(runId);
    }
  }

  private entryOf(runId: string): RunEntry {
    const entry = this.runs.get(runId);
    if (!entry) throw new RequestError('unknownRun', runId);
    return entry;
  }

  /** The model under this id: a run, or an adapter opened from files. */
  private modelOf(runId: string): Run | OpenedAdapter {
    const model = this.adapters.get(runId) ?? this.entryOf(runId).run;
    if (!model) throw new RequestError('unknownRun', runId);
    return model;
  }

  private async openAdapter({ runId, spec, files }: CommandOf<'openAdapter'>): Promise<void> {
    const engine = this.requireEngine();
    if (this.runs.has(runId) || this.adapters.has(runId)) throw new RequestError('busy', runId);
    const { base } = await this.baseOf(spec.model);
    const began = performance.now();
    const adapter = OpenedAdapter.create(engine, base, spec, files);
    try {
      await adapter.openDecoder();
    } catch (error) {
      adapter.dispose();
      throw error;
    }
    this.adapters.set(runId, adapter);
    this.emit({ type: 'runFacts', runId, facts: adapter.facts });
    this.emit({ type: 'adapterReady', runId, milliseconds: performance.now() - began });
  }

  private setLearningRate({ runId, learningRate }: CommandOf<'setLearningRate'>): void {
    if (!Number.isFinite(learningRate) || learningRate < 0)
      throw new SpecError('learningRate', String(learningRate));
    const entry = this.entryOf(runId);
    if (entry.run) entry.run.learningRate = learningRate;
    else entry.learningRate = learningRate;
  }

  private restoreLastGood({ runId }: CommandOf<'restoreLastGood'>): Promise<void> {
    return this.entryOf(runId).group.restoreLastGood(runId);
  }

  /** Waits for a stopping group to end, and for answers under way. */
  private async discard({ runId }: CommandOf<'discard'>): Promise<void> {
    const entry = this.runs.get(runId);
    if (entry && !entry.group.ending) throw new RequestError('busy', runId);
    await entry?.group.whenEnded;
    await this.mutex.runExclusive(() => {
      this.adapters.get(runId)?.dispose();
      this.adapters.delete(runId);
      if (!entry || this.runs.get(runId) !== entry) return;
      this.runs.delete(runId);
      entry.run?.dispose();
      const stillUsed = [...this.runs.values()].some(({ group }) => group === entry.group);
      if (!stillUsed) this.groups.delete(entry.group.groupId);
    });
  }

  private async generate({
    requestId,
    model,
    runId,
    prompt,
    form,
    sampling,
  }: CommandOf<'generate'>): Promise<void> {
    const entry = await this.baseOf(model);
    const { base } = entry;
    const { tokenizer } = base;
    const decoder = runId === null ? await this.baseDecoder(entry) : await this.modelOf(runId).openDecoder();
    const tokens = promptTokens(tokenizer, prompt, form, decoder.contextLength);
    this.emitPromptTokens(requestId, base, tokens);
    const { text, end } = await generate(decoder, tokenizer, {
      tokens,
      sampling,
      onToken: (token) => this.emit({ type: 'token', requestId, ...token }),
      isCancelled: () => this.cancelled.has(requestId),
    });
    this.cancelled.delete(requestId);
    this.emit({ type: 'generated', requestId, text, end });
  }

  private async baseDecoder(entry: BaseEntry): Promise<Decoder> {
    const { base } = entry;
    entry.decoder ??= await this.requireEngine().createDecoder({
      model: llama(base.config),
      weights: [base.weights],
    });
    return entry.decoder;
  }

  private async tokenize({ requestId, model, prompt, form }: CommandOf<'tokenize'>): Promise<void> {
    const { base } = await this.baseOf(model);
    const tokens = form === 'chat' ? encodePrompt(base.tokenizer, prompt) : encodeRaw(base.tokenizer, prompt);
    this.emitPromptTokens(requestId, base, tokens);
  }

  private emitPromptTokens(requestId: string, { tokenizer }: Base, tokens: readonly number[]): void {
    this.emit({
      type: 'promptTokens',
      requestId,
      tokens: tokens.map((token) => ({
        text: tokenizer.tokenText(token),
        known: token !== tokenizer.unknownId,
        special: tokenizer.isSpecial(token),
      })),
    });
  }

  private async readExample({
    requestId,
    model,
    runId,
    example,
    maskPrompt,
  }: CommandOf<'readExample'>): Promise<void> {
    const entry = await this.baseOf(model);
    const tokens =
      runId === null
        ? await this.readWithBase(entry, example, maskPrompt)
        : await this.modelOf(runId).readExample(example, maskPrompt);
    this.emit({ type: 'exampleTokens', requestId, tokens });
  }

  private async readWithBase(
    entry: BaseEntry,
    example: CommandOf<'readExample'>['example'],
    maskPrompt: boolean,
  ) {
    const { base } = entry;
    entry.scorer ??= await this.requireEngine().createScorer({
      model: llama(base.config),
      batchSize: 1,
      sequenceLength: base.config.contextLength,
      weights: [base.weights],
    });
    return readExample(base, entry.scorer, example, maskPrompt);
  }

  private async setMerged({ runId, merged }: CommandOf<'setMerged'>): Promise<void> {
    const run = this.modelOf(runId);
    const maxLogitDifference = await run.setMerged(merged);
    const speed = await run.mergeSpeed();
    this.emit({ type: 'merged', runId, merged: run.isMerged, maxLogitDifference, speed });
  }

  private async inspect({ requestId, runId, matrix }: CommandOf<'inspect'>): Promise<void> {
    const run = this.modelOf(runId);
    const step = run.stepsQueued;
    this.emit({
      type: 'inspected',
      requestId,
      step,
      inspection: matrix === null ? await run.inspect() : null,
      maps: matrix === null ? null : await run.drawMatrix(matrix),
    });
  }

  private async exportWeights({ requestId, runId }: CommandOf<'exportWeights'>): Promise<void> {
    const run = this.modelOf(runId);
    this.emit({ type: 'exported', requestId, files: await run.exportFiles() });
  }

  private readMemory({ requestId }: CommandOf<'readMemory'>): void {
    this.emit({ type: 'memory', requestId, allocatedBytes: this.requireEngine().allocatedBytes });
  }

  private setVisibility({ hidden, pauseWhenHidden }: CommandOf<'visibility'>): void {
    this.pausedWhileHidden = hidden && pauseWhenHidden;
    for (const group of this.groups.values()) {
      if (hidden && pauseWhenHidden) group.pause('hidden');
      if (!hidden) group.resume('hidden');
    }
  }

  private report(error: unknown, about: string | null): void {
    const detail = error instanceof Error ? error.message : String(error);
    const code = codeOf(error);
    const limit = error instanceof OutOfMemoryError ? error.limit : null;
    this.emit({ type: 'error', code, about, detail, ...(limit ? { limit } : {}) });
  }
}

/** Messages of drivers and browsers: Dawn and Vulkan, Direct3D, V8 and JavaScriptCore, Firefox. */
const OUT_OF_MEMORY =
  /out[ _]?of[ _]?(device[ _]|host[ _])?memory|allocation failed|allocation size overflow|unable to grow|maximum memory size|invalid (typed )?array( buffer)? length/i;

function isOutOfMemory(error: unknown): boolean {
  if (error instanceof OutOfMemoryError) return true;
  return error instanceof Error && OUT_OF_MEMORY.test(`${error.name} ${error.message}`);
}

/** What an error event is about: the request, the run or the group that the command named. */
function subjectOf(command: WorkerCommand): string | null {
  if ('requestId' in command) return command.requestId;
  if ('runId' in command) return command.runId;
  if ('groupId' in command) return command.groupId;
  return 'model' in command ? command.model : null;
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof PromptError || error instanceof BaseError || error instanceof RequestError)
    return error.code;
  if (error instanceof AdapterError) return 'adapterBroken';
  if (isOutOfMemory(error))
    return error instanceof OutOfMemoryError && error.limit ? 'bufferTooLarge' : 'outOfMemory';
  if (error instanceof SpecError || error instanceof RangeError) return 'specInvalid';
  if (error instanceof DeviceLostError) return 'deviceLost';
  return error instanceof EngineFaultError ? 'engineFault' : 'internal';
}
