/**
 * @file One printable page per chapter: `<Handout>` after the slides, with `<Exercise>`s and their solutions.
 * Shown at the chapter's end in reading mode and as a page of its own in print, never in a talk.
 */
import type { ReactNode } from 'react';
import { LANGUAGE_TAGS, useText } from '../../page/language.ts';
import { useSlideScope } from '../context.ts';
import { slideTexts } from './texts.ts';

/** Slide ids that stand for a chapter's handout. */
export function handoutId(chapter: string): string {
  return `handout-${chapter}`;
}

export function Handout({ title, children }: { title: string; children?: ReactNode }) {
  const { slide, language } = useSlideScope();
  const t = useText(slideTexts);
  if (slide.id !== handoutId(slide.chapter)) return null;
  return (
    <div className="slide-box scale handout" lang={LANGUAGE_TAGS[language]}>
      <h2 className="slide-title" id={`${slide.id}-title`}>
        {t('handout', { title })}
      </h2>
      <div className="slide-content">{children}</div>
    </div>
  );
}

export function Exercise({ question, children }: { id: string; question: string; children?: ReactNode }) {
  const t = useText(slideTexts);
  const { mode } = useSlideScope();
  return (
    <section className="exercise">
      <p className="exercise-question">{question}</p>
      <details open={mode === 'print' ? true : undefined}>
        <summary>{t('showAnswer')}</summary>
        <div className="derive-body">{children}</div>
      </details>
    </section>
  );
}
