/**
 * @file `npm run record -- --race`: every method on the same base, data, seed and steps, each at its own default rate.
 * Writes `public/runs/race-zh.json` and `race-en.json`, one run for each contender, and prints their results.
 *
 * All held-out questions are asked, and loss is measured over four batches of documents: more than a page has time for.
 * Dispatches and bytes are those of the fused engine, planned from the graphs where another engine trains. Times are of
 * this engine, all contenders in one process and in turns, the least of the rounds.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { planTrainer, planWeights } from '../../src/engine/webgpu/plan.ts';
import { llama } from '../../src/model/llama.ts';
import { methodOf } from '../../src/peft/index.ts';
import { CONTENDERS } from '../../src/recipes/contenders.ts';
import { makeSpec, modelFor } from '../../src/recipes/defaults.ts';
import type { NamedSpec } from '../../src/recipes/method-specs.ts';
import { evaluationFor } from '../../src/recipes/questions.ts';
import { type RecordedRun, type Recording, recordingId } from '../../src/recordings/recording.ts';
import { type Base, openBase } from '../../src/train/base.ts';
import { ALL_LIMITS } from '../../src/train/dataset.ts';
import type { RunFacts, SpeedInfo } from '../../src/train/protocol.ts';
import { Run } from '../../src/train/run.ts';
import type { Language } from '../../src/world/types.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { startProgress } from '../lib/progress.ts';
import { filesOf, fingerprint, recordingHead, writeRecording } from './files.ts';
import { percent } from './print.ts';

const WIDGET = 'race';
const EVERY_STEPS = 20;
/** Interval of stored steps, besides the first. */
const STORED_EVERY = 4;
const ROUNDS = 20;
const STEPS_PER_ROUND = 2;

const contendersOf = (language: Language): NamedSpec[] =>
  CONTENDERS.map(({ id, method, learningRate }) => ({
    name: id,
    spec: makeSpec({ model: modelFor(language), method, learningRate }),
  }));

/** Cost of a run on the fused engine, whichever engine trains it here. */
function plannedFacts(base: Base, run: Run): RunFacts {
  const { spec, facts } = run;
  const method = methodOf(spec.method);
  const { tensors, config } = base;
  const form = method.prepareBase?.(spec.method, config, tensors) ?? null;
  const trainable = new Map([
    ...[...tensors].filter(([name]) => method.trainsBase(spec.method, name, config)),
    ...method.initialise(spec.method, config, spec.seed, tensors),
  ]);
  const plan = planTrainer({
    model: llama(config, method.hooks(spec.method)),
    batchSize: spec.batchSize,
    sequenceLength: run.tokensPerStep / spec.batchSize,
    trainable,
    optimizer: spec.optimizer.name,
  });
  return {
    ...facts,
    dispatches: plan.dispatches,
    submits: 1,
    deviceBytes: plan.deviceBytes + (form ? planWeights(form.tensors, form.packed) : 0),
  };
}

async function train(
  engine: Engine,
  base: Base,
  racer: NamedSpec,
  report: (step: number) => void,
): Promise<RecordedRun> {
  const { name, spec } = racer;
  const run = await Run.create(engine, base, spec, ALL_LIMITS);
  const { samplePrompts } = evaluationFor(base.language, spec.steps);
  const evaluation = { everySteps: EVERY_STEPS, samplePrompts };
  const recorded: RecordedRun = {
    name,
    spec,
    facts: plannedFacts(base, run),
    steps: [],
    evaluations: [await run.evaluate(evaluation)],
  };
  while (!run.finished) {
    recorded.steps.push(...(await run.advance(Math.min(10, EVERY_STEPS))));
    report(run.step);
    if (run.step % EVERY_STEPS === 0 || run.finished)
      recorded.evaluations.push(await run.evaluate(evaluation));
  }
  recorded.steps = recorded.steps.filter(({ step }) => step === 1 || step % STORED_EVERY === 0);
  run.dispose();
  return recorded;
}

