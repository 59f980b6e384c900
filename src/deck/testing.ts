/** @file What the deck's tests share: a small outline, a lesson without MDX, an address without a browser. */
import { createElement, type ReactNode } from 'react';
import type { Language } from '../page/language.ts';
import type { ChapterComponent, Lesson, Outline, SlideInfo } from './lesson.ts';
import type { DeckAddress } from './state.ts';

/** Slides of one chapter with their numbers of steps. */
export function outlineOf(steps: Record<string, number>, widgets: Record<string, string[]> = {}): Outline {
  return {
    chapters: [{ id: '01-test', title: { zh: '测试章', en: 'Test chapter' } }],
    slides: Object.entries(steps).map(
      ([id, count]): SlideInfo => ({
        id,
        chapter: '01-test',
        title: { zh: `标题 ${id}`, en: `Title ${id}` },
        steps: count,
        widgets: widgets[id] ?? [],
        minutes: 2,
        optional: false,
      }),
    ),
  };
}

type Part = (props: Record<string, unknown> & { children?: ReactNode }) => ReactNode;

/** Slides as the MDX compiler would write them: a paragraph, the steps, the widgets, the notes. */
export function lessonOf(outline: Outline, widgets: Lesson['widgets'] = {}): Lesson {
  return {
    outline,
    widgets,
    loadSearch: async () =>
      (['zh', 'en'] as const).flatMap((language) =>
        outline.slides.map(({ id, title }) => ({
          kind: 'slide' as const,
          id,
          language,
          title: title[language],
          text: language === 'zh' ? `正文 ${id}` : `Text ${id}`,
          slide: id,
        })),
      ),
    loadChapter: async (language) => chapterOf(outline, language),
  };
}

function chapterOf(outline: Outline, language: Language): ChapterComponent {
  return ({ components }) => {
    const part = (name: string) => components[name] as Part;
    return outline.slides.map((slide) =>
      createElement(
        part('Slide'),
        { key: slide.id, id: slide.id, title: slide.title[language] },
        createElement('p', { key: 'text' }, language === 'zh' ? `正文 ${slide.id}` : `Text ${slide.id}`),
        ...Array.from({ length: slide.steps }, (_, index) =>
          createElement(
            part('Step'),
            { key: `step-${index}`, at: String(index + 1) },
            `${slide.id} step ${index + 1}`,
          ),
        ),
        ...slide.widgets.map((name) => createElement(part('Widget'), { key: name, name })),
        createElement(part('Notes'), { key: 'notes' }, `notes ${slide.id}`),
      ),
    );
  };
}

interface FakeAddress extends DeckAddress {
  hash: string;
  search: string;
  /** Every entry that the back button would lead to. */
  history: string[];
}

export function fakeAddress(search = '', hash = '', width = 1280, height = 720): FakeAddress {
  const address: FakeAddress = {
    search,
    hash,
    history: [`${search}${hash}`],
    read: () => ({ search: address.search, hash: address.hash }),
    size: () => ({ width, height }),
    write(nextSearch, nextHash, kind) {
      address.search = nextSearch;
      address.hash = nextHash;
      if (kind === 'push') address.history.push(`${nextSearch}${nextHash}`);
      else address.history[address.history.length - 1] = `${nextSearch}${nextHash}`;
    },
  };
  return address;
}
