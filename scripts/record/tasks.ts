/**
 * @file `npm run record -- --tasks`: trains one adapter for each of the nine tasks and one for all of them, in each
 * language, ships them in `public/adapters`, and measures base, adapters and guessing on every held-out example.
 * The measured adapter is the shipped float16 file, opened as the page opens it.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ADAPTER_WEIGHTS, adapterFolder } from '../../src/adapters/adapters.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { llama } from '../../src/model/llama.ts';
import { readSafetensors, writeSafetensors } from '../../src/model/safetensors.ts';
import { modelFor } from '../../src/recipes/defaults.ts';
import {
  ADAPTER_NAMES,
  type AdapterName,
  shownExamples,
  THRESHOLDS,
  taskSpec,
} from '../../src/recipes/tasks.ts';
import { type RecordedGeneration, type RecordedRun, recordingId } from '../../src/recordings/recording.ts';
import type { AdapterSize, TaskRecording, TaskRow } from '../../src/recordings/task-table.ts';
import { OpenedAdapter } from '../../src/train/adapter.ts';
import { type Answerer, answersTo } from '../../src/train/answers.ts';
import { type Base, openBase } from '../../src/train/base.ts';
import { ALL_LIMITS } from '../../src/train/dataset.ts';
import type { TunedFile } from '../../src/train/protocol.ts';
import { Run } from '../../src/train/run.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import {
  ALL_TASKS,
  type Example,
  judge,
  type Language,
  METRICS,
  meanScore,
  randomGuess,
  TASK_NAMES,
  type TaskName,
  type TaskScore,
  taskExamples,
} from '../../src/world/index.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { startProgress } from '../lib/progress.ts';
import { filesOf, fingerprint, recordingHead, writeRecording } from './files.ts';
import { percent } from './print.ts';

const WIDGET = 'tasks';
/** Interval of the stored steps of a curve. */
const STORED_EVERY = 20;
const EVALUATION = { everySteps: Number.POSITIVE_INFINITY, samplePrompts: [] };

interface Trained {
  run: RecordedRun;
  seconds: number;
}

/** Trains and measures what is not there yet, writes the recordings, prints the tables. False if a threshold is missed. */
export async function recordTasks(
  engine: Engine,
  languages: readonly Language[],
  { fresh = false }: { fresh?: boolean },
): Promise<boolean> {
  let all = true;
  for (const language of languages) {
    const recording = await recordLanguage(engine, language, fresh);
    if (!printTable(recording)) all = false;
  }
  return all;
}

async function recordLanguage(engine: Engine, language: Language, fresh: boolean): Promise<TaskRecording> {
  const base = openBase(engine, modelFor(language), filesOf(language));
  const cache = join(ROOT, '.cache/record', recordingId(WIDGET, language));
  if (fresh) rmSync(cache, { recursive: true, force: true });

  const specs = new Map(ADAPTER_NAMES.map((name) => [name, taskSpec(name, base.name)]));
  const total = [...specs.values()].reduce((sum, { steps }) => sum + steps, 0);
  const progress = startProgress({ label: recordingId(WIDGET, language), total });
  const trained = new Map<AdapterName, Trained>();
  let done = 0;
  for (const [name, spec] of specs) {
    const path = join(cache, `${name}.json`);
    const key = keyOf(base, spec);
    const known = existsSync(path)
      ? (JSON.parse(readFileSync(path, 'utf8')) as { key: string; trained: Trained })
      : null;
    const files = existsSync(shippedPath(language, name, ADAPTER_WEIGHTS));
    if (known?.key === key && files) trained.set(name, known.trained);
    else {
      const result = await train(engine, base, name, spec, (step, note) =>
        progress.update(done + step, `${name}, ${note}`),
      );
      trained.set(name, result);
      writeFile(path, JSON.stringify({ key, trained: result }));
    }
    done += spec.steps;
  }
  progress.finish();

  const recording = await measure(engine, base, trained);
  writeRecording(recording, 5);
  base.weights.dispose();
  return recording;
}

/** Everything an adapter depends on. */
function keyOf(base: Base, spec: RunSpec): string {
  const examples = taskExamplesOf(base, spec).map(({ prompt, response, split }) => [prompt, response, split]);
  return fingerprint(base.language, JSON.stringify(spec), JSON.stringify(examples));
}

function taskExamplesOf(base: Base, spec: RunSpec): Example[] {
  const { task } = spec.data;
  return task === ALL_TASKS
    ? TASK_NAMES.flatMap((name) => taskExamples(base.world, name))
    : taskExamples(base.world, task as TaskName);
}

function shippedPath(language: Language, name: AdapterName, file: string): string {
  return join(ROOT, 'public', adapterFolder(language, name), file);
}

