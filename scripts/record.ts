/**
 * @file `npm run record`: trains what the widgets show before anyone presses Train, with the same session code and the
 * same defaults, and stores it in `public/runs`. `--verify` trains the chapter's claims and prints them as a table.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Engine } from '../src/engine/engine.ts';
import { type RecordedRun, recordingId } from '../src/recordings/recording.ts';
import type { Language } from '../src/world/types.ts';
import { ENGINE_CHOICES, openEngine } from './lib/engine.ts';
import { ROOT, writeFile } from './lib/models.ts';
import { trainAsPage } from './record/as-page.ts';
import { dataJobs, printData } from './record/data.ts';
import { fingerprint, recordingHead, recordingPath, writeRecording } from './record/files.ts';
import type { Job } from './record/job.ts';
import { recordRace } from './record/race.ts';
import { recordRates } from './record/rates.ts';
import { recordTasks } from './record/tasks.ts';
import { trainComplete, trainGrid } from './record/train.ts';
import { printVerified, verifyJobs } from './record/verify.ts';
import { widgetJobs } from './record/widgets.ts';

const HELP = `npm run record -- [options]

Trains the default run of every widget, in both languages, and stores it in public/runs.
A recording whose model and settings have not changed is skipped; interrupt and run again to continue.

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

/** Files of public/runs selected by the options. */
function jobsOf(language: Language): Job[] {
  if (options.verify) return verifyJobs(language);
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
if (options.tasks) process.exit((await recordTasks(engine, languages, { fresh })) ? 0 : 1);
for (const job of jobs) await record(engine, job, fresh);
const holds = options.verify ? printVerified(jobs) : !options.data || printData(languages);
process.exit(holds ? 0 : 1);

/** Trains a job and writes its file; skipped while the model and the job are unchanged. */
async function record(engine: Engine, job: Job, fresh: boolean): Promise<void> {
  const { widget, language } = job;
  const id = recordingId(widget, language);
  const keyPath = join(ROOT, '.cache/record', `${id}.key`);
  const key = fingerprint(language, JSON.stringify(job));
  if (fresh) rmSync(keyPath, { force: true });
  const known = existsSync(recordingPath(widget, language)) && existsSync(keyPath);
  if (known && readFileSync(keyPath, 'utf8') === key) {
    console.log(`${id}: unchanged`);
    return;
  }
  const train = job.train ?? (job.grid ? trainGrid : job.complete ? trainComplete : trainAsPage);
  const { runs, generations, readings, info } = await train(engine, job);
  const { seed } = job.runs[0]!.spec;
  writeRecording(
    {
      ...recordingHead(engine, widget, language, { seed, info }),
      runs: runs.map((run) => measured(job, run)),
      ...(generations.length > 0 ? { generations } : {}),
      ...(readings.length > 0 ? { readings } : {}),
    },
    6,
  );
  writeFile(keyPath, key);
}

/** The run with its measures, without the steps and answers that the job does not store. */
function measured({ measures, dropsSamples, sparse }: Job, run: RecordedRun): RecordedRun {
  const { steps } = run;
  return {
    ...run,
    ...(measures ? { measures: measures(run) } : {}),
    steps: sparse ? steps.slice(-1) : steps,
    evaluations: dropsSamples ? run.evaluations.map((one) => ({ ...one, samples: [] })) : run.evaluations,
  };
}
