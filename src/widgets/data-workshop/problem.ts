/** @file A data error as one sentence with its line and field, in the reader's language. */
import { type DataError, FORMATS } from '../../data/formats/index.ts';
import { fill, type Language } from '../../page/language.ts';
import { importTexts, problemTexts } from './import-texts.ts';
import { texts } from './texts.ts';

/** The names of all formats, for messages and help. */
export function formatNames(language: Language): string {
  return FORMATS.map(({ id }) => texts[language][id]).join(importTexts[language].helpSeparator);
}

export function problemSentence(error: DataError, language: Language): string {
  const t = problemTexts[language];
  const { code, line, field } = error;
  const problem = fill(t[code], { formats: formatNames(language) });
  const place = [line === null ? '' : fill(t.where, { line }), field === null ? '' : fill(t.field, { field })]
    .filter(Boolean)
    .join(t.separator);
  return place === '' ? problem : fill(t.sentence, { place, problem });
}
