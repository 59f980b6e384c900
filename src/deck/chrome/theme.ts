/** @file Light, dark, or the system's setting: one attribute on the root, following the reader's preference. */
import {
  getPreference,
  PREFERENCES,
  type PreferenceValue,
  subscribePreferences,
} from '../../page/preferences.ts';

type Theme = PreferenceValue<'theme'>;
export const THEMES: readonly Theme[] = PREFERENCES.theme;

function apply(): void {
  const theme = getPreference('theme');
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Applies the stored theme now and each later choice. */
export function followTheme(): () => void {
  apply();
  return subscribePreferences(apply);
}
