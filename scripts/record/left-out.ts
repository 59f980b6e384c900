/**
 * @file A task without training on it: LoRA on eight of the nine tasks, asked the ninth; and the base with worked
 * examples in its prompt. All held-out examples, exact match.
 */

import type { EncodedExample } from '../../src/data/encode.ts';
import { sequenceLengthFor } from '../../src/data/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { llama } from '../../src/model/llama.ts';
import { makeSpec, modelFor } from '../../src/recipes/defaults.ts';
import { TASK_METHOD } from '../../src/recipes/tasks.ts';
import { type Base, openBase } from '../../src/train/base.ts';
import { scoreExamples } from '../../src/train/evaluate.ts';
import {
  createRandom,
  type Language,
  randomGuess,
  TASK_NAMES,
  type TaskName,
  taskExamples,
} from '../../src/world/index.ts';
import { filesOf, readRecording } from './files.ts';
import type { Job, Recorded } from './job.ts';
import { type Claims, percent } from './print.ts';
import { trainComplete } from './train.ts';

const WIDGET = 'left-out-tasks';
const STEPS = 300;
/** Worked examples in the prompt. */
const SHOTS = [0, 1, 2, 4] as const;
const ROWS = 16;

export function leftOutJob(language: Language): Job {
  return {
    widget: WIDGET,
    language,
    runs: TASK_NAMES.map((task) => ({
      name: task,
      spec: makeSpec({
        model: modelFor(language),
        method: TASK_METHOD,
        learningRate: 3e-3,
        steps: STEPS,
        schedule: { name: 'linear', warmupSteps: 10 },
        data: {
          task,
          mix: TASK_NAMES.filter((one) => one !== task).map((one) => ({ task: one, weight: 1 })),
        },
      }),
    })),
    evaluation: { everySteps: STEPS, samplePrompts: [] },
    asks: [],
    complete: true,
    sparse: true,
    train: trainAndPrompt,
  };
}

async function trainAndPrompt(engine: Engine, job: Job): Promise<Recorded> {
  const recorded = await trainComplete(engine, job);
  const base = openBase(engine, modelFor(job.language), filesOf(job.language));
  for (const run of recorded.runs) {
    run.measures = { guess: randomGuess(base.world, run.name as TaskName).exact };
    for (const shots of SHOTS) {
      const share = await promptedMatch(engine, base, run.name as TaskName, shots);
      if (share !== null) run.measures[`shots${shots}`] = share;
    }
  }
  base.weights.dispose();
  return recorded;
}

/** The question behind so many worked ones, as running text; every token of the answer counts. Null: too long. */
function prompted(base: Base, task: TaskName, shots: number): EncodedExample[] | null {
  const { tokenizer, world, config } = base;
  const [stop, gap] = world.language === 'zh' ? ['。', ''] : ['.', ' '];
  const line = (prompt: string, response: string) =>
    `${prompt}${gap}${response.replace(/[。.]$/, '')}${stop}`;
  const all = taskExamples(world, task);
  const train = all.filter(({ split }) => split === 'train');
  const encoded = all
    .filter(({ split }) => split === 'heldOut')
    .map(({ prompt, response }, i) => {
      const shown = createRandom('shots', task, i).sample(train, shots);
      const before = [...shown.map((one) => line(one.prompt, one.response)), prompt].join(gap);
      const head = [tokenizer.bosId, ...tokenizer.encode(before)];
      const tokens = [
        tokenizer.bosId,
        ...tokenizer.encode(`${before}${gap}${response.replace(/[。.]$/, '')}`),
      ];
      return {
        tokens,
        weights: tokens.map((_, at) => (at + 1 >= head.length && at + 1 < tokens.length ? 1 : 0)),
        promptLength: head.length,
      };
    })
    .filter(({ tokens }) => tokens.length <= config.contextLength);
  // Where most examples do not fit, the rest are not representative of the task.
  return encoded.length * 2 < all.length - train.length ? null : encoded;
}

async function promptedMatch(
  engine: Engine,
  base: Base,
  task: TaskName,
  shots: number,
): Promise<number | null> {
  const encoded = prompted(base, task, shots);
  if (!encoded) return null;
  const scorer = await engine.createScorer({
    model: llama(base.config),
    batchSize: ROWS,
    sequenceLength: sequenceLengthFor([encoded], base.config.contextLength),
    weights: [base.weights],
  });
  const { exactMatch } = await scoreExamples(scorer, encoded);
  scorer.dispose();
  return exactMatch;
}

export function printLeftOut(language: Language, { claim }: Claims): void {
  const { runs } = readRecording(WIDGET, language);
  console.log(`\n${modelFor(language)}: tasks never trained on, exact match on every held-out example`);
  const trained = runs.map((run) => run.evaluations.at(-1)!.heldOutExactMatch);
  for (const [i, { name, measures }] of runs.entries())
    console.log(
      `  ${name.padEnd(15)} eight other tasks ${percent(trained[i]!).padStart(7)}; base with ` +
        `${SHOTS.map((shots) => `${shots}: ${measures![`shots${shots}`] === undefined ? 'too long' : percent(measures![`shots${shots}`]!)}`).join(', ')}; a guess ${percent(measures!.guess!)}`,
    );
  const mean = trained.reduce((sum, one) => sum + one, 0) / trained.length;
  claim('eight tasks learned, the ninth asked: mean', percent(mean), 'at most 20 %', mean <= 0.2);
}
