/** @file Notifies of changes between dark and light, since a canvas does not repaint itself. */
import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

function subscribe(changed: () => void): () => void {
  const system = typeof matchMedia === 'function' ? matchMedia(DARK) : null;
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system?.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system?.removeEventListener('change', changed);
  };
}

function read(): string {
  const system = typeof matchMedia === 'function' && matchMedia(DARK).matches ? 'dark' : 'light';
  return document.documentElement.dataset.theme ?? system;
}

/** 'dark' or 'light', as it is now. */
export function useTheme(): string {
  return useSyncExternalStore(subscribe, read, () => 'light');
}
