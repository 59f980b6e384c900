/** @file Records as they are before the first event about them. */
import type { RunSpec } from '../train/spec.ts';
import type { EngineError, Generation, RunState } from './state.ts';

export function newRun(runId: string, groupId: string, owner: string, name: string, spec: RunSpec): RunState {
  return {
    runId,
    groupId,
    owner,
    name,
    spec,
    learningRate: spec.optimizer.learningRate,
    facts: null,
    steps: [],
    stepCount: 0,
    evaluations: [],
    evaluationCount: 0,
    speed: null,
    divergence: null,
    restoredTo: null,
    merged: null,
    opened: null,
    discarded: false,
  };
}

export function newGeneration(
  requestId: string,
  what: Pick<Generation, 'model' | 'runId' | 'prompt' | 'form'>,
  error: EngineError | null,
): Generation {
  return {
    requestId,
    ...what,
    status: error ? 'failed' : 'waiting',
    promptTokens: null,
    tokens: [],
    tokenCount: 0,
    text: '',
    end: null,
    error,
  };
}
