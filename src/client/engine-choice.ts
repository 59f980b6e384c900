/**
 * @file Which engine the reader wants: `?engine=cpu` in the address, for this page; else the preference saved on the
 * device check; else the fastest. And what a race measured, stored for the next visit.
 */
import { getPreference } from '../page/preferences.ts';
import { BACKEND_PREFERENCES, type BackendPreference, type EngineRace } from '../train/protocol.ts';

const RACE = 'lesson7:race';

export function engineChoice(): BackendPreference {
  const search = typeof location === 'undefined' ? '' : location.search;
  const asked = new URLSearchParams(search).get('engine');
  return BACKEND_PREFERENCES.find((name) => name === asked) ?? getPreference('engine');
}

/** The last race, or null where storage is closed or holds something else. */
export function storedRace(): EngineRace | null {
  try {
    const stored = JSON.parse(localStorage.getItem(RACE) ?? 'null') as Partial<EngineRace> | null;
    if (typeof stored?.key !== 'string') return null;
    const { key, webgpu, cpu } = stored;
    return Number.isFinite(webgpu) && Number.isFinite(cpu) ? ({ key, webgpu, cpu } as EngineRace) : null;
  } catch {
    return null;
  }
}

export function storeRace(race: EngineRace): void {
  try {
    localStorage.setItem(RACE, JSON.stringify(race));
  } catch {
    // The next visit races again.
  }
}
