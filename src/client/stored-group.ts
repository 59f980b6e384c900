/**
 * @file An unfinished group as plain data, so that a reload or a crash of the page loses no run: settings as an address,
 * curves up to the newest checkpoint, and the checkpoint itself.
 */

import type { Conversation } from '../data/conversation.ts';
import { type Fields, isFields } from '../data/formats/fields.ts';
import { decodeSpec, encodeSpec } from '../recipes/spec-address.ts';
import { largeExamples, withStoredExamples } from '../recipes/spec-data.ts';
import type { EvaluationPoint, EvaluationSpec, RunFacts, RunSnapshot, StepPoint } from '../train/protocol.ts';
import type { RunSpec } from '../train/spec.ts';

const STORED_VERSION = 1;

export interface QueuedGroup {
  runs: { name: string; spec: RunSpec }[];
  evaluation: EvaluationSpec;
}

export interface StoredRun {
  name: string;
  spec: RunSpec;
  learningRate: number;
  facts: RunFacts | null;
  /** Up to the checkpoint; none before the first. */
  steps: StepPoint[];
  evaluations: EvaluationPoint[];
  snapshot: RunSnapshot | null;
}

export interface StoredGroup {
  owner: string;
  /** Milliseconds since 1970; the newest of an owner is offered. */
  savedAt: number;
  evaluation: EvaluationSpec;
  runs: StoredRun[];
  /** What trains after it. */
  queue: QueuedGroup[];
}

interface StoredSpec {
  settings: string;
  /** The reader's own training data, where there is too much of it for an address. */
  examples?: readonly Conversation[];
}

const storeSpec = (spec: RunSpec): StoredSpec => {
  const examples = largeExamples(spec);
  return { settings: encodeSpec(spec).toString(), ...(examples && { examples }) };
};

export function encodeGroup({ runs, queue, ...rest }: StoredGroup): unknown {
  return {
    version: STORED_VERSION,
    ...rest,
    runs: runs.map(({ spec, ...run }) => ({ ...run, ...storeSpec(spec) })),
    queue: queue.map((group) => ({
      evaluation: group.evaluation,
      runs: group.runs.map(({ name, spec }) => ({ name, ...storeSpec(spec) })),
    })),
  };
}

const areNumbers = (list: unknown, fields: readonly string[]): boolean =>
  Array.isArray(list) &&
  list.every((point) => isFields(point) && fields.every((field) => typeof point[field] === 'number'));

function readSpec({ settings, examples }: Fields): RunSpec | null {
  if (typeof settings !== 'string') return null;
  return withStoredExamples(decodeSpec(new URLSearchParams(settings), 'lesson7-zh'), examples);
}

function isEvaluationSpec(value: unknown): value is EvaluationSpec {
  return isFields(value) && typeof value.everySteps === 'number' && Array.isArray(value.samplePrompts);
}

function isTensors(value: unknown): boolean {
  return (
    value instanceof Map &&
    [...value.values()].every(
      (tensor) => isFields(tensor) && Array.isArray(tensor.shape) && tensor.data instanceof Float32Array,
    )
  );
}

function isSnapshot(value: unknown): value is RunSnapshot {
  if (!isFields(value) || !areNumbers([value], ['step', 'learningRate', 'startLoss'])) return false;
  const { state } = value;
  return isFields(state) && [state.weights, state.first, state.second].every(isTensors);
}

function readRun(value: unknown): StoredRun | null {
  if (!isFields(value) || typeof value.name !== 'string' || typeof value.learningRate !== 'number')
    return null;
  const spec = readSpec(value);
  const { name, learningRate, facts, steps, evaluations, snapshot } = value;
  const sound =
    areNumbers(steps, ['step', 'loss', 'accuracy', 'gradientNorm', 'learningRate']) &&
    areNumbers(evaluations, ['step', 'validationLoss', 'heldOutExactMatch', 'pretrainingLoss']) &&
    (snapshot === null || isSnapshot(snapshot)) &&
    (facts === null || isFields(facts));
  return spec && sound
    ? ({ name, spec, learningRate, facts, steps, evaluations, snapshot } as StoredRun)
    : null;
}

function readQueued(value: unknown): QueuedGroup | null {
  if (!isFields(value) || !isEvaluationSpec(value.evaluation) || !Array.isArray(value.runs)) return null;
  const runs = value.runs.map((run) => {
    const spec = isFields(run) && typeof run.name === 'string' ? readSpec(run) : null;
    return spec && { name: (run as { name: string }).name, spec };
  });
  return runs.every((run) => run !== null) ? { evaluation: value.evaluation, runs } : null;
}

/** The group, or null where the value is none or one of another version. */
export function decodeGroup(value: unknown): StoredGroup | null {
  if (!isFields(value) || value.version !== STORED_VERSION || !isEvaluationSpec(value.evaluation))
    return null;
  const { owner, savedAt, evaluation } = value;
  if (typeof owner !== 'string' || typeof savedAt !== 'number') return null;
  if (!Array.isArray(value.runs) || value.runs.length === 0 || !Array.isArray(value.queue)) return null;
  const runs = value.runs.map(readRun);
  const queue = value.queue.map(readQueued);
  if (!runs.every((run) => run !== null) || !queue.every((group) => group !== null)) return null;
  return { owner, savedAt, evaluation, runs, queue };
}
