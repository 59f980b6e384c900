/** @file Loads chapters once per language; the previous text stays on screen until the next is loaded. */
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Language } from '../page/language.ts';
import type { ChapterComponent, Lesson } from './lesson.ts';
import { chapterCache, chapterKey } from './module-caches.ts';

interface ShownChapter {
  component: ChapterComponent | null;
  language: Language;
  failed: boolean;
  retry(): void;
}

export function useChapter(lesson: Lesson, language: Language, chapter: string): ShownChapter {
  const cache = chapterCache(lesson);
  const key = chapterKey(language, chapter);
  const read = () => cache.get(key);
  const entry = useSyncExternalStore(cache.subscribe, read, read);
  const last = useRef<{ component: ChapterComponent; language: Language } | null>(null);
  useEffect(() => cache.load(key), [cache, key]);
  if (entry?.state === 'ready') last.current = { component: entry.value, language };
  return {
    component: last.current?.component ?? null,
    language: last.current?.language ?? language,
    failed: entry?.state === 'failed',
    retry: () => cache.load(key),
  };
}

/**
 * Loads every chapter of a language, the current one first, and reports which are loaded. Hidden slides run no effects,
 * so the page above them loads for them; React then renders them in idle time, before they are shown.
 */
export function useChapters(lesson: Lesson, language: Language, first: string): (chapter: string) => boolean {
  const cache = chapterCache(lesson);
  const chapters = lesson.outline.chapters;
  const read = useCallback(
    () =>
      chapters.map(({ id }) => (cache.get(chapterKey(language, id))?.state === 'ready' ? '1' : '0')).join(''),
    [cache, chapters, language],
  );
  const ready = useSyncExternalStore(cache.subscribe, read, read);
  const firstReady = ready[chapters.findIndex(({ id }) => id === first)] === '1';
  useEffect(() => {
    if (!firstReady) cache.load(chapterKey(language, first));
    else for (const { id } of chapters) cache.load(chapterKey(language, id));
  }, [cache, chapters, language, first, firstReady]);
  return (chapter) => ready[chapters.findIndex(({ id }) => id === chapter)] === '1';
}
