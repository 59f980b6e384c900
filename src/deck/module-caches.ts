/** @file The lesson's two caches: chapters by `language/chapter`, widgets by name. */
import type { ComponentType } from 'react';
import type { Language } from '../page/language.ts';
import type { ChapterComponent, DeckWidgetProps, Lesson } from './lesson.ts';
import { createModuleCache, type ModuleCache } from './module-cache.ts';

interface ModuleCaches {
  chapters: ModuleCache<ChapterComponent>;
  widgets: ModuleCache<ComponentType<DeckWidgetProps>>;
}

const known = new WeakMap<Lesson, ModuleCaches>();

function cachesOf(lesson: Lesson): ModuleCaches {
  let caches = known.get(lesson);
  if (!caches) {
    caches = {
      chapters: createModuleCache((key) => {
        const [language, chapter] = key.split('/') as [Language, string];
        return lesson.loadChapter(language, chapter);
      }),
      widgets: createModuleCache(async (name) => {
        const load = lesson.widgets[name];
        if (!load) throw new Error(`no widget is called ${name}`);
        return (await load()).default;
      }),
    };
    known.set(lesson, caches);
  }
  return caches;
}

export function chapterCache(lesson: Lesson): ModuleCaches['chapters'] {
  return cachesOf(lesson).chapters;
}

export function widgetCache(lesson: Lesson): ModuleCaches['widgets'] {
  return cachesOf(lesson).widgets;
}

export function chapterKey(language: Language, chapter: string): string {
  return `${language}/${chapter}`;
}