/** Milliseconds of a step of each, taken in turns: other load of the machine can only add to it, so the least counts. */
async function timeSteps(
  engine: Engine,
  base: Base,
  racers: readonly NamedSpec[],
): Promise<Map<string, SpeedInfo>> {
  const runs = await Promise.all(
    racers.map(async ({ name, spec }) => ({ name, run: await Run.create(engine, base, spec) })),
  );
  const least = new Map<string, number>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, run } of runs) {
      const began = performance.now();
      await run.advance(STEPS_PER_ROUND);
      const spent = (performance.now() - began) / STEPS_PER_ROUND;
      // The first round warms up.
      if (round > 0) least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, spent));
    }
  }
  const speeds = runs.map(({ name, run }): [string, SpeedInfo] => {
    const millisecondsPerStep = least.get(name) as number;
    const stepsPerSecond = 1000 / millisecondsPerStep;
    const tokensPerSecond = stepsPerSecond * run.tokensPerStep;
    run.dispose();
    return [name, { millisecondsPerStep, stepsPerSecond, tokensPerSecond, secondsLeft: 0 }];
  });
  return new Map(speeds);
}

const cacheOf = (language: Language, racer: NamedSpec): string => {
  const key = createHash('sha256').update(fingerprint(language)).update(JSON.stringify(racer)).digest('hex');
  return join(ROOT, '.cache/record/race', `${key.slice(0, 24)}.json`);
};

/** Races in both languages; interrupted, it continues with the next contender. */
export async function recordRace(
  engine: Engine,
  { languages, fresh = false }: { languages: readonly Language[]; fresh?: boolean },
): Promise<void> {
  for (const language of languages) {
    const base = openBase(engine, modelFor(language), filesOf(language));
    const racers = contendersOf(language);
    const total = racers.reduce((sum, { spec }) => sum + spec.steps, 0);
    const id = recordingId(WIDGET, language);
    const progress = startProgress({ label: id, total });
    const runs: RecordedRun[] = [];
    let done = 0;
    for (const racer of racers) {
      const path = cacheOf(language, racer);
      const known = !fresh && existsSync(path);
      const recorded = known
        ? (JSON.parse(readFileSync(path, 'utf8')) as RecordedRun)
        : await train(engine, base, racer, (step) => progress.update(done + step, racer.name));
      if (!known) writeFile(path, JSON.stringify(recorded));
      runs.push(recorded);
      done += racer.spec.steps;
      progress.update(done, racer.name);
    }
    const speeds = await timeSteps(engine, base, racers);
    const timed = runs.map((run) => ({ ...run, speed: speeds.get(run.name) as SpeedInfo }));
    base.weights.dispose();
    progress.finish();
    const { seed } = racers[0]!.spec;
    const head = recordingHead(engine, WIDGET, language, { seed, info: base.info });
    const recording: Recording = { ...head, runs: timed };
    writeRecording(recording, 5);
    print(recording);
  }
}

function print({ model, engine, runs }: Recording): void {
  const full = runs.find(({ name }) => name === 'full')?.speed?.millisecondsPerStep ?? Number.NaN;
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024).toLocaleString('en')} KB`;
  const head = [
    'method',
    'rate',
    'trained',
    'steps',
    'loss',
    'seen',
    'held-out',
    'documents',
    'optimizer',
    'dispatches',
    'time / full',
  ];
  const rows = runs.map(({ name, spec, facts, evaluations, steps, speed }) => {
    const end = evaluations.at(-1)!;
    return [
      name,
      String(spec.optimizer.learningRate),
      facts.trainableParameters.toLocaleString('en'),
      String(end.step),
      steps.at(-1)!.loss.toFixed(3),
      percent(end.seenExactMatch),
      percent(end.heldOutExactMatch),
      end.pretrainingLoss.toFixed(3),
      kilobytes(facts.optimizerBytes),
      String(facts.dispatches),
      ((speed?.millisecondsPerStep ?? Number.NaN) / full).toFixed(2),
    ];
  });
  const start = runs[0]!.evaluations[0]!;
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  console.log(
    `\n${model}, trained by the engine '${engine}'; before training: documents ${start.pretrainingLoss.toFixed(3)}`,
  );
  for (const row of [head, ...rows])
    console.log(
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`,
    );
}
