/** @file A chart in words, for those who cannot see it and for those who look too fast. */
import { fill, joinTexts } from '../page/language.ts';
import type { Language } from '../world/types.ts';
import type { Series } from './series.ts';
import { chartTexts } from './texts.ts';

/** One clause per series, such as "loss 2.31 → 0.42 in 200 steps". */
export function summarise(
  series: readonly Series[],
  format: (value: number) => string,
  language: Language,
): string {
  const texts = chartTexts[language];
  const clauses = series.flatMap(({ label, points, faded }) => {
    const first = points[0];
    const last = points[points.length - 1];
    if (faded || !first || !last) return [];
    if (first === last) return [fill(texts.only, { label, last: format(last.value), step: last.step })];
    const values = { label, first: format(first.value), last: format(last.value), steps: last.step };
    return [fill(texts.changed, values)];
  });
  return clauses.length === 0 ? texts.empty : joinTexts(clauses, 'clauses', language);
}
