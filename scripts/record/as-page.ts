/** @file Trains as the page does: commands to a session, and records of its events. */
import type { Engine } from '../../src/engine/engine.ts';
import { GREEDY, modelFor } from '../../src/recipes/defaults.ts';
import {
  type RecordedGeneration,
  type RecordedReading,
  type RecordedRun,
  recordingId,
} from '../../src/recordings/recording.ts';
import type { ModelInfo, WorkerCommand, WorkerEvent } from '../../src/train/protocol.ts';
import { Session } from '../../src/train/session.ts';
import { type Progress, startProgress } from '../lib/progress.ts';
import { filesOf } from './files.ts';
import type { Job, Recorded } from './job.ts';

/** Records the events of a session, and reports when a request is complete. */
class Listener {
  readonly runs: Map<string, RecordedRun>;
  readonly generations = new Map<string, RecordedGeneration>();
  readonly readings = new Map<string, RecordedReading>();
  info: ModelInfo | null = null;
  #failure: string | null = null;
  readonly #waiting = new Map<string, () => void>();
  readonly #progress: Progress;

  constructor(job: Job, progress: Progress) {
    this.#progress = progress;
    this.runs = new Map(
      job.runs.map(({ name, spec }) => [
        name,
        { name, spec, facts: undefined, steps: [], evaluations: [] } as unknown as RecordedRun,
      ]),
    );
  }

  /** Until the group or the request of this id has ended; rejects with the session's error. */
  ended(id: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, () => (this.#failure ? reject(new Error(this.#failure)) : resolve()));
    });
  }

  #end(id: string): void {
    this.#waiting.get(id)?.();
  }

  hear(event: WorkerEvent): void {
    switch (event.type) {
      case 'error':
        this.#failure = `${event.code}: ${event.detail}`;
        for (const settle of this.#waiting.values()) settle();
        break;
      case 'modelReady':
        this.info = event.info;
        break;
      case 'runFacts':
        this.#run(event.runId).facts = event.facts;
        break;
      case 'steps': {
        const run = this.#run(event.runId);
        run.steps.push(...event.points);
        run.speed = event.speed;
        const done = [...this.runs.values()].reduce((sum, { steps }) => sum + steps.length, 0);
        this.#progress.update(done, `loss ${event.points.at(-1)!.loss.toFixed(3)}`);
        break;
      }
      case 'evaluation':
        this.#run(event.runId).evaluations.push(event.point);
        break;
      case 'groupState':
        if (['done', 'stopped', 'failed'].includes(event.state)) this.#end(event.groupId);
        break;
      case 'token': {
        const { text, probability, alternatives } = event;
        this.generations.get(event.requestId)!.tokens.push({ text, probability, alternatives });
        break;
      }
      case 'generated':
        Object.assign(this.generations.get(event.requestId)!, { text: event.text, end: event.end });
        this.#end(event.requestId);
        break;
      case 'exampleTokens':
        this.readings.get(event.requestId)!.tokens = event.tokens;
        this.#end(event.requestId);
        break;
      case 'exported':
        this.#run(event.requestId).exported = event.files.map(({ name, bytes }) => ({
          name,
          bytes: bytes.byteLength,
        }));
        break;
      case 'inspected':
        if (event.maps) this.#run(event.requestId).maps!.push(event.maps);
        break;
      case 'merged': {
        const { maxLogitDifference, speed } = event;
        if (event.merged) this.#run(event.runId).merge = { maxLogitDifference, speed };
        break;
      }
    }
  }

  #run(name: string): RecordedRun {
    return this.runs.get(name)!;
  }
}

export async function trainAsPage(engine: Engine, job: Job): Promise<Recorded> {
  const id = recordingId(job.widget, job.language);
  const model = modelFor(job.language);
  const total = job.runs.reduce((sum, { spec }) => sum + spec.steps, 0);
  const progress = startProgress({ label: id, total });
  const listener = new Listener(job, progress);
  const { runs, generations, readings } = listener;
  const { adapter, software } = engine;
  const device = {
    backend: 'webgpu' as const,
    adapter,
    software,
    reason: null,
    trials: [],
    race: null,
  };
  const session = new Session(
    (event) => listener.hear(event),
    async () => ({ engine, device }),
  );
  const ask = (command: WorkerCommand, until: string): Promise<void> => {
    const ended = listener.ended(until);
    void session.handle(command);
    return ended;
  };
  await session.handle({ type: 'open', backend: 'webgpu', baseUrl: '' });
  await session.handle({ type: 'loadModel', model, files: filesOf(job.language) });
  const lanes = job.runs.map(({ name, spec }) => ({ runId: name, spec }));
  await ask({ type: 'start', groupId: id, runs: lanes, evaluation: job.evaluation }, id);
  for (const { prompt, form, runName } of job.asks) {
    const requestId = `${prompt}|${runName}|${form}`;
    generations.set(requestId, { prompt, form, runName, tokens: [], text: '' });
    await ask(
      { type: 'generate', requestId, model, runId: runName, prompt, form, sampling: GREEDY },
      requestId,
    );
  }
  for (const { prompt, response, runName } of job.reads ?? []) {
    const requestId = `read ${readings.size}`;
    readings.set(requestId, { prompt, response, runName, tokens: [] });
    const example = { prompt, response };
    await ask(
      { type: 'readExample', requestId, model, runId: runName, example, maskPrompt: true },
      requestId,
    );
  }
  for (const run of runs.values()) {
    if (job.draws) await drawRun(session, run);
    if (job.inspectsEnds) for (const point of run.evaluations.slice(1, -1)) delete point.inspection;
  }
  for (const { name } of job.runs) {
    await session.handle({ type: 'exportWeights', requestId: name, runId: name });
    await session.handle({ type: 'discard', runId: name });
  }
  progress.finish();
  return {
    runs: [...runs.values()],
    generations: [...generations.values()],
    readings: [...readings.values()],
    info: listener.info!,
  };
}

/** Pictures of every matrix that the run changed, and what comes of merging it; the events carry the run's name. */
async function drawRun(session: Session, run: RecordedRun): Promise<void> {
  const { name: runId, spec } = run;
  run.maps = [];
  for (const { layer, target } of run.evaluations.at(-1)?.inspection?.matrices ?? [])
    await session.handle({ type: 'inspect', requestId: runId, runId, matrix: { layer, target } });
  if (spec.method.name !== 'lora') return;
  for (const merged of [true, false]) await session.handle({ type: 'setMerged', runId, merged });
}
