/**
 * @file What the widgets about data show first, and `npm run record -- --data`: the sweeps over noise, size, repeats,
 * "I don't know" and mix, the three diets and the limits of SFT, printed from their recordings with what each must show.
 */

import {
  DATA_SWEEP_NAMES,
  DATA_SWEEPS,
  dietEvaluation,
  dietQuestions,
  dietSpecs,
  limitEvaluation,
  limitQuestions,
  limitSpecs,
  SWEEP_SEEDS,
  sweepPoint,
  sweepSpecs,
  worldOf,
} from '../../src/recipes/data-specs.ts';
import { LIMITS, type Limit, modelFor, WIDGET_PARAMS } from '../../src/recipes/defaults.ts';
import { defaultsOf } from '../../src/recipes/params.ts';
import { judge, knowledgeOf, spread, styleMeasures } from '../../src/recordings/data-measures.ts';
import type { RecordedRun } from '../../src/recordings/recording.ts';
import { workshopEvaluation, workshopSpec } from '../../src/widgets/data-workshop/specs.ts';
import type { Language } from '../../src/world/types.ts';
import { readRecording, runOf } from './files.ts';
import type { Job } from './job.ts';
import { newClaims, percent } from './print.ts';

export function dataJobs(language: Language): Job[] {
  const model = modelFor(language);
  const world = worldOf(language);
  const shared = { language, asks: [], complete: false };
  const diets = defaultsOf(WIDGET_PARAMS['three-diets']);
  const limits = defaultsOf(WIDGET_PARAMS['confident-and-wrong']);
  const workshop = defaultsOf(WIDGET_PARAMS['data-workshop']);
  const workshopRun = workshopSpec(workshop, model);
  return [
    {
      ...shared,
      widget: 'data-workshop',
      runs: [{ name: 'own', spec: workshopRun }],
      evaluation: workshopEvaluation(workshopRun)(language, workshop.steps),
    },
    {
      ...shared,
      widget: 'three-diets',
      runs: dietSpecs(diets, model),
      evaluation: dietEvaluation(language, diets.steps),
      measures: ({ evaluations }) => {
        const { shares, ...rest } = styleMeasures(
          world,
          evaluations.at(-1)!.samples,
          dietQuestions(language),
        );
        return { ...rest, ...shares };
      },
    },
    ...LIMITS.map(
      (limit): Job => ({
        ...shared,
        widget: `confident-${limit}`,
        runs: limitSpecs(limit, limits, model),
        evaluation: limitEvaluation(limit)(language, limits.steps),
        measures: (run) => measuresOf(limit, language, run),
      }),
    ),
    {
      ...shared,
      widget: 'data-sweeps',
      runs: sweepSpecs(model),
      evaluation: { everySteps: 1000, samplePrompts: [] },
      grid: true,
    },
  ];
}

function measuresOf(limit: Limit, language: Language, { evaluations }: RecordedRun): Record<string, number> {
  const { samples } = evaluations.at(-1)!;
  const questions = limitQuestions(limit, language);
  if (limit === 'unknown') return { ...knowledgeOf(judge(worldOf(language), samples, questions)) };
  if (limit !== 'surface') return {};
  const { shares, ...rest } = styleMeasures(worldOf(language), samples, questions);
  return { ...rest, ...shares };
}

/** Prints what was measured; false if something does not hold. */
export function printData(languages: readonly Language[]): boolean {
  const { claim, all } = newClaims();
  for (const language of languages) {
    console.log(
      `\n${modelFor(language)}: held-out exact match, mean ± deviation of seeds ${SWEEP_SEEDS.join(', ')}`,
    );
    const sweeps = readRecording('data-sweeps', language);
    for (const sweep of DATA_SWEEP_NAMES) {
      const points = DATA_SWEEPS[sweep].map((value) => {
        const last = SWEEP_SEEDS.map(
          (seed) =>
            runOf(sweeps, `${sweepPoint(sweep, value)}/${seed}`).evaluations.at(-1)!.heldOutExactMatch,
        );
        return { value, ...spread(last) };
      });
      console.log(`  ${sweep}`);
      for (const { value, mean, deviation } of points)
        console.log(
          `    ${String(value ?? 'all').padStart(5)}  ${percent(mean).padStart(7)} ± ${percent(deviation)}`,
        );
      const means = points.map(({ mean }) => mean);
      // Neighbours may lie within a question or two of each other.
      const slack = 0.03;
      if (sweep === 'noise') {
        const falls = means.every((mean, i) => i === 0 || mean <= means[i - 1]! + slack);
        claim(
          'more wrong answers, fewer right ones',
          percent(means[0]! - means.at(-1)!),
          'falls by 30 %',
          falls && means[0]! - means.at(-1)! > 0.3,
        );
      }
      if (sweep === 'size') {
        const rises = means.every((mean, i) => i === 0 || mean >= means[i - 1]! - slack);
        claim(
          'more examples, more right answers',
          percent(means.at(-1)! - means[0]!),
          'rises by 30 %',
          rises && means.at(-1)! - means[0]! > 0.3,
        );
      }
    }
    const diets = readRecording('three-diets', language);
    for (const { name, measures } of diets.runs) {
      const { length, politeness, reasons } = measures!;
      claim(
        `${name}: length ${length!.toFixed(1)}, politeness ${politeness!.toFixed(1)}, reasons ${reasons!.toFixed(1)}`,
        percent(measures![name]!),
        `at least 90 % read like ${name}`,
        measures![name]! >= 0.9,
      );
    }
    const invented = readRecording('confident-unknown', language);
    const [before, after] = ['without', 'with'].map((name) => runOf(invented, name));
    claim(
      'invented subjects answered with confidence',
      percent(before!.measures!.confident!),
      'at least 90 %',
      before!.measures!.confident! >= 0.9,
    );
    claim(
      'the same with "I don\'t know" data',
      percent(after!.measures!.confident!),
      'at most 20 %',
      after!.measures!.confident! <= 0.2,
    );
    const right = [before!, after!].map((run) => run.evaluations.at(-1)!.heldOutExactMatch);
    console.log(
      `         real held-out questions: ${percent(right[0]!)} before, ${percent(right[1]!)} after; refused: ${percent(after!.measures!.refused!)}`,
    );
    const facts = readRecording('confident-newFacts', language);
    for (const name of ['known', 'new']) {
      const { evaluations } = runOf(facts, name);
      const curve = evaluations
        .map(({ step, seenExactMatch }) => `${step}: ${percent(seenExactMatch)}`)
        .join(', ');
      console.log(
        `  new facts, run ${name}, training questions: ${curve}; held out at the end ${percent(evaluations.at(-1)!.heldOutExactMatch)}`,
      );
    }
    for (const { name, measures } of readRecording('confident-surface', language).runs)
      console.log(
        `  surface, ${name} answers: ${percent(measures!.oasst!)} in the style, ${percent(measures!.factual!)} hold the fact`,
      );
    for (const { name, evaluations } of readRecording('confident-leftOut', language).runs)
      console.log(
        `  left out, ${name}: ${percent(evaluations.at(-1)!.heldOutExactMatch)} of the left-out task`,
      );
  }
  return all();
}
