/** @file Results of the two runs of a limit: figures for the table, a sentence for the finding. */

import { lastEvaluation } from '../../client/state.ts';
import { formatLoss, formatShare } from '../../page/format.ts';
import type { Translate } from '../../page/language.ts';
import { limitQuestions, worldOf } from '../../recipes/data-specs.ts';
import { type Limit, languageOf } from '../../recipes/defaults.ts';
import { type JudgedSample, judge, knowledgeOf, styleMeasures } from '../../recordings/data-measures.ts';
import type { EvaluationPoint } from '../../train/protocol.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import type { LimitText } from './texts.ts';

export interface LimitResult {
  name: string;
  point: EvaluationPoint;
  judged: JudgedSample[];
}

/** The newest evaluation of each run, with its answers judged. */
export function resultsOf(limit: Limit, runs: readonly ShownRun[]): LimitResult[] {
  return runs.flatMap((run) => {
    const point = lastEvaluation(run);
    if (!point) return [];
    const language = languageOf(run.spec.model);
    const questions = limitQuestions(limit, language);
    return [{ name: run.name, point, judged: judge(worldOf(language), point.samples, questions) }];
  });
}

const styleOf = (limit: Limit, run: ShownRun, { point }: LimitResult) => {
  const language = languageOf(run.spec.model);
  return styleMeasures(worldOf(language), point.samples, limitQuestions(limit, language));
};

/** Rows of the table: a name, and a figure of each run. */
export function figures(
  limit: Limit,
  runs: readonly ShownRun[],
  results: readonly LimitResult[],
): { name: LimitText; values: string[] }[] {
  const row = (name: LimitText, value: (result: LimitResult) => string) => ({
    name,
    values: results.map(value),
  });
  const heldOut = row('heldOut', ({ point }) => formatShare(point.heldOutExactMatch));
  const forgetting = row('forgetting', ({ point }) => formatLoss(point.pretrainingLoss));
  if (limit === 'unknown') {
    const names = [
      'confident',
      'honest',
      'probabilityInvented',
      'right',
      'refused',
      'probabilityReal',
    ] as const;
    return [
      ...names.map((name) => row(name, ({ judged }) => formatShare(knowledgeOf(judged)[name]))),
      heldOut,
      forgetting,
    ];
  }
  if (limit === 'surface') {
    const style = (result: LimitResult) =>
      styleOf(limit, runs.find(({ name }) => name === result.name)!, result);
    return [
      row('inStyle', (result) => formatShare(style(result).shares.oasst)),
      row('factual', (result) => formatShare(style(result).factual)),
      heldOut,
      forgetting,
    ];
  }
  const seen = row('seen', ({ point }) => formatShare(point.seenExactMatch));
  return [seen, heldOut, forgetting];
}

/** The finding as a sentence, from the runs' own evaluations only. */
export function finding(
  limit: Limit,
  runs: readonly ShownRun[],
  results: readonly LimitResult[],
  t: Translate<LimitText>,
): string {
  const [a, b] = results;
  if (!a || !b || a.point.step === 0 || b.point.step === 0) return t('waiting');
  const step = Math.min(a.point.step, b.point.step);
  if (limit === 'unknown') {
    const [before, after] = [knowledgeOf(a.judged), knowledgeOf(b.judged)];
    return t('unknownFinding', {
      step,
      confident: formatShare(before.confident),
      probability: formatShare(before.probabilityInvented),
      after: formatShare(after.confident),
      before: formatShare(a.point.heldOutExactMatch),
      cost: formatShare(b.point.heldOutExactMatch),
      refused: formatShare(after.refused),
    });
  }
  if (limit === 'newFacts')
    return t('newFactsFinding', {
      step,
      known: formatShare(a.point.seenExactMatch),
      fresh: formatShare(b.point.seenExactMatch),
      knownCost: formatShare(a.point.heldOutExactMatch),
      freshCost: formatShare(b.point.heldOutExactMatch),
    });
  if (limit === 'surface') {
    const [right, wrong] = [a, b].map((result) =>
      styleOf(limit, runs.find(({ name }) => name === result.name)!, result),
    );
    return t('surfaceFinding', {
      step,
      style: formatShare(wrong!.shares.oasst),
      facts: formatShare(wrong!.factual),
      trueFacts: formatShare(right!.factual),
    });
  }
  return t('leftOutFinding', {
    step,
    whole: formatShare(a.point.heldOutExactMatch),
    without: formatShare(b.point.heldOutExactMatch),
  });
}
