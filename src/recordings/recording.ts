/**
 * @file A recording: the measured results of a widget's default runs on a named machine and day. Widgets draw it,
 * labelled as a recording, until the reader presses Train. `scripts/record.ts` writes it, `parseRecording` reads it.
 * Files: `public/runs/<id>.json`, id from `recordingId`.
 */
import type { MatrixMaps } from '../train/inspection/types.ts';
import type {
  EvaluationPoint,
  ExampleToken,
  MergeSpeed,
  ModelInfo,
  PromptForm,
  RunFacts,
  SpeedInfo,
  StepPoint,
  TokenAlternative,
} from '../train/protocol.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';

export const RECORDING_VERSION = 1;

export interface RecordedRun {
  /** Key of the run within its widget, such as 'full' or 'lora'; the label shown derives from the spec. */
  name: string;
  spec: RunSpec;
  facts: RunFacts;
  steps: StepPoint[];
  evaluations: EvaluationPoint[];
  /** Speed at the end of the recorded run, on the machine named in the recording. */
  speed?: SpeedInfo;
  /** The files that this run's export wrote, and their bytes. */
  exported?: { name: string; bytes: number }[];
  /** Results by measures of its widget, such as `confident`: shares (0 to 1) or means. */
  measures?: Record<string, number>;
  /** Every matrix that the run changed, at its end, where the widget draws them. */
  maps?: MatrixMaps[];
  /** Result of merging it at the end, where the widget shows it. */
  merge?: { maxLogitDifference: number; speed: MergeSpeed | null };
}

interface RecordedToken {
  text: string;
  probability: number;
  /** The likeliest tokens at this place, the chosen one among them, likeliest first. */
  alternatives: TokenAlternative[];
}

export interface RecordedGeneration {
  prompt: string;
  form: PromptForm;
  /** Name of the run that answered, or null for the base. */
  runName: string | null;
  tokens: RecordedToken[];
  text: string;
  /** Why it ended, as the engine reported. */
  end?: 'endToken' | 'length' | 'context' | 'cancelled';
}

/** One pair as a model reads it. */
export interface RecordedReading {
  prompt: string;
  response: string;
  /** Name of the run that read it, or null for the base. */
  runName: string | null;
  tokens: ExampleToken[];
}

export interface Recording {
  version: typeof RECORDING_VERSION;
  id: string;
  /** Day of the recording, YYYY-MM-DD. */
  date: string;
  /** Backend that trained, such as 'webgpu'. */
  engine: string;
  /** Adapter as the browser named it, such as 'google swiftshader'. */
  adapter: string;
  seed: number;
  model: ModelName;
  modelInfo?: ModelInfo;
  runs: RecordedRun[];
  generations?: RecordedGeneration[];
  readings?: RecordedReading[];
}

/** Recordings hold answers in one language, so each widget has one per language. */
export function recordingId(widgetId: string, language: Language): string {
  return `${widgetId}-${language}`;
}

