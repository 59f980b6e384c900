/** @file `<Notes minutes={3} optional>`: notes for the speaker, directly inside `<Slide>`; only the console shows them. */
import type { ReactNode } from 'react';
import { LANGUAGE_TAGS } from '../../page/language.ts';
import { useSlideScope } from '../context.ts';

export function Notes({ children }: { minutes?: number; optional?: boolean; children?: ReactNode }) {
  const { view, language } = useSlideScope();
  if (view !== 'notes') return null;
  return (
    <div className="notes-body" lang={LANGUAGE_TAGS[language]}>
      {children}
    </div>
  );
}
