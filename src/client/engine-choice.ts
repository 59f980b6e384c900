/**
 * @file Which engine the reader wants: `?engine=cpu` in the address, for this page; else what was chosen on the device
 * check and is kept; else the fastest. And what a race measured, kept for the next visit.
 */
import { getPreference } from '../page/preferences.ts';
import { BACKEND_PREFERENCES, type BackendPreference, type EngineRace } from '../train/protocol.ts';

const RACE = 'lesson7:race';

export function engineChoice(): BackendPreference {
  const search = typeof location === 'undefined' ? '' : location.search;
  const asked = new URLSearchParams(search).get('engine');
  return BACKEND_PREFERENCES.find((name) => name === asked) ?? getPreference('engine');
}

/** What was kept, or null where storage is closed or holds something else. */
export function knownRace(): EngineRace | null {
  try {
    const kept = JSON.parse(localStorage.getItem(RACE) ?? 'null') as Partial<EngineRace> | null;
    if (typeof kept?.key !== 'string') return null;
    const { key, webgpu, cpu } = kept;
    return Number.isFinite(webgpu) && Number.isFinite(cpu) ? ({ key, webgpu, cpu } as EngineRace) : null;
  } catch {
    return null;
  }
}

export function keepRace(race: EngineRace): void {
  try {
    localStorage.setItem(RACE, JSON.stringify(race));
  } catch {
    // The next visit races again.
  }
}
