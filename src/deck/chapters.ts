/** @file Loads chapters once per language and keeps the last words on screen until the next are there. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
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