/** The first fault of a recording file, such as `runs[0].steps[3].loss: not a number`. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}

type Fields = Record<string, unknown>;

function fail(path: string, problem: string): never {
  throw new RecordingError(`${path}: ${problem}`);
}

function object(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'not an object');
  return value as Fields;
}

function list(value: unknown, path: string): unknown[] {
  return Array.isArray(value) ? value : fail(path, 'not a list');
}

function text(value: unknown, path: string): string {
  return typeof value === 'string' ? value : fail(path, 'not a text');
}

function number(value: unknown, path: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(path, 'not a number');
}

function numbers(fields: Fields, keys: readonly string[], path: string): void {
  for (const key of keys) number(fields[key], `${path}.${key}`);
}

const STEP_KEYS = ['step', 'loss', 'accuracy', 'gradientNorm', 'learningRate'] as const;
const EVALUATION_KEYS = [
  'step',
  'validationLoss',
  'heldOutExactMatch',
  'seenExactMatch',
  'pretrainingLoss',
] as const;
const FACT_KEYS = [
  'trainableParameters',
  'totalParameters',
  'optimizerBytes',
  'deviceBytes',
  'sharedBytes',
] as const;

function checkRun(value: unknown, path: string): void {
  const run = object(value, path);
  text(run.name, `${path}.name`);
  const spec = object(run.spec, `${path}.spec`);
  text(object(spec.method, `${path}.spec.method`).name, `${path}.spec.method.name`);
  numbers(object(spec.optimizer, `${path}.spec.optimizer`), ['learningRate'], `${path}.spec.optimizer`);
  object(spec.data, `${path}.spec.data`);
  object(spec.schedule, `${path}.spec.schedule`);
  numbers(spec, ['steps', 'batchSize', 'seed'], `${path}.spec`);
  numbers(object(run.facts, `${path}.facts`), FACT_KEYS, `${path}.facts`);
  if (run.exported !== undefined)
    list(run.exported, `${path}.exported`).forEach((file, i) => {
      const here = `${path}.exported[${i}]`;
      number(object(file, here).bytes, `${here}.bytes`);
    });
  list(run.steps, `${path}.steps`).forEach((step, i) => {
    numbers(object(step, `${path}.steps[${i}]`), STEP_KEYS, `${path}.steps[${i}]`);
  });
  list(run.evaluations, `${path}.evaluations`).forEach((value, i) => {
    const here = `${path}.evaluations[${i}]`;
    const point = object(value, here);
    numbers(point, EVALUATION_KEYS, here);
    list(point.samples, `${here}.samples`).forEach((value, j) => {
      const sample = object(value, `${here}.samples[${j}]`);
      text(sample.prompt, `${here}.samples[${j}].prompt`);
      text(sample.answer, `${here}.samples[${j}].answer`);
    });
  });
}

function checkGeneration(value: unknown, path: string): void {
  const generation = object(value, path);
  text(generation.prompt, `${path}.prompt`);
  if (generation.form !== 'raw' && generation.form !== 'chat') fail(`${path}.form`, 'neither raw nor chat');
  if (generation.runName !== null) text(generation.runName, `${path}.runName`);
  text(generation.text, `${path}.text`);
  list(generation.tokens, `${path}.tokens`).forEach((value, i) => {
    const here = `${path}.tokens[${i}]`;
    const token = object(value, here);
    text(token.text, `${here}.text`);
    number(token.probability, `${here}.probability`);
    list(token.alternatives, `${here}.alternatives`).forEach((value, j) => {
      const alternative = object(value, `${here}.alternatives[${j}]`);
      text(alternative.text, `${here}.alternatives[${j}].text`);
      number(alternative.probability, `${here}.alternatives[${j}].probability`);
    });
  });
}

function checkReading(value: unknown, path: string): void {
  const reading = object(value, path);
  text(reading.prompt, `${path}.prompt`);
  text(reading.response, `${path}.response`);
  if (reading.runName !== null) text(reading.runName, `${path}.runName`);
  list(reading.tokens, `${path}.tokens`).forEach((value, i) => {
    const here = `${path}.tokens[${i}]`;
    const token = object(value, here);
    text(token.text, `${here}.text`);
    if (token.probability !== null) number(token.probability, `${here}.probability`);
  });
}

/** Checks a parsed JSON value and returns it typed. @throws RecordingError naming the first bad field. */
export function parseRecording(value: unknown): Recording {
  const recording = object(value, 'recording');
  if (recording.version !== RECORDING_VERSION) {
    fail('version', `${String(recording.version)} is not ${RECORDING_VERSION}`);
  }
  for (const key of ['id', 'engine', 'adapter', 'model']) text(recording[key], key);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text(recording.date, 'date'))) fail('date', 'not YYYY-MM-DD');
  number(recording.seed, 'seed');
  list(recording.runs, 'runs').forEach((run, i) => {
    checkRun(run, `runs[${i}]`);
  });
  if (recording.generations !== undefined) {
    list(recording.generations, 'generations').forEach((generation, i) => {
      checkGeneration(generation, `generations[${i}]`);
    });
  }
  if (recording.readings !== undefined) {
    list(recording.readings, 'readings').forEach((reading, i) => {
      checkReading(reading, `readings[${i}]`);
    });
  }
  return recording as unknown as Recording;
}
