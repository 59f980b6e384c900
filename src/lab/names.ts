/** @file Name of a run of the lab: its number and its method. */

import type { Language } from '../page/language.ts';
import { shortName } from '../wording/differences.ts';
import type { LabRun } from './runs/runs.ts';

export function labRunName({ number, spec }: LabRun, language: Language): string {
  return `#${number} ${shortName(spec, language)}`;
}
