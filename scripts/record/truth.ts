/** @file `npm run record -- --verify`: the claims of the chapter, trained on all held-out questions and printed. */
import {
  DEFAULT_LORA,
  DEFAULT_LORA_RATE,
  makeSpec,
  modelFor,
  RANDOM_RATE,
} from '../../src/recipes/defaults.ts';
import { evaluationFor } from '../../src/recipes/questions.ts';
import type { RecordedRun } from '../../src/recordings/recording.ts';
import type { EvaluationPoint } from '../../src/train/protocol.ts';
import type { Language } from '../../src/world/types.ts';
import { readRecording, runOf } from './files.ts';
import type { Job } from './job.ts';
import { type Claims, percent } from './print.ts';

const WIDGET = 'truth';
/** Enough for random weights to fit all training questions. */
const RANDOM_STEPS = 800;

/** The claims: full and LoRA answer held-out questions, random weights do not. */
export function truthJob(language: Language): Job {
  const model = modelFor(language);
  const full = makeSpec({ model });
  return {
    widget: WIDGET,
    language,
    runs: [
      { name: 'full', spec: full },
      {
        name: 'lora',
        spec: makeSpec({ model, method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE, steps: 400 }),
      },
      {
        name: 'random',
        spec: makeSpec({ model, init: 'random', learningRate: RANDOM_RATE, steps: RANDOM_STEPS }),
      },
    ],
    evaluation: { ...evaluationFor(language, 200), everySteps: 100 },
    asks: [],
    complete: true,
    sparse: true,
  };
}

/** Of an exact match. */
type Bound = { least: number } | { most: number };

/** The last evaluation within so many steps. */
const within = (run: RecordedRun, steps: number): EvaluationPoint =>
  run.evaluations.filter(({ step }) => step <= steps).at(-1)!;

/** Prints the claims with what was measured. */
export function printTruth(language: Language, { claim }: Claims): void {
  const recording = readRecording(WIDGET, language);
  const { parameters } = recording.modelInfo!;
  const full = runOf(recording, 'full');
  const lora = runOf(recording, 'lora');
  const random = runOf(recording, 'random');
  const start = full.evaluations[0]!;
  const [fullEnd, loraEnd] = [within(full, 200), within(lora, 400)];
  const randomEnd = within(random, RANDOM_STEPS);
  const exact = (what: string, { heldOutExactMatch: match }: EvaluationPoint, bound: Bound) =>
    'least' in bound
      ? claim(what, percent(match), `at least ${100 * bound.least} %`, match >= bound.least)
      : claim(what, percent(match), `at most ${100 * bound.most} %`, match <= bound.most);
  console.log(`\n${recording.model}: ${parameters.toLocaleString('en')} parameters`);
  exact('base, held-out questions', start, { most: 0.02 });
  exact(`full fine-tuning, ${fullEnd.step} steps of ${full.spec.batchSize}`, fullEnd, { least: 0.9 });
  exact(`LoRA, ${loraEnd.step} steps of ${lora.spec.batchSize}`, loraEnd, { least: 0.9 });
  const share = lora.facts.trainableParameters / parameters;
  claim('LoRA, share of the parameters', percent(share), 'at most 4 %', share <= 0.04);
  const { step, seenExactMatch } = randomEnd;
  claim(
    `random weights, ${step} steps: training questions`,
    percent(seenExactMatch),
    'at least 99 %',
    seenExactMatch >= 0.99,
  );
  exact('the same: held-out questions', randomEnd, { most: 0.15 });
  console.log('  the base, asked:');
  for (const { prompt, answer } of start.samples) claim(prompt, answer, 'a question', /[？?]/.test(answer));
  console.log(
    `  pretraining loss: ${start.pretrainingLoss.toFixed(2)} before, ${fullEnd.pretrainingLoss.toFixed(2)} after full, ${loraEnd.pretrainingLoss.toFixed(2)} after LoRA`,
  );
}
