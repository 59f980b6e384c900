/**
 * @file A run of the lab as it is stored between visits: its settings as an address and its curves as a recording, so that
 * both are validated by the readers of those.
 */

import type { ExportedFile } from '../../client/engine-store.ts';
import { pageId } from '../../client/page-lock.ts';
import type { Conversation } from '../../data/conversation.ts';
import { isFields } from '../../data/formats/fields.ts';
import { decodeSpec, encodeSpec } from '../../recipes/spec-address.ts';
import { largeExamples, withStoredExamples } from '../../recipes/spec-data.ts';
import { parseRecording, RECORDING_VERSION, type RecordedRun } from '../../recordings/recording.ts';
import { isOver, type LabPhase, type LabRun, newLabRun, reopened } from './runs.ts';

const LAB_VERSION = 1;

interface StoredRun {
  version: typeof LAB_VERSION;
  number: number;
  settings: string;
  /** The reader's own training data, where there is too much of it for an address. */
  examples?: readonly Conversation[];
  phase: LabPhase;
  pinned: boolean;
  shown: boolean;
  weights: boolean;
  divergedAt: number | null;
  /** Id of the page that trains it or has it in its queue. */
  page?: string;
  /** All but the settings. */
  curves: Omit<RecordedRun, 'spec' | 'name'> | null;
}

const finite = (...values: number[]) => values.every(Number.isFinite);

/** The curves of a run, without the non-finite values of a divergence. */
export function recordedRun(run: Omit<RecordedRun, 'facts'> & { facts: RecordedRun['facts'] }): RecordedRun {
  return {
    ...run,
    steps: run.steps.filter(({ loss, gradientNorm }) => finite(loss, gradientNorm)),
    evaluations: run.evaluations
      .filter(({ validationLoss, pretrainingLoss }) => finite(validationLoss, pretrainingLoss))
      // Likelihoods of single tokens are drawn on slides only.
      .map(({ probe: _, ...point }) => point),
  };
}

/** @param page the page that trains it or has it in its queue */
export function storeRun(run: LabRun, page: string = pageId): StoredRun {
  const { number, spec, phase, pinned, shown, weights, divergedAt, recorded } = run;
  let curves: StoredRun['curves'] = null;
  if (recorded) {
    const { name: _, spec: __, ...rest } = recorded;
    curves = rest;
  }
  const settings = encodeSpec(spec).toString();
  const examples = largeExamples(spec);
  return {
    version: LAB_VERSION,
    number,
    settings,
    ...(examples && { examples }),
    phase,
    pinned,
    shown,
    weights,
    divergedAt,
    ...(isOver(run) ? {} : { page }),
    curves,
  };
}

const PHASES: readonly LabPhase[] = [
  'waiting',
  'training',
  'done',
  'stopped',
  'diverged',
  'failed',
  'interrupted',
];

/**
 * The stored run, or null where the value is none or one of another version.
 * @param open ids of the open pages, which train their own runs
 */
export function readRun(id: string, value: unknown, open: ReadonlySet<string> = new Set()): LabRun | null {
  if (!isFields(value) || value.version !== LAB_VERSION || typeof value.settings !== 'string') return null;
  const phase = PHASES.find((one) => one === value.phase);
  const { number } = value;
  if (!phase || typeof number !== 'number' || !Number.isInteger(number) || number < 1) return null;
  const settings = decodeSpec(new URLSearchParams(value.settings), 'lesson7-zh');
  const spec = withStoredExamples(settings, value.examples);
  let recorded: RecordedRun | null = null;
  if (value.curves !== null) {
    if (!isFields(value.curves)) return null;
    try {
      const [run] = parseRecording({
        version: RECORDING_VERSION,
        id,
        date: '2000-01-01',
        engine: '',
        adapter: '',
        seed: spec.seed,
        model: spec.model,
        runs: [{ ...value.curves, name: id, spec }],
      }).runs;
      recorded = run ?? null;
    } catch {
      return null;
    }
  }
  const elsewhere = typeof value.page === 'string' && open.has(value.page);
  const run: LabRun = {
    ...newLabRun(id, number, spec),
    phase,
    pinned: value.pinned === true,
    shown: value.shown === true,
    weights: value.weights === true,
    divergedAt: typeof value.divergedAt === 'number' ? value.divergedAt : null,
    recorded,
  };
  return reopened(run, elsewhere);
}

/** Stored weights, or null for anything else. */
export function readFiles(value: unknown): ExportedFile[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const sound = value.every(
    (file) => isFields(file) && typeof file.name === 'string' && ArrayBuffer.isView(file.bytes),
  );
  return sound ? (value as ExportedFile[]) : null;
}
