/** @file Training with more care than a page has time for: one run after another on one base. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { modelFor } from '../../src/recipes/defaults.ts';
import { type RecordedRun, recordingId } from '../../src/recordings/recording.ts';
import { openBase } from '../../src/train/base.ts';
import { ALL_LIMITS, type DatasetLimits } from '../../src/train/dataset.ts';
import { Run } from '../../src/train/run.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { startProgress } from '../lib/progress.ts';
import { filesOf, fingerprint } from './files.ts';
import type { Job, Recorded } from './job.ts';

/** Trains one run to its end and measures it. Returns what is stored. */
type Train = (
  run: Run,
  evaluation: Job['evaluation'],
  report: (note: string) => void,
) => Promise<Pick<RecordedRun, 'steps' | 'evaluations'>>;

async function oneByOne(engine: Engine, job: Job, train: Train, limits?: DatasetLimits): Promise<Recorded> {
  const base = openBase(engine, modelFor(job.language), filesOf(job.language));
  const progress = startProgress({
    label: recordingId(job.widget, job.language),
    total: job.runs.reduce((sum, { spec }) => sum + spec.steps, 0),
  });
  const runs: RecordedRun[] = [];
  let done = 0;
  for (const { name, spec } of job.runs) {
    const evaluation = job.evaluationOf?.(spec) ?? job.evaluation;
    const stored = storedRun(job, name, { spec, evaluation, limits });
    let recorded = stored.read();
    if (!recorded) {
      const run = await Run.create(engine, base, spec, limits);
      const report = (note: string) => progress.update(done + run.step, `${name}${note}`);
      recorded = { name, spec, facts: run.facts, ...(await train(run, evaluation, report)) };
      run.dispose();
      stored.write(recorded);
    }
    runs.push(recorded);
    done += spec.steps;
  }
  base.weights.dispose();
  progress.finish();
  return { runs, generations: [], readings: [], info: base.info };
}

/** A finished run of a job that was interrupted; `by` is everything that it depends on beside the model. */
function storedRun({ widget, language }: Job, name: string, by: object) {
  const folder = join(ROOT, '.cache/record', recordingId(widget, language));
  const path = join(folder, `${name.replace(/[^\w.-]+/g, '_')}.json`);
  const key = fingerprint(language, JSON.stringify(by));
  return {
    read(): RecordedRun | null {
      if (!existsSync(path)) return null;
      const stored = JSON.parse(readFileSync(path, 'utf8')) as { key: string; run: RecordedRun };
      return stored.key === key ? stored.run : null;
    },
    write: (run: RecordedRun) => writeFile(path, JSON.stringify({ key, run })),
  };
}

/** Cells, each measured before its first step and after its last; a diverged one ends where it did. */
export function trainGrid(engine: Engine, job: Job): Promise<Recorded> {
  return oneByOne(engine, job, async (run, evaluation, report) => {
    const evaluations = [await run.evaluate(evaluation)];
    const finite: RecordedRun['steps'] = [];
    while (!run.finished) {
      const points = await run.advance(10);
      finite.push(...points.filter(({ loss, gradientNorm }) => Number.isFinite(loss + gradientNorm)));
      report('');
    }
    if (!run.divergence) evaluations.push(await run.evaluate(evaluation));
    return { steps: finite.slice(-1), evaluations };
  });
}

/** Evaluates every held-out question, which takes too long on a page. */
export function trainComplete(engine: Engine, job: Job): Promise<Recorded> {
  return oneByOne(
    engine,
    job,
    async (run, evaluation, report) => {
      const steps: RecordedRun['steps'] = [];
      const evaluations = [await run.evaluate(evaluation)];
      while (!run.finished) {
        steps.push(...(await run.advance(8)));
        report(`, loss ${steps.at(-1)!.loss.toFixed(3)}`);
        if (run.step % evaluation.everySteps === 0) evaluations.push(await run.evaluate(evaluation));
      }
      if (evaluations.at(-1)!.step !== run.step) evaluations.push(await run.evaluate(evaluation));
      return { steps, evaluations };
    },
    ALL_LIMITS,
  );
}
