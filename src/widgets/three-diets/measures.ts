/** @file The answers of the three runs at one evaluation, and the finding as a sentence. */
import { lastEvaluation } from '../../client/state.ts';
import { DIETS, type Diet } from '../../data/sources.ts';
import { formatShare } from '../../page/format.ts';
import type { Translate } from '../../page/language.ts';
import { dietQuestions, worldOf } from '../../recipes/data-specs.ts';
import { languageOf } from '../../recipes/defaults.ts';
import { type StyleMeasures, styleMeasures } from '../../recordings/data-measures.ts';
import type { EvaluationPoint } from '../../train/protocol.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import type { DietText } from './texts.ts';

export interface DietResult {
  diet: Diet;
  point: EvaluationPoint;
  style: StyleMeasures;
}

/** Results of the newest evaluation of each run; runs without one are omitted. */
export function resultsOf(runs: readonly ShownRun[]): DietResult[] {
  return DIETS.flatMap((diet) => {
    const run = runs.find(({ name }) => name === diet);
    const point = lastEvaluation(run);
    if (!run || !point || point.samples.length === 0) return [];
    const language = languageOf(run.spec.model);
    return [{ diet, point, style: styleMeasures(worldOf(language), point.samples, dietQuestions(language)) }];
  });
}

export function finding(results: readonly DietResult[], t: Translate<DietText>): string {
  const of = (diet: Diet) => results.find((result) => result.diet === diet);
  const [flan, alpaca, oasst] = DIETS.map(of);
  if (!flan || !alpaca || !oasst || flan.point.step === 0) return t('waiting');
  const told = results.reduce((sum, { diet, style }) => sum + style.shares[diet], 0) / results.length;
  const length = ({ style }: DietResult) => style.length.toFixed(1);
  return t('finding', {
    step: oasst.point.step,
    flan: length(flan),
    alpaca: length(alpaca),
    oasst: length(oasst),
    told: formatShare(told),
    flanFacts: formatShare(flan.style.factual),
    alpacaFacts: formatShare(alpaca.style.factual),
    oasstFacts: formatShare(oasst.style.factual),
  });
}
