/** @file What a run of the lab is called: its number and its method. */
import { shortName } from '../../runs/differences.ts';
import type { LabRun } from '../../runs/lab/runs.ts';
import type { Language } from '../../runs/language.ts';

export function labRunName({ number, spec }: LabRun, language: Language): string {
  return `#${number} ${shortName(spec, language)}`;
}
