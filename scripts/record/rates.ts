/**
 * @file `npm run record -- --rates`: the learning rate of every contender of the race, from a sweep on Chinese question
 * answering. `public/runs/rates.json` holds every point, `src/recipes/rates.json` the chosen rates, which are the defaults.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/engine.ts';
import { CONTENDERS, type Contender, guessedRate } from '../../src/recipes/contenders.ts';
import { makeSpec, modelFor } from '../../src/recipes/defaults.ts';
import { chooseRate, ladder, type RatePoint, type RateSweep, widen } from '../../src/recipes/rate-sweep.ts';
import type { MethodVariant } from '../../src/recipes/variants.ts';
import { type Base, openBase } from '../../src/train/base.ts';
import { ALL_LIMITS } from '../../src/train/dataset.ts';
import { Run } from '../../src/train/run.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import { ROOT, writeFile } from '../lib/models.ts';
import { startProgress } from '../lib/progress.ts';
import { filesOf, fingerprint } from './files.ts';
import { percent } from './print.ts';

const LANGUAGE = 'zh';
const STEPS = 150;
const POINTS = join(ROOT, '.cache/record/rates');
const EVALUATION = { everySteps: Number.POSITIVE_INFINITY, samplePrompts: [] };
/** Most extensions of a sweep whose best rate lies at its end. */
const MOST_EXTENSIONS = 3;

const specOf = ({ method }: Pick<Contender, 'method'>, learningRate: number): RunSpec =>
  makeSpec({ model: modelFor(LANGUAGE), method, learningRate, steps: STEPS });

/** Trains one point to its end, or reads it from the cache. */
async function point(engine: Engine, base: Base, spec: RunSpec, fresh: boolean): Promise<RatePoint> {
  const hash = createHash('sha256').update(fingerprint(LANGUAGE)).update(JSON.stringify(spec)).digest('hex');
  const path = join(POINTS, `${hash.slice(0, 24)}.json`);
  if (!fresh && existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as RatePoint;
  const run = await Run.create(engine, base, spec, ALL_LIMITS);
  while (!run.finished) await run.advance(10);
  const { learningRate } = spec.optimizer;
  const at = run.divergence ? null : await run.evaluate(EVALUATION);
  run.dispose();
  // A loss that JSON cannot hold is a divergence too.
  const measured: RatePoint =
    at && Number.isFinite(at.validationLoss)
      ? {
          learningRate,
          heldOutExactMatch: rounded(at.heldOutExactMatch),
          heldOutLoss: rounded(at.validationLoss),
          pretrainingLoss: rounded(at.pretrainingLoss),
        }
      : { learningRate, diverged: true };
  writeFile(path, JSON.stringify(measured));
  return measured;
}

const rounded = (value: number): number => Number(value.toPrecision(5));

/** Sweeps every contender; interrupted, it continues from there. */
export async function recordRates(engine: Engine, { fresh = false, only = '' }): Promise<void> {
  const base = openBase(engine, modelFor(LANGUAGE), filesOf(LANGUAGE));
  const chosen = CONTENDERS.filter(({ id }) => id.includes(only));
  const progress = startProgress({
    label: 'rates',
    total: chosen.reduce((sum, { id }) => sum + ladder(guessedRate(id)).length, 0),
  });
  const path = join(ROOT, 'public/runs/rates.json');
  const known: RateSweep['contenders'] = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as RateSweep).contenders
    : {};
  const contenders: RateSweep['contenders'] = only ? { ...known } : {};
  let done = 0;
  for (const one of chosen) {
    const points: RatePoint[] = [];
    for (const rate of ladder(guessedRate(one.id))) {
      points.push(await point(engine, base, specOf(one, rate), fresh));
      progress.update(++done, one.id);
    }
    for (let more = 0; more < MOST_EXTENSIONS; more++) {
      const next = widen(points);
      if (next === null) break;
      points.push(await point(engine, base, specOf(one, next), fresh));
    }
    points.sort((a, b) => a.learningRate - b.learningRate);
    contenders[one.id] = { points, chosen: chooseRate(points) };
  }
  base.weights.dispose();
  progress.finish();
  const sweep: RateSweep = {
    version: 1,
    date: new Date().toISOString().slice(0, 10),
    engine: engine.backend,
    adapter: engine.adapter,
    model: modelFor(LANGUAGE),
    spec: { task: 'qa', steps: STEPS, batchSize: makeSpec({}).batchSize, seed: makeSpec({}).seed },
    contenders: inOrder(contenders),
  };
  writeFile(path, `${JSON.stringify(sweep, null, 1)}\n`);
  const rates = Object.fromEntries(
    Object.entries(sweep.contenders).map(([id, { chosen: rate }]) => [id, rate]),
  );
  writeFile(join(ROOT, 'src/recipes/rates.json'), `${JSON.stringify(rates, null, 2)}\n`);
  print(sweep);
}

function inOrder(contenders: RateSweep['contenders']): RateSweep['contenders'] {
  return Object.fromEntries(
    CONTENDERS.flatMap(({ id }): [MethodVariant, NonNullable<RateSweep['contenders'][MethodVariant]>][] => {
      const entry = contenders[id];
      return entry ? [[id, entry]] : [];
    }),
  );
}

function print({ contenders, spec }: RateSweep): void {
  console.log(`\nHeld-out exact match (and loss) after ${spec.steps} steps; * is the default`);
  for (const [id, { points, chosen }] of Object.entries(contenders)) {
    const cells = points.map((one) => {
      const mark = one.learningRate === chosen ? '*' : ' ';
      const result = one.diverged
        ? 'diverged'
        : `${percent(one.heldOutExactMatch)} (${one.heldOutLoss.toFixed(2)})`;
      return `${mark}${one.learningRate}: ${result}`.padEnd(26);
    });
    console.log(`  ${id.padEnd(10)} ${cells.join(' ')}`);
  }
}
