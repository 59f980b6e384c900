/** @file Loads chapters once per language and keeps the last words on screen until the next are there. */
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Language } from '../runs/language.ts';
import type { ChapterComponent, Lesson } from './lesson.ts';

type Entry = { state: 'loading' } | { state: 'ready'; component: ChapterComponent } | { state: 'failed' };

export interface ChapterLibrary {
  get(language: Language, chapter: string): Entry | undefined;
  load(language: Language, chapter: string): void;
  subscribe(listener: () => void): () => void;
}

const libraries = new WeakMap<Lesson, ChapterLibrary>();

export function chapterLibrary(lesson: Lesson): ChapterLibrary {
  const known = libraries.get(lesson);
  if (known) return known;
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const put = (key: string, entry: Entry) => {
    entries.set(key, entry);
    for (const listener of [...listeners]) listener();
  };
  const library: ChapterLibrary = {
    get: (language, chapter) => entries.get(`${language}/${chapter}`),
    load(language, chapter) {
      const key = `${language}/${chapter}`;
      const entry = entries.get(key);
      if (entry && entry.state !== 'failed') return;
      entries.set(key, { state: 'loading' });
      lesson.loadChapter(language, chapter).then(
        (component) => put(key, { state: 'ready', component }),
        () => put(key, { state: 'failed' }),
      );
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  libraries.set(lesson, library);
  return library;
}

export interface ShownChapter {
  component: ChapterComponent | null;
  language: Language;
  failed: boolean;
  retry(): void;
}

export function useChapter(lesson: Lesson, language: Language, chapter: string): ShownChapter {
  const library = chapterLibrary(lesson);
  const read = () => library.get(language, chapter);
  const entry = useSyncExternalStore(library.subscribe, read, read);
  const last = useRef<{ component: ChapterComponent; language: Language } | null>(null);
  useEffect(() => library.load(language, chapter), [library, language, chapter]);
  if (entry?.state === 'ready') last.current = { component: entry.component, language };
  return {
    component: last.current?.component ?? null,
    language: last.current?.language ?? language,
    failed: entry?.state === 'failed',
    retry: () => library.load(language, chapter),
  };
}

/**
 * Loads every chapter of a language, the one at hand first, and tells which are there. Hidden slides run no effects,
 * so the page above them does this for them; with it they are rendered in idle time, before their turn comes.
 */
export function useChapters(lesson: Lesson, language: Language, first: string): (chapter: string) => boolean {
  const library = chapterLibrary(lesson);
  const chapters = lesson.outline.chapters;
  const read = useCallback(
    () => chapters.map(({ id }) => (library.get(language, id)?.state === 'ready' ? '1' : '0')).join(''),
    [library, chapters, language],
  );
  const ready = useSyncExternalStore(library.subscribe, read, read);
  const firstReady = ready[chapters.findIndex(({ id }) => id === first)] === '1';
  useEffect(() => {
    if (!firstReady) library.load(language, first);
    else for (const { id } of chapters) library.load(language, id);
  }, [library, chapters, language, first, firstReady]);
  return (chapter) => ready[chapters.findIndex(({ id }) => id === chapter)] === '1';
}
