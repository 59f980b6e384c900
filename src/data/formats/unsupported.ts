/** @file Refuses data that is not instruction data: preference data, and examples with images. */
import type { Entry } from './entry.ts';
import type { Fields } from './fields.ts';
import { MEDIA_NAMES, PREFERENCE_NAMES } from './names.ts';

function holdsSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

/** The label of an answer (KTO): true, false, or null where there is none. */
function verdictOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  // A table has no other way to write it.
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value.trim())) return null;
  return value.trim().toLowerCase() === 'true';
}

/**
 * @returns true where an answer is marked as preferred
 * @throws DataError
 */
export function refuseUnsupported(entry: Entry, fields: Fields): boolean {
  for (const name of PREFERENCE_NAMES.pair)
    if (holdsSomething(fields[name])) throw entry.error('preference', [name]);
  for (const name of MEDIA_NAMES) if (holdsSomething(fields[name])) throw entry.error('pictures', [name]);
  const verdicts = PREFERENCE_NAMES.verdict.map((name) => [name, verdictOf(fields[name])] as const);
  for (const [name, verdict] of verdicts) if (verdict === false) throw entry.error('undesired', [name]);
  return verdicts.some(([, verdict]) => verdict === true);
}
