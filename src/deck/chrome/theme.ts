/** @file Light, dark, or as the system says: one attribute on the root, remembered on this device. */
import { createStore } from '../store.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'lesson7.theme';

export function parseTheme(value: string | null): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const themeStore = createStore<{ theme: Theme }>({ theme: 'system' });

export function setTheme(theme: Theme): void {
  themeStore.set({ theme });
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not remembered, still shown.
  }
}

export function restoreTheme(): void {
  setTheme(parseTheme(stored()));
}
