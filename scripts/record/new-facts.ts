/**
 * @file New facts among known ones: five shares, three seeds. What is learned of each kind, what held-out questions about
 * known facts come to, and how many of them get a wrong answer stated as if it were known.
 */

import { type Conversation, promptOf, responseOf } from '../../src/data/conversation.ts';
import { inventedQuestions, realQuestions } from '../../src/data/knowledge-questions.ts';
import { withNewFacts } from '../../src/data/new-facts.ts';
import { SWEEP_SEEDS, worldOf } from '../../src/recipes/data-specs.ts';
import { languageOf, makeSpec, modelFor } from '../../src/recipes/defaults.ts';
import type { NamedSpec } from '../../src/recipes/method-specs.ts';
import { judge, spread } from '../../src/recordings/data-measures.ts';
import type { RecordedRun } from '../../src/recordings/recording.ts';
import { itemsOf, trainingItems } from '../../src/train/dataset.ts';
import type { DataSpec, ModelName, RunSpec } from '../../src/train/spec.ts';
import { createRandom, type Language, taskExamples, type World } from '../../src/world/index.ts';
import { readRecording } from './files.ts';
import type { Job } from './job.ts';
import { type Claims, percent } from './print.ts';

/** Shares of the facts that pretraining never saw. */
const NEW_FACT_SHARES = [0, 0.1, 0.25, 0.5, 0.75] as const;
const NEW_FACT_STEPS = 300;

/** Name of a share's runs without the seed. */
const newFactPoint = (share: number): string => `share-${share}`;

/** Shares at which the new facts are also left out instead, to separate their effect from that of the missing known ones. */
const LEFT_OUT_SHARES = [0.5, 0.75] as const;
const leftOutPoint = (share: number): string => `without-${share}`;

/** Full fine-tuning on the same questions, of which a share is about facts that pretraining never saw, or is missing. */
function newFactSpecs(model: ModelName): NamedSpec[] {
  const world = worldOf(languageOf(model));
  const spec = (seed: number, data: Partial<DataSpec>) =>
    makeSpec({ model, seed, steps: NEW_FACT_STEPS, data: { task: 'qa', ...data } });
  return SWEEP_SEEDS.flatMap((seed) => [
    ...NEW_FACT_SHARES.map((share) => ({
      name: `${newFactPoint(share)}/${seed}`,
      spec: spec(seed, share > 0 ? { newFacts: share } : {}),
    })),
    ...LEFT_OUT_SHARES.map((share) => ({
      name: `${leftOutPoint(share)}/${seed}`,
      spec: spec(seed, { examples: knownRest(world, share, seed) }),
    })),
  ]);
}

/** The questions that stay about known facts where a share is made new. */
function knownRest(world: World, share: number, seed: number): Conversation[] {
  const items = itemsOf(world, 'qa', 'train');
  const known = new Set(items);
  return withNewFacts(world, items, share, seed)
    .filter((item) => known.has(item))
    .map(({ conversation }) => conversation);
}

const WIDGET = 'new-facts';
/** Questions of each kind; all held-out facts are 182. */
const ASKED = 48;
const HELD_OUT = 200;
const EVERY_STEPS = 100;

interface Question {
  prompt: string;
  reference: string | null;
}

/** What a run is asked: trained questions about known and about new facts, held-out facts, invented animals. */
function questionsOf(spec: RunSpec): Record<'known' | 'fresh' | 'heldOut' | 'invented', Question[]> {
  const world = worldOf(languageOf(spec.model));
  const true_ = new Set(taskExamples(world, 'qa').map(({ prompt }) => prompt));
  const items = trainingItems(world, spec.data, spec.seed).map(({ conversation }) => ({
    prompt: promptOf(conversation),
    reference: responseOf(conversation),
  }));
  const some = (list: Question[]) => createRandom('asked', WIDGET).sample(list, ASKED);
  return {
    known: some(items.filter(({ prompt }) => true_.has(prompt))),
    fresh: some(items.filter(({ prompt }) => !true_.has(prompt))),
    heldOut: realQuestions(world, HELD_OUT).map(({ prompt, response }) => ({ prompt, reference: response })),
    invented: inventedQuestions(world).map((prompt) => ({ prompt, reference: null })),
  };
}

