/**
 * @file The outline of a lesson, available before any slide is loaded. The outline is read from the MDX at build
 * time, so the slides themselves are the only place where order, titles and steps are written down.
 */
import type { ComponentType } from 'react';
import type { Language } from '../page/language.ts';

export interface SlideInfo {
  id: string;
  chapter: string;
  title: Record<Language, string>;
  /** Number of `<Step>` elements; step 0 shows none of them. */
  steps: number;
  /** Names of the widgets on the slide, in order. */
  widgets: string[];
  /** Planned minutes, from the notes. */
  minutes: number;
  /** Left out of the core path. */
  optional: boolean;
}

export interface ChapterInfo {
  /** File name without `.mdx`, such as `02-sft`. */
  id: string;
  title: Record<Language, string>;
}

export interface Outline {
  chapters: ChapterInfo[];
  slides: SlideInfo[];
}

/** What search finds, in one language. Speaker notes are not among it: students search too. */
export interface SearchEntry {
  kind: 'slide' | 'handout' | 'exercise' | 'term' | 'lab';
  /** Unique within a kind and a language. */
  id: string;
  language: Language;
  title: string;
  text: string;
  /** Slide that the entry leads to; of a handout and its exercises the last one of the chapter. */
  slide: string;
}

export type ChapterComponent = ComponentType<{ components: Record<string, unknown> }>;

export interface DeckWidgetProps {
  slideId: string;
  live: boolean;
}

/** Everything the deck is given; it imports no slide and no widget itself. */
export interface Lesson {
  outline: Outline;
  loadChapter(language: Language, chapter: string): Promise<ChapterComponent>;
  loadSearch(): Promise<SearchEntry[]>;
  widgets: Readonly<Record<string, () => Promise<{ default: ComponentType<DeckWidgetProps> }>>>;
}
