/** @file Joins the deck to this lesson's slides and widgets. */
import outline from 'virtual:lesson-outline';
import type { ChapterComponent, Lesson } from '../deck/lesson.ts';
import { widgets } from '../widgets/registry.ts';

const chapters = import.meta.glob<{ default: ChapterComponent }>('../../slides/*/*.mdx');

export const lesson: Lesson = {
  outline,
  async loadChapter(language, chapter) {
    const load = chapters[`../../slides/${language}/${chapter}.mdx`];
    if (!load) throw new Error(`no chapter ${language}/${chapter}`);
    return (await load()).default;
  },
  loadSearch: async () => (await import('virtual:lesson-search')).default,
  widgets,
};
