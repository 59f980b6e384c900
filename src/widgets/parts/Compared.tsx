/** @file How a run's settings differ from those of the run before it. */

import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import type { RunSpec } from '../../train/spec.ts';
import { differences } from '../../wording/differences.ts';
import { partTexts } from './texts.ts';

export function Compared({ a, b }: { a: RunSpec; b: RunSpec }) {
  const t = useText(partTexts);
  const language = useLanguage();
  const list = differences(a, b, language);
  if (list.length === 0) return null;
  return <p className="hint">{t('compared', { list: joinTexts(list, 'clauses', language) })}</p>;
}
