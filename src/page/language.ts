/**
 * @file The reader's language, in a store of its own, so that switching it re-renders text only and a live run continues.
 * Text lives in catalogues beside the code that shows it: `zh` first, `en` of exactly the same keys.
 */
import type { Language } from '../world/types.ts';
import { createStore, useStore } from './store.ts';

export type { Language } from '../world/types.ts';

/** Texts by language; names in braces are placeholders: "第 {step} 步". */
export type Catalogue<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

/** Declares a catalogue; a key missing in either language is a type error. */
export function catalogue<Key extends string>(texts: {
  zh: Record<Key, string>;
  en: Record<NoInfer<Key>, string>;
}): Catalogue<Key> {
  return texts;
}

/** Fills the placeholders of a text; one without a value stays visible, so that a test finds it. */
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    name in values ? String(values[name]) : placeholder,
  );
}

/** Values of the attribute `lang`. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

export function otherLanguage(language: Language): Language {
  return language === 'zh' ? 'en' : 'zh';
}

const SEPARATORS = catalogue({
  zh: { words: '、', phrases: '，', clauses: '；', sentences: '' },
  en: { words: ', ', phrases: ', ', clauses: '; ', sentences: ' ' },
});

/** Several texts as one, with the language's separator. */
export function joinTexts(
  texts: readonly string[],
  kind: keyof (typeof SEPARATORS)['zh'],
  language: Language,
): string {
  return texts.join(SEPARATORS[language][kind]);
}

const store = createStore<{ language: Language }>({ language: 'zh' });

export function getLanguage(): Language {
  return store.get().language;
}

export function setLanguage(language: Language): void {
  store.set({ language });
}

export const subscribeLanguage = store.subscribe;

export function useLanguage(): Language {
  return useStore(store, ({ language }) => language);
}

export type Translate<Key extends string> = (
  key: Key,
  values?: Readonly<Record<string, string | number>>,
) => string;

/** The catalogue in the reader's language: `const t = useText(texts); t('train')`. */
export function useText<Key extends string>(texts: Catalogue<Key>): Translate<Key> {
  const language = useLanguage();
  return (key, values) => fill(texts[language][key], values);
}
