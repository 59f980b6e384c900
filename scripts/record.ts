/**
 * @file `npm run record`: trains what the widgets show before anyone presses Train, with the same session code and the
 * same defaults, and stores it in `public/runs`. `--verify` trains the chapter's claims and prints them as a table.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ABLATION_SIZES,
  ablationSpecs,
  DEFAULT_LORA,
  DEFAULT_LORA_RATE,
  GREEDY,
  gallerySpecs,
  labSpecs,
  makeSpec,
  modelFor,
  quickSpec,
  sftSpec,
  WIDGET_PARAMS,
} from '../src/runs/defaults.ts';
import {
  inspectingEvaluation,
  meterEvaluation,
  microscopeSpecs,
  recordedMeterSpecs,
  recordedSoftSpecs,
} from '../src/runs/method-specs.ts';
import { defaultsOf } from '../src/runs/params.ts';
import { evaluationFor, galleryCases, harmfulRequest, sampleQuestions } from '../src/runs/questions.ts';
import {
  RECORDING_VERSION,
  type RecordedGeneration,
  type RecordedReading,
  type RecordedRun,
  type Recording,
  recordingId,
} from '../src/runs/recording.ts';
import { cellName, cellSpec, newSweep } from '../src/runs/sweep.ts';
import { sweepPlan } from '../src/runs/sweep-plan.ts';
import { openBase } from '../src/train/base.ts';
import { ALL_LIMITS } from '../src/train/dataset.ts';
import { isSoftware } from '../src/train/open-engine.ts';
import type {
  EvaluationSpec,
  ModelInfo,
  PromptForm,
  WorkerCommand,
  WorkerEvent,
} from '../src/train/protocol.ts';
import { Run } from '../src/train/run.ts';
import { Session } from '../src/train/session.ts';
import type { RunSpec } from '../src/train/spec.ts';
import { answerPairs } from '../src/widgets/which-is-better/pairs.ts';
import type { Language } from '../src/world/types.ts';
import { ENGINE_CHOICES, openEngine } from './lib/engine.ts';
import { modelFolder, ROOT, writeFile } from './lib/models.ts';
import { startProgress } from './lib/progress.ts';
import { dataJobs, printData } from './record/data.ts';
import { recordRace } from './record/race.ts';
import { recordRates } from './record/rates.ts';
import { recordTasks } from './record/tasks.ts';

const HELP = `npm run record -- [options]

Trains the default run of every widget, in both languages, and stores it in public/runs.
A recording whose model and settings have not changed is kept; interrupt and run again to go on.

  --verify         train the chapter's claims on all held-out questions, print the table, fail if one does not hold
  --tasks          train and ship an adapter for each of the nine tasks, and one for all; measure and print the table
  --data           record what the widgets about data show, print its tables, fail if a claim does not hold
  --rates          sweep the learning rate of every method; the best become the defaults
  --race           train every method on the same data and seed, print what they came to
  --only ID        only recordings whose id contains this
  --language zh|en only this language
  --fresh          record again what is there
  --engine NAME    webgpu, cpu or auto (default: a GPU where there is one, else the CPU)
  --help           this text`;

const { values: options } = parseArgs({
  options: {
    verify: { type: 'boolean' },
    tasks: { type: 'boolean' },
    data: { type: 'boolean' },
    rates: { type: 'boolean' },
    race: { type: 'boolean' },
    only: { type: 'string' },
    language: { type: 'string' },
    fresh: { type: 'boolean' },
    engine: { type: 'string', default: 'auto' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
if (options.language !== undefined && options.language !== 'zh' && options.language !== 'en') {
  console.error(`--language must be zh or en, not ${options.language}`);
  process.exit(2);
}

interface NamedSpec {
  name: string;
  spec: RunSpec;
}

/** A pair to be read by the base (null) or by a run. */
type Read = Omit<RecordedReading, 'tokens'>;

interface Ask {
  prompt: string;
  form: PromptForm;
  runName: string | null;
}

/** One file of public/runs. */
interface Job {
  widget: string;
  language: Language;
  runs: NamedSpec[];
  evaluation: EvaluationSpec;
  /** Answers to store: who is asked what; runName null is the base. */
  asks: Ask[];
  /** Pairs to score, token by token. */
  reads?: Read[];
  /** Draw every changed matrix at the end, and merge what can be merged. */
  draws?: boolean;
  /** Of what evaluations tell of the weights, keep the first and the last. */
  inspectsEnds?: boolean;
  /** Measure on every held-out example instead of a sample. */
  complete: boolean;
  /** What a run came to, said on slides. */
  measures?: (run: RecordedRun) => Record<string, number>;
  /** Cells of a sweep: one run after another, which may diverge; of the steps the last is kept. */
  grid?: boolean;
}

