/** @file Joins the deck to this lesson's slides and widgets. */
import outline from 'virtual:lesson-outline';
import type { ChapterComponent, Lesson, SearchEntry } from '../deck/lesson.ts';
import { widgets } from '../widgets/registry.ts';

const chapters = import.meta.glob<{ default: ChapterComponent }>('../../slides/*/*.mdx');

export const lesson: Lesson = {
  outline,
  async loadChapter(language, chapter) {
    const load = chapters[`../../slides/${language}/${chapter}.mdx`];
    if (!load) throw new Error(`no chapter ${language}/${chapter}`);
    return (await load()).default;
  },
  async loadSearch() {
    const [{ default: entries }, { texts: labTexts }] = await Promise.all([
      import('virtual:lesson-search'),
      import('../lab/texts.ts'),
    ]);
    const lab = (['zh', 'en'] as const).map((language): SearchEntry => {
      const { title, intro } = labTexts[language];
      return { kind: 'lab', id: 'lab', language, title, text: intro, slide: outline.slides[0]!.id };
    });
    return [...entries, ...lab];
  },
  widgets,
};
