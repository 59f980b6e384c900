/** @file Loads chapters once per language; the previous text stays on screen until the next is loaded. */
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Language } from '../page/language.ts';
import type { ChapterComponent, Lesson } from './lesson.ts';
import { chapterKey, chapterLibrary } from './libraries.ts';

interface ShownChapter {
  component: ChapterComponent | null;
  language: Language;
  failed: boolean;
  retry(): void;
}

export function useChapter(lesson: Lesson, language: Language, chapter: string): ShownChapter {
  const library = chapterLibrary(lesson);
  const key = chapterKey(language, chapter);
  const read = () => library.get(key);
  const entry = useSyncExternalStore(library.subscribe, read, read);
  const last = useRef<{ component: ChapterComponent; language: Language } | null>(null);
  useEffect(() => library.load(key), [library, key]);
  if (entry?.state === 'ready') last.current = { component: entry.value, language };
  return {
    component: last.current?.component ?? null,
    language: last.current?.language ?? language,
    failed: entry?.state === 'failed',
    retry: () => library.load(key),
  };
}

/**
 * Loads every chapter of a language, the current one first, and reports which are loaded. Hidden slides run no effects,
 * so the page above them does this for them; with it they are rendered in idle time, before their turn comes.
 */
export function useChapters(lesson: Lesson, language: Language, first: string): (chapter: string) => boolean {
  const library = chapterLibrary(lesson);
  const chapters = lesson.outline.chapters;
  const read = useCallback(
    () =>
      chapters
        .map(({ id }) => (library.get(chapterKey(language, id))?.state === 'ready' ? '1' : '0'))
        .join(''),
    [library, chapters, language],
  );
  const ready = useSyncExternalStore(library.subscribe, read, read);
  const firstReady = ready[chapters.findIndex(({ id }) => id === first)] === '1';
  useEffect(() => {
    if (!firstReady) library.load(chapterKey(language, first));
    else for (const { id } of chapters) library.load(chapterKey(language, id));
  }, [library, chapters, language, first, firstReady]);
  return (chapter) => ready[chapters.findIndex(({ id }) => id === chapter)] === '1';
}