/** Files of public/runs that the options ask for. */
function jobsOf(language: Language): Job[] {
  if (options.verify) return [truthJob(language)];
  return options.data ? dataJobs(language) : widgetJobs(language);
}

const languages: Language[] = options.language ? [options.language] : ['zh', 'en'];
const jobs = languages
  .flatMap(jobsOf)
  .filter(({ widget, language }) => recordingId(widget, language).includes(options.only ?? ''));

const choice = ENGINE_CHOICES.find((name) => name === options.engine);
if (!choice) {
  console.error(`--engine must be ${ENGINE_CHOICES.join(', ')}, not ${options.engine}`);
  process.exit(2);
}
const engine = await openEngine(choice);
console.log(`Adapter: ${engine.adapter}`);
const { fresh = false, only = '' } = options;
if (options.rates) await recordRates(engine, { fresh, only });
if (options.race) await recordRace(engine, { languages, fresh });
if (options.rates || options.race) process.exit(0);
if (options.tasks)
  process.exit((await recordTasks(engine, languages, options.fresh ? { fresh: true } : {})) ? 0 : 1);
for (const job of jobs) await record(job);
const holds = options.verify ? printTruth() : !options.data || printData(languages);
process.exit(holds ? 0 : 1);

function widgetJobs(language: Language): Job[] {
  const model = modelFor(language);
  const job = (widget: string, runs: NamedSpec[], asks: Ask[] = [], reads?: Read[]): Job => ({
    widget,
    language,
    runs,
    evaluation: evaluationFor(language, runs[0]!.spec.steps),
    asks,
    ...(reads ? { reads } : {}),
    complete: false,
  });
  const seedOf = (widget: Exclude<keyof typeof WIDGET_PARAMS, 'cost-calculator' | 'trainable-map'>) =>
    defaultsOf(WIDGET_PARAMS[widget]).seed;
  const duel = [...sampleQuestions(language), harmfulRequest(language)].flatMap(({ prompt }): Ask[] => [
    { prompt, form: 'raw', runName: null },
    { prompt, form: 'chat', runName: null },
    { prompt, form: 'chat', runName: 'lora' },
  ]);
  const gallery = galleryCases(language).flatMap(({ id, question: { prompt } }): Ask[] => [
    { prompt, form: 'raw', runName: null },
    { prompt, form: 'chat', runName: id },
  ]);
  return [
    job(
      'complete-or-answer',
      [{ name: 'lora', spec: quickSpec('lora', model, seedOf('complete-or-answer')) }],
      duel,
      answerPairs(language).flatMap(({ prompt, a, b }): Read[] =>
        [a, b].map(({ text: response }) => ({ prompt, response, runName: 'lora' })),
      ),
    ),
    job('sft-live', [{ name: 'full', spec: sftSpec(defaultsOf(WIDGET_PARAMS['sft-live']), model) }]),
    job('lora-lab', labSpecs(defaultsOf(WIDGET_PARAMS['lora-lab']), model)),
    job('mismatch-gallery', gallerySpecs(model, seedOf('mismatch-gallery')), gallery),
    ...methodJobs(language, job),
    sweepJob(language),
    ...dataJobs(language),
    job(
      'pretraining-ablation',
      ABLATION_SIZES.flatMap((size) => ablationSpecs(size, model, seedOf('pretraining-ablation'))),
    ),
  ];
}

/** What the widgets about methods show first. */
function methodJobs(language: Language, job: (widget: string, runs: NamedSpec[]) => Job): Job[] {
  const model = modelFor(language);
  const microscope = defaultsOf(WIDGET_PARAMS['delta-w-microscope']);
  const meter = defaultsOf(WIDGET_PARAMS['forgetting-meter']);
  const soft = defaultsOf(WIDGET_PARAMS['soft-prompts']);
  return [
    {
      ...job('delta-w-microscope', microscopeSpecs(microscope, model)),
      evaluation: { ...inspectingEvaluation(language, microscope.steps), everySteps: 40 },
      draws: true,
    },
    {
      ...job('forgetting-meter', recordedMeterSpecs(meter, model)),
      evaluation: meterEvaluation(language, meter.steps),
    },
    {
      ...job('soft-prompts', recordedSoftSpecs(soft, model)),
      evaluation: inspectingEvaluation(language, soft.steps),
      inspectsEnds: true,
    },
  ];
}

