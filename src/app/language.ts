/** @file The reader's language at start and after: `?lang=en` in a link, else what was chosen here last, else zh. */
import { getLanguage, type Language, setLanguage, subscribeLanguage } from '../runs/language.ts';

const KEY = 'lesson7.language';

export function parseLanguage(value: string | null): Language | null {
  return value === 'zh' || value === 'en' ? value : null;
}

function stored(): Language | null {
  try {
    return parseLanguage(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function apply(): void {
  document.documentElement.lang = getLanguage() === 'zh' ? 'zh-CN' : 'en';
}

export function restoreLanguage(): void {
  const asked = parseLanguage(new URLSearchParams(location.search).get('lang'));
  setLanguage(asked ?? stored() ?? 'zh');
  apply();
  subscribeLanguage(() => {
    apply();
    try {
      localStorage.setItem(KEY, getLanguage());
    } catch {
      // Not remembered, still shown.
    }
    const params = new URLSearchParams(location.search);
    if (!params.has('lang')) return;
    params.set('lang', getLanguage());
    history.replaceState(null, '', `${location.pathname}?${params}${location.hash}`);
  });
}