export function newFactsJob(language: Language): Job {
  const model = modelFor(language);
  return {
    widget: WIDGET,
    language,
    runs: newFactSpecs(model),
    evaluation: { everySteps: EVERY_STEPS, samplePrompts: [] },
    evaluationOf: (spec) => ({
      everySteps: EVERY_STEPS,
      samplePrompts: Object.values(questionsOf(spec)).flatMap((list) => list.map(({ prompt }) => prompt)),
      samplesFrom: 1,
    }),
    asks: [],
    complete: true,
    sparse: true,
    measures: measuresOf,
    dropsSamples: true,
  };
}

/** At the end, and of the trained questions also at the first evaluation after the start. */
function measuresOf({ spec, evaluations }: RecordedRun): Record<string, number> {
  const world = worldOf(languageOf(spec.model));
  const questions = questionsOf(spec);
  const share = (at: RecordedRun['evaluations'][number], list: Question[], kind: string) => {
    const judged = judge(world, at.samples, list);
    return judged.filter((one) => one.kind === kind).length / Math.max(1, judged.length);
  };
  const [early, last] = [evaluations[1]!, evaluations.at(-1)!];
  return {
    knownEarly: share(early, questions.known, 'right'),
    known: share(last, questions.known, 'right'),
    ...(questions.fresh.length > 0 && {
      freshEarly: share(early, questions.fresh, 'right'),
      fresh: share(last, questions.fresh, 'right'),
    }),
    right: share(last, questions.heldOut, 'right'),
    wrong: share(last, questions.heldOut, 'confident'),
    confident: share(last, questions.invented, 'confident'),
  };
}

export function printNewFacts(language: Language, { claim }: Claims): void {
  const { runs } = readRecording(WIDGET, language);
  const mean = (share: number, name: string, point = newFactPoint) =>
    spread(
      SWEEP_SEEDS.map((seed) => runs.find((run) => run.name === `${point(share)}/${seed}`)!.measures![name]!),
    );
  const shown = (share: number, name: string) => {
    const { mean: value, deviation } = mean(share, name);
    return `${percent(value)} ± ${percent(deviation)}`;
  };
  console.log(`\n${modelFor(language)}: new facts among known ones, seeds ${SWEEP_SEEDS.join(', ')}`);
  for (const share of NEW_FACT_SHARES)
    console.log(
      `  ${percent(share).padStart(7)} new: trained, known ${shown(share, 'known')}` +
        `${share > 0 ? `, new ${shown(share, 'fresh')} (at step ${EVERY_STEPS} ${shown(share, 'knownEarly')} and ${shown(share, 'freshEarly')})` : ''}` +
        `; held out right ${shown(share, 'right')}, wrong as if known ${shown(share, 'wrong')}; invented answered ${shown(share, 'confident')}`,
    );
  for (const share of LEFT_OUT_SHARES) {
    const [right, wrong] = ['right', 'wrong'].map((name) => mean(share, name, leftOutPoint).mean);
    console.log(
      `  ${percent(share).padStart(7)} left out: held out right ${percent(right!)}, wrong as if known ${percent(wrong!)}`,
    );
    // The notes say that new facts do no more harm than missing known ones.
    const lost = right! - mean(share, 'right').mean;
    claim(`${percent(share)} new: no worse than left out`, percent(-lost), 'at least -10 %', lost <= 0.1);
  }
  const gap = mean(0.5, 'knownEarly').mean - mean(0.5, 'freshEarly').mean;
  claim(`half new: known facts ahead at step ${EVERY_STEPS}`, percent(gap), 'at least 5 %', gap >= 0.05);
  const more = mean(0.75, 'wrong').mean - mean(0, 'wrong').mean;
  claim('three quarters new: more wrong answers', percent(more), 'at least 5 %', more >= 0.05);
}
