/** @file The score of guessing: the answer of a training example drawn at random, judged like any other. */
import { judge } from './judge.ts';
import { taskExamples } from './tasks.ts';
import type { TaskName } from './types.ts';
import type { World } from './world.ts';

export interface TaskScore {
  /** Mean score by the task's metric, 0 to 1. */
  score: number;
  /** Share of answers that are the reference word for word, 0 to 1. */
  exact: number;
  /** Summary: mean share of facts named, 0 to 1. */
  coverage?: number;
}

/** The expected score on held-out examples of a guess drawn from the training answers: exact, nothing is sampled. */
export function randomGuess(world: World, task: TaskName): TaskScore {
  const examples = taskExamples(world, task);
  const counts = new Map<string, number>();
  for (const { split, response } of examples)
    if (split === 'train') counts.set(response, (counts.get(response) ?? 0) + 1);
  const drawn = [...counts.values()].reduce((a, b) => a + b, 0);
  const judgements = examples
    .filter(({ split }) => split === 'heldOut')
    .flatMap((example) =>
      [...counts].map(([answer, count]) => ({
        count: count / drawn,
        ...judge(world.language, example, answer),
      })),
    );
  return meanScore(judgements);
}

/** Means over judgements, each weighted by `count` (1 by default). */
export function meanScore(
  judgements: readonly { score: number; exact: boolean; coverage?: number; count?: number }[],
): TaskScore {
  let [score, exact, coverage, all] = [0, 0, 0, 0];
  for (const { count = 1, ...judged } of judgements) {
    all += count;
    score += count * judged.score;
    exact += count * Number(judged.exact);
    coverage += count * (judged.coverage ?? 0);
  }
  const total = Math.max(all, Number.MIN_VALUE);
  const hasCoverage = judgements.some((judged) => judged.coverage !== undefined);
  return { score: score / total, exact: exact / total, ...(hasCoverage && { coverage: coverage / total }) };
}
