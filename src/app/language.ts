/** @file The reader's language at start and after: `?lang=en` in a link, else what was chosen here last, else zh. */
import {
  getLanguage,
  LANGUAGE_TAGS,
  type Language,
  setLanguage,
  subscribeLanguage,
} from '../page/language.ts';
import { getPreference, setPreference } from '../page/preferences.ts';

function parseLanguage(value: string | null): Language | null {
  return value === 'zh' || value === 'en' ? value : null;
}

function apply(): void {
  document.documentElement.lang = LANGUAGE_TAGS[getLanguage()];
}

export function restoreLanguage(): void {
  setLanguage(parseLanguage(new URLSearchParams(location.search).get('lang')) ?? getPreference('language'));
  apply();
  subscribeLanguage(() => {
    apply();
    setPreference('language', getLanguage());
    const params = new URLSearchParams(location.search);
    if (!params.has('lang')) return;
    params.set('lang', getLanguage());
    history.replaceState(
      null,
      '',
      `${location.pathname}?${params.toString().replaceAll('%2C', ',')}${location.hash}`,
    );
  });
}