/** Every cell of the default sweep, under its cell's name. */
function sweepJob(language: Language): Job {
  const plan = sweepPlan(defaultsOf(WIDGET_PARAMS.sweep), modelFor(language));
  const runs = newSweep(plan).cells.map((_, i) => ({ name: cellName(plan, i), spec: cellSpec(plan, i) }));
  const evaluation = { everySteps: plan.base.steps, samplePrompts: [] };
  return { widget: 'sweep', language, runs, evaluation, asks: [], complete: false, grid: true };
}

/** The claims of the chapter: full and LoRA answer held-out questions, random weights do not. */
function truthJob(language: Language): Job {
  const model = modelFor(language);
  const full = makeSpec({ model });
  return {
    widget: 'truth',
    language,
    runs: [
      { name: 'full', spec: full },
      {
        name: 'lora',
        spec: makeSpec({ model, method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE, steps: 400 }),
      },
      { name: 'random', spec: makeSpec({ model, init: 'random', learningRate: 1e-3 }) },
    ],
    evaluation: { ...evaluationFor(language, 200), everySteps: 100 },
    asks: [],
    complete: true,
  };
}

function pathOf(job: Job): string {
  return join(ROOT, 'public/runs', `${recordingId(job.widget, job.language)}.json`);
}

/** What a recording depends on: the model's bytes and everything asked of it. */
function keyOf(job: Job): string {
  const folder = modelFolder(job.language);
  const hash = createHash('sha256').update(JSON.stringify(job));
  for (const file of ['config.json', 'tokenizer.json', 'model.safetensors'])
    hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex');
}

async function record(job: Job): Promise<void> {
  const id = recordingId(job.widget, job.language);
  const keyPath = join(ROOT, '.cache/record', `${id}.key`);
  const key = keyOf(job);
  if (options.fresh) rmSync(keyPath, { force: true });
  if (existsSync(pathOf(job)) && existsSync(keyPath) && readFileSync(keyPath, 'utf8') === key) {
    console.log(`${id}: kept`);
    return;
  }
  const train = job.grid ? trainGrid : job.complete ? trainComplete : trainAsPage;
  const { runs, generations, readings, info } = await train(job);
  const recording: Recording = {
    version: RECORDING_VERSION,
    id,
    date: new Date().toISOString().slice(0, 10),
    engine: engine.backend,
    adapter: engine.adapter,
    seed: job.runs[0]!.spec.seed,
    model: modelFor(job.language),
    modelInfo: info,
    runs: runs.map((run) => (job.measures ? { ...run, measures: job.measures(run) } : run)),
    ...(generations.length > 0 ? { generations } : {}),
    ...(readings.length > 0 ? { readings } : {}),
  };
  writeFile(pathOf(job), `${JSON.stringify(recording, roundNumbers)}\n`);
  writeFile(keyPath, key);
}

/** Six significant digits are more than any chart or sentence shows; three are, of thousands of singular values. */
function roundNumbers(key: string, value: unknown): unknown {
  if (key === 'singularValues') return (value as number[]).map((one) => Number(one.toPrecision(3)));
  const exact = key === 'learningRate' || typeof value !== 'number' || Number.isInteger(value);
  return exact
    ? key === 'learningRate'
      ? Number((value as number).toPrecision(6))
      : value
    : Number((value as number).toPrecision(6));
}

interface Recorded {
  runs: RecordedRun[];
  generations: RecordedGeneration[];
  readings: RecordedReading[];
  info: ModelInfo;
}

function filesOf(language: Language) {
  const folder = modelFolder(language);
  return {
    config: readFileSync(join(folder, 'config.json'), 'utf8'),
    tokenizer: readFileSync(join(folder, 'tokenizer.json'), 'utf8'),
    weights: new Uint8Array(readFileSync(join(folder, 'model.safetensors'))),
  };
}

