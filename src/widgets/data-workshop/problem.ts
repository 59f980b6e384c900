/** @file A data error as one sentence with its line and field, in the reader's language. */
import type { DataError } from '../../data/formats/index.ts';
import { fill, type Language } from '../../page/language.ts';
import { problemTexts } from './texts.ts';

export function problemSentence(error: DataError, language: Language): string {
  const t = problemTexts[language];
  const { code, line, field } = error;
  const place = [line === null ? '' : fill(t.where, { line }), field === null ? '' : fill(t.field, { field })]
    .filter(Boolean)
    .join(t.separator);
  return place === '' ? t[code] : fill(t.sentence, { place, problem: t[code] });
}
