/** @file What each event of the worker changes in the page's records. The only place that reads events. */
import type { WorkerEvent } from '../train/protocol.ts';
import type { ModelName } from '../train/spec.ts';
import type { Pending } from './pending.ts';
import type { EngineRecords } from './records.ts';
import { type EngineError, isUnfinished } from './state.ts';

export function receive(records: EngineRecords, pending: Pending, event: WorkerEvent): void {
  switch (event.type) {
    case 'device': {
      const { device } = event;
      if (device.backend !== null) {
        records.setEngine({ status: 'open', device, error: null });
        pending.resolve('device', undefined);
      } else {
        records.setEngine({ device });
        failAll(records, pending, { code: 'noBackend', detail: '' });
      }
      break;
    }
    case 'progress': {
      const { phase, done, total } = event;
      records.setEngine({ progress: done < total ? { phase, done, total } : null });
      break;
    }
    case 'modelReady':
      records.setModel(event.info.model, { status: 'ready', info: event.info, error: null });
      records.setEngine({ progress: null });
      pending.resolve(event.info.model, undefined);
      break;
    case 'groupState':
      // A group stopped by the page has ended; events sent before the worker read the command change nothing.
      if (isUnfinished(records.groups.get(event.groupId)))
        records.setGroup(event.groupId, { state: event.state, pauseReason: event.pauseReason });
      break;
    case 'runFacts':
      records.setRun(event.runId, { facts: event.facts });
      break;
    case 'adapterReady':
      records.setRun(event.runId, { opened: { milliseconds: event.milliseconds } });
      pending.resolve(event.runId, undefined);
      break;
    case 'steps': {
      const steps = records.runs.get(event.runId)?.steps;
      if (!steps) break;
      for (const point of event.points) steps.push(point);
      records.setRun(event.runId, { stepCount: steps.length, speed: event.speed });
      break;
    }
    case 'evaluation': {
      const evaluations = records.runs.get(event.runId)?.evaluations;
      if (!evaluations) break;
      evaluations.push(event.point);
      records.setRun(event.runId, { evaluationCount: evaluations.length });
      break;
    }
    case 'diverged': {
      const { step, quantity, value, lastGoodStep } = event;
      records.setRun(event.runId, { divergence: { step, quantity, value, lastGoodStep } });
      break;
    }
    case 'restored':
      rewind(records, event.runId, event.step);
      records.setRun(event.runId, { restoredTo: event.step });
      break;
    case 'merged': {
      const { merged, maxLogitDifference, speed } = event;
      records.setRun(event.runId, { merged: { merged, maxLogitDifference, speed } });
      break;
    }
    case 'promptTokens':
      pending.resolve(event.requestId, event.tokens);
      records.setGeneration(event.requestId, { promptTokens: event.tokens });
      break;
    case 'exampleTokens':
      pending.resolve(event.requestId, event.tokens);
      break;
    case 'token': {
      const generation = records.generations.get(event.requestId);
      if (!generation) break;
      const { text, probability, alternatives } = event;
      generation.tokens.push({ text, probability, alternatives });
      records.setGeneration(event.requestId, {
        status: 'streaming',
        tokenCount: generation.tokens.length,
        text: generation.text + text,
      });
      break;
    }
    case 'generated':
      records.setGeneration(event.requestId, { status: 'done', end: event.end, text: event.text });
      break;
    case 'inspected':
      pending.resolve(event.requestId, event);
      break;
    case 'exported':
      pending.resolve(event.requestId, event.files);
      break;
    case 'memory':
      pending.resolve(event.requestId, event.allocatedBytes);
      break;
    case 'error':
      receiveError(records, pending, errorOf(event), event.about);
      break;
  }
}

/** Removes points after this step; -1 removes all. */
export function rewind(records: EngineRecords, runId: string, step: number): void {
  const run = records.runs.get(runId);
  if (!run) return;
  const steps = run.steps.filter((point) => point.step <= step);
  const evaluations = run.evaluations.filter((point) => point.step <= step);
  records.setRun(runId, {
    steps,
    stepCount: steps.length,
    evaluations,
    evaluationCount: evaluations.length,
    divergence: null,
  });
}

export function errorOf({ code, detail, limit }: Extract<WorkerEvent, { type: 'error' }>): EngineError {
  return { code, detail, ...(limit ? { limit } : {}) };
}

/** An error about one group, run, base or request fails that one; any other fails everything under way. */
function receiveError(
  records: EngineRecords,
  pending: Pending,
  error: EngineError,
  about: string | null,
): void {
  if (about === null || !failOne(records, pending, error, about)) failAll(records, pending, error);
}

function failOne(records: EngineRecords, pending: Pending, error: EngineError, about: string): boolean {
  const group = records.groups.get(records.runs.get(about)?.groupId ?? about);
  if (records.models.has(about as ModelName)) {
    records.setModel(about as ModelName, { status: 'failed', error });
    records.setEngine({ progress: null });
    pending.reject(about, error);
  } else if (records.generations.has(about)) {
    records.setGeneration(about, { status: 'failed', error });
  } else if (pending.has(about)) {
    return pending.reject(about, error);
  } else if (group) {
    if (about !== group.groupId) records.setGroup(group.groupId, { error });
    else if (isUnfinished(group)) records.setGroup(about, { state: 'failed', error });
  } else if (records.runs.has(about)) {
    // An opened adapter that no request waits for: the error is shown and ends nothing else.
    records.setEngine({ error });
  } else {
    return false;
  }
  return true;
}

/**
 * Everything under way fails with this error; points and texts stay, weights are gone.
 * @param recovering groups that continue with another worker
 */
export function failAll(
  records: EngineRecords,
  pending: Pending,
  error: EngineError,
  recovering: ReadonlySet<string> = new Set(),
): void {
  const status = error.code === 'noBackend' ? 'failed' : 'lost';
  records.setEngine({ status, progress: null, error });
  pending.rejectAll(error);
  for (const { model } of records.models.values()) records.setModel(model, { status: 'failed', error });
  for (const group of records.groups.values()) {
    if (isUnfinished(group) && !recovering.has(group.groupId))
      records.setGroup(group.groupId, { state: 'failed', error });
  }
  for (const { runId, groupId } of records.runs.values())
    if (!recovering.has(groupId)) records.setRun(runId, { discarded: true });
  for (const { requestId, status } of records.generations.values()) {
    if (status === 'waiting' || status === 'streaming') {
      records.setGeneration(requestId, { status: 'failed', error });
    }
  }
}