/** The page's own way: commands to a session, events back. */
async function trainAsPage(job: Job): Promise<Recorded> {
  const id = recordingId(job.widget, job.language);
  const model = modelFor(job.language);
  const total = job.runs.reduce((sum, { spec }) => sum + spec.steps, 0);
  const progress = startProgress({ label: id, total });
  const recorded = new Map(
    job.runs.map(({ name, spec }) => [
      name,
      { name, spec, facts: undefined, steps: [], evaluations: [] } as unknown as RecordedRun,
    ]),
  );
  const waiting = new Map<string, () => void>();
  const streams = new Map<string, RecordedGeneration>();
  const readings = new Map<string, RecordedReading>();
  let info: ModelInfo | null = null;
  let failure: string | null = null;
  const session = new Session(
    (event: WorkerEvent) => {
      if (event.type === 'error') failure = `${event.code}: ${event.detail}`;
      if (event.type === 'modelReady') info = event.info;
      if (event.type === 'runFacts') recorded.get(event.runId)!.facts = event.facts;
      if (event.type === 'steps') {
        const run = recorded.get(event.runId)!;
        run.steps.push(...event.points);
        run.speed = event.speed;
        progress.update(
          [...recorded.values()].reduce((sum, { steps }) => sum + steps.length, 0),
          `loss ${event.points.at(-1)!.loss.toFixed(3)}`,
        );
      }
      if (event.type === 'evaluation') recorded.get(event.runId)!.evaluations.push(event.point);
      if (event.type === 'token')
        streams.get(event.requestId)!.tokens.push({
          text: event.text,
          probability: event.probability,
          alternatives: event.alternatives,
        });
      if (event.type === 'exported')
        recorded.get(event.requestId)!.exported = event.files.map(({ name, bytes }) => ({
          name,
          bytes: bytes.byteLength,
        }));
      if (event.type === 'inspected' && event.maps) recorded.get(event.requestId)!.maps!.push(event.maps);
      if (event.type === 'merged' && event.merged) {
        const { maxLogitDifference, speed } = event;
        recorded.get(event.runId)!.merge = { maxLogitDifference, speed };
      }
      if (event.type === 'exampleTokens') readings.get(event.requestId)!.tokens = event.tokens;
      if (event.type === 'generated')
        Object.assign(streams.get(event.requestId)!, { text: event.text, end: event.end });
      const ended =
        event.type === 'groupState' && ['done', 'stopped', 'failed'].includes(event.state)
          ? event.groupId
          : event.type === 'generated' || event.type === 'exampleTokens'
            ? event.requestId
            : null;
      if (ended) waiting.get(ended)?.();
      if (event.type === 'error') for (const settle of waiting.values()) settle();
    },
    async () => ({
      engine,
      device: {
        backend: 'webgpu',
        adapter: engine.adapter,
        software: isSoftware(engine.adapter),
        reason: null,
      },
    }),
  );
  const ask = (command: WorkerCommand, until: string): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.set(until, () => (failure ? reject(new Error(failure)) : resolve()));
      void session.handle(command);
    });
  await session.handle({ type: 'open', backend: 'webgpu', baseUrl: '' });
  await session.handle({ type: 'loadModel', model, files: filesOf(job.language) });
  await ask(
    {
      type: 'start',
      groupId: id,
      runs: job.runs.map(({ name, spec }) => ({ runId: name, spec })),
      evaluation: job.evaluation,
    },
    id,
  );
  for (const { prompt, form, runName } of job.asks) {
    const requestId = `${prompt}|${runName}|${form}`;
    streams.set(requestId, { prompt, form, runName, tokens: [], text: '' });
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
  for (const run of recorded.values()) {
    if (job.draws) await drawRun(session, run);
    if (job.inspectsEnds) for (const point of run.evaluations.slice(1, -1)) delete point.inspection;
  }
  for (const { name } of job.runs) {
    await session.handle({ type: 'exportWeights', requestId: name, runId: name });
    await session.handle({ type: 'discard', runId: name });
  }
  progress.finish();
  return {
    runs: [...recorded.values()],
    generations: [...streams.values()],
    readings: [...readings.values()],
    info: info!,
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

/** One cell after another, measured before its first step and after its last; a diverged one ends where it did. */
async function trainGrid(job: Job): Promise<Recorded> {
  const base = openBase(engine, modelFor(job.language), filesOf(job.language));
  const progress = startProgress({
    label: recordingId(job.widget, job.language),
    total: job.runs.reduce((sum, { spec }) => sum + spec.steps, 0),
  });
  const runs: RecordedRun[] = [];
  let done = 0;
  for (const { name, spec } of job.runs) {
    const run = await Run.create(engine, base, spec);
    const evaluations = [await run.evaluate(job.evaluation)];
    const finite: RecordedRun['steps'] = [];
    while (!run.finished) {
      const points = await run.advance(10);
      finite.push(...points.filter(({ loss, gradientNorm }) => Number.isFinite(loss + gradientNorm)));
      progress.update(done + run.step, name);
    }
    if (!run.divergence) evaluations.push(await run.evaluate(job.evaluation));
    runs.push({ name, spec, facts: run.facts, steps: finite.slice(-1), evaluations });
    done += spec.steps;
    run.dispose();
  }
  base.weights.dispose();
  progress.finish();
  return { runs, generations: [], readings: [], info: base.info };
}

/** Every held-out question is asked, which a page would not wait for. */
async function trainComplete(job: Job): Promise<Recorded> {
  const base = openBase(engine, modelFor(job.language), filesOf(job.language));
  const progress = startProgress({
    label: recordingId(job.widget, job.language),
    total: job.runs.reduce((sum, { spec }) => sum + spec.steps, 0),
  });
  const runs: RecordedRun[] = [];
  let done = 0;
  for (const { name, spec } of job.runs) {
    const run = await Run.create(engine, base, spec, ALL_LIMITS);
    const recorded: RecordedRun = {
      name,
      spec,
      facts: run.facts,
      steps: [],
      evaluations: [await run.evaluate(job.evaluation)],
    };
    while (!run.finished) {
      recorded.steps.push(...(await run.advance(8)));
      progress.update(done + run.step, `${name}, loss ${recorded.steps.at(-1)!.loss.toFixed(3)}`);
      if (run.step % job.evaluation.everySteps === 0)
        recorded.evaluations.push(await run.evaluate(job.evaluation));
    }
    if (recorded.evaluations.at(-1)!.step !== run.step)
      recorded.evaluations.push(await run.evaluate(job.evaluation));
    done += spec.steps;
    runs.push(recorded);
    run.dispose();
  }
  base.weights.dispose();
  progress.finish();
  return { runs, generations: [], readings: [], info: base.info };
}

/** Prints the claims with what was measured; false if one does not hold. */
function printTruth(): boolean {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  let all = true;
  for (const job of jobs) {
    const { runs, modelInfo } = JSON.parse(readFileSync(pathOf(job), 'utf8')) as Recording;
    const [full, lora, random] = ['full', 'lora', 'random'].map(
      (name) => runs.find((run) => run.name === name)!,
    ) as [RecordedRun, RecordedRun, RecordedRun];
    const best = (run: RecordedRun, steps: number) =>
      run.evaluations.filter(({ step }) => step <= steps).at(-1)!;
    const start = full.evaluations[0]!;
    const rows: [string, string, string, boolean][] = [
      [
        'base, held-out questions',
        percent(start.heldOutExactMatch),
        'at most 2 %',
        start.heldOutExactMatch <= 0.02,
      ],
      [
        `full fine-tuning, ${best(full, 200).step} steps of ${full.spec.batchSize}`,
        percent(best(full, 200).heldOutExactMatch),
        'at least 90 %',
        best(full, 200).heldOutExactMatch >= 0.9,
      ],
      [
        `LoRA, ${best(lora, 400).step} steps of ${lora.spec.batchSize}`,
        percent(best(lora, 400).heldOutExactMatch),
        'at least 90 %',
        best(lora, 400).heldOutExactMatch >= 0.9,
      ],
      [
        'LoRA, share of the parameters',
        percent(lora.facts.trainableParameters / modelInfo!.parameters),
        'at most 4 %',
        lora.facts.trainableParameters <= 0.04 * modelInfo!.parameters,
      ],
      [
        `same data from random weights, ${best(random, 200).step} steps`,
        percent(best(random, 200).heldOutExactMatch),
        'at most 15 %',
        best(random, 200).heldOutExactMatch <= 0.15,
      ],
    ];
    console.log(`\n${modelFor(job.language)}: ${modelInfo!.parameters.toLocaleString('en')} parameters`);
    for (const [claim, measured, wanted, ok] of rows) {
      console.log(`  ${ok ? 'holds' : 'FAILS'}  ${claim.padEnd(48)} ${measured.padStart(8)}   (${wanted})`);
      if (!ok) all = false;
    }
    console.log('  the base, asked:');
    for (const { prompt, answer } of start.samples) {
      const asks = /[？?]/.test(answer);
      if (!asks) all = false;
      console.log(`  ${asks ? 'holds' : 'FAILS'}  ${prompt} → ${answer}`);
    }
    console.log(
      `  pretraining loss: ${start.pretrainingLoss.toFixed(2)} before, ${best(full, 200).pretrainingLoss.toFixed(2)} after full, ${best(lora, 400).pretrainingLoss.toFixed(2)} after LoRA`,
    );
  }
  return all;
}