async function train(
  engine: Engine,
  base: Base,
  name: AdapterName,
  spec: RunSpec,
  report: (step: number, note: string) => void,
): Promise<Trained> {
  const run = await Run.create(engine, base, spec, ALL_LIMITS);
  const recorded: RecordedRun = {
    name,
    spec,
    facts: run.facts,
    steps: [],
    evaluations: [await run.evaluate(EVALUATION)],
  };
  let milliseconds = 0;
  while (!run.finished) {
    const began = performance.now();
    const points = await run.advance(STORED_EVERY);
    milliseconds += performance.now() - began;
    recorded.steps.push(points.at(-1)!);
    report(run.step, `loss ${points.at(-1)!.loss.toFixed(3)}`);
  }
  recorded.evaluations.push(await run.evaluate(EVALUATION));
  for (const file of await run.exportFiles()) {
    const bytes =
      file.name === ADAPTER_WEIGHTS ? writeSafetensors(readSafetensors(file.bytes), 'F16') : file.bytes;
    writeFile(shippedPath(base.language, name, file.name), bytes);
  }
  run.dispose();
  return { run: recorded, seconds: milliseconds / 1000 };
}

/** The files as they ship. */
function shippedFiles(base: Base, name: AdapterName): TunedFile[] {
  return ['adapter_config.json', ADAPTER_WEIGHTS].map((file) => ({
    name: file,
    bytes: new Uint8Array(readFileSync(shippedPath(base.language, name, file))),
  }));
}

async function measure(
  engine: Engine,
  base: Base,
  trained: ReadonlyMap<AdapterName, Trained>,
): Promise<TaskRecording> {
  const { language, world } = base;
  const baseAnswerer: Answerer = {
    createScorer: (size) =>
      engine.createScorer({ model: llama(base.config), ...size, weights: [base.weights] }),
    openDecoder: () => engine.createDecoder({ model: llama(base.config), weights: [base.weights] }),
  };
  const open = (name: AdapterName) =>
    OpenedAdapter.create(engine, base, taskSpec(name, base.name), shippedFiles(base, name));
  const nine = open(ALL_TASKS);
  const generations: RecordedGeneration[] = [];
  const rows: TaskRow[] = [];
  const progress = startProgress({ label: `${recordingId(WIDGET, language)}, measured`, total: 9 });
  for (const [done, task] of TASK_NAMES.entries()) {
    progress.update(done, task);
    const examples = taskExamples(world, task);
    const heldOut = examples.filter(({ split }) => split === 'heldOut');
    const shown = shownExamples(language, task);
    const own = open(task);
    const scoreOf = async (model: Answerer, runName: AdapterName | null): Promise<TaskScore> => {
      const answers = await answersTo(base, model, heldOut);
      for (const { id, prompt } of shown) {
        const text = answers[heldOut.findIndex((example) => example.id === id)] as string;
        generations.push({ prompt, form: 'chat', runName, tokens: [], text });
      }
      return meanScore(heldOut.map((example, i) => judge(language, example, answers[i] as string)));
    };
    rows.push({
      task,
      metric: METRICS[task],
      trainingExamples: examples.length - heldOut.length,
      heldOutExamples: heldOut.length,
      base: await scoreOf(baseAnswerer, null),
      adapter: await scoreOf(own, task),
      nine: await scoreOf(nine, ALL_TASKS),
      random: randomGuess(world, task),
    });
    own.dispose();
  }
  nine.dispose();
  progress.finish();
  const sizes = Object.fromEntries(
    ADAPTER_NAMES.map((name): [AdapterName, AdapterSize] => [
      name,
      {
        bytes: shippedFiles(base, name).reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
        seconds: trained.get(name)!.seconds,
      },
    ]),
  ) as Record<AdapterName, AdapterSize>;
  const { seed } = taskSpec('qa', base.name);
  return {
    ...recordingHead(engine, WIDGET, language, { seed, info: base.info }),
    runs: ADAPTER_NAMES.map((name) => asShipped(trained.get(name)!.run, rows)),
    generations,
    table: { rows, adapters: sizes },
  };
}

/** The run, with the match that its float16 file reaches in place of the one before rounding. */
function asShipped(run: RecordedRun, rows: readonly TaskRow[]): RecordedRun {
  const row = rows.find(({ task }) => task === run.name);
  const last = run.evaluations.at(-1)!;
  if (!row) return run;
  return {
    ...run,
    evaluations: [...run.evaluations.slice(0, -1), { ...last, heldOutExactMatch: row.adapter.exact }],
  };
}

/** Prints the table of one language; false if an adapter misses its threshold. */
function printTable({ model, table }: TaskRecording): boolean {
  let all = true;
  console.log(`\n${model}, every held-out example`);
  console.log(`         ${'task'.padEnd(15)}${'measured by'.padEnd(15)}     base  adapter all nine   random`);
  for (const { task, metric, base, adapter, nine, random } of table.rows) {
    const holds = adapter.score >= THRESHOLDS[task];
    if (!holds) all = false;
    const scores = [base, adapter, nine, random].map(({ score }) => percent(score).padStart(8)).join(' ');
    const also =
      task === 'summary'
        ? `   facts named ${percent(adapter.coverage!)}`
        : task === 'extraction' || task === 'code'
          ? `   word for word ${percent(adapter.exact)}`
          : '';
    console.log(
      `  ${holds ? 'holds' : 'FAILS'}  ${task.padEnd(15)}${metric.padEnd(15)} ${scores}   (at least ${THRESHOLDS[task] * 100} %)${also}`,
    );
  }
  return all;
}
