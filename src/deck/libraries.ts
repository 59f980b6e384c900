/** @file The lesson's two caches: chapters by `language/chapter`, widgets by name. */
import type { ComponentType } from 'react';
import type { Language } from '../page/language.ts';
import type { ChapterComponent, DeckWidgetProps, Lesson } from './lesson.ts';
import { createLibrary, type Library } from './library.ts';

interface Libraries {
  chapters: Library<ChapterComponent>;
  widgets: Library<ComponentType<DeckWidgetProps>>;
}

const known = new WeakMap<Lesson, Libraries>();

function librariesOf(lesson: Lesson): Libraries {
  let libraries = known.get(lesson);
  if (!libraries) {
    libraries = {
      chapters: createLibrary((key) => {
        const [language, chapter] = key.split('/') as [Language, string];
        return lesson.loadChapter(language, chapter);
      }),
      widgets: createLibrary(async (name) => {
        const load = lesson.widgets[name];
        if (!load) throw new Error(`no widget is called ${name}`);
        return (await load()).default;
      }),
    };
    known.set(lesson, libraries);
  }
  return libraries;
}

export function chapterLibrary(lesson: Lesson): Libraries['chapters'] {
  return librariesOf(lesson).chapters;
}

export function widgetLibrary(lesson: Lesson): Libraries['widgets'] {
  return librariesOf(lesson).widgets;
}

export function chapterKey(language: Language, chapter: string): string {
  return `${language}/${chapter}`;
}
