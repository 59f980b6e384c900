/** @file A chapter's handout, after its slides. */
import { useMemo } from 'react';
import { useDeck } from './context.ts';
import type { ChapterInfo, SlideInfo } from './lesson.ts';
import { handoutId } from './parts/Handout.tsx';
import { SlideBody } from './SlideBody.tsx';

const NO_HOSTS: ReadonlyMap<string, HTMLElement> = new Map();

export function HandoutFrame({ chapter }: { chapter: ChapterInfo }) {
  const mode = useDeck((state) => state.mode);
  const slide = useMemo(
    (): SlideInfo => ({
      id: handoutId(chapter.id),
      chapter: chapter.id,
      title: chapter.title,
      steps: 0,
      widgets: [],
      minutes: 0,
      optional: false,
    }),
    [chapter],
  );
  if (mode === 'present') return null;
  return (
    <section className="slide slide-handout" data-handout={chapter.id} aria-labelledby={`${slide.id}-title`}>
      <SlideBody slide={slide} step={0} mode={mode} view="stage" hosts={NO_HOSTS} />
    </section>
  );
}
