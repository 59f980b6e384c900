/** @file `<Slide>`: title and grid of one slide; `<Text>`: its column of words beside a widget; `<Step>`. */
import { Children, isValidElement, type ReactNode } from 'react';
import { LANGUAGE_TAGS } from '../../page/language.ts';
import { useSlideScope } from '../context.ts';
import { deckTexts } from '../text.ts';
import { Notes } from './Notes.tsx';

type SlideLayout = 'prose' | 'demo' | 'wide' | 'title' | 'statement';

interface SlideProps {
  id: string;
  title: string;
  /** prose: words alone. demo: words left, widget right. wide: words above a widget. */
  layout?: SlideLayout;
  /** Slides with little text are set larger when presented. */
  size?: 'large';
  children?: ReactNode;
}

export function Slide({ id, title, layout = 'prose', size, children }: SlideProps) {
  const { slide, language, view } = useSlideScope();
  if (slide.id !== id) return null;
  if (view === 'notes') {
    const notes = Children.toArray(children).filter((child) => isValidElement(child) && child.type === Notes);
    // A public build carries none.
    return notes.length > 0 ? notes : <p>{deckTexts[language].noNotes}</p>;
  }
  return (
    <div
      className={`slide-box scale layout-${layout}${size ? ` size-${size}` : ''}`}
      lang={LANGUAGE_TAGS[language]}
      data-view={view}
    >
      <h2 className="slide-title" id={`${id}-title`}>
        {title}
      </h2>
      <div className="slide-content">{children}</div>
    </div>
  );
}

export function Text({ children }: { children?: ReactNode }) {
  return <div className="slide-text">{children}</div>;
}

/** `at` is numbered by `mdx/slides.ts`. A step not yet shown takes up its space, so that the layout does not shift. */
export function Step({ at = '0', children }: { at?: string; children?: ReactNode }) {
  const { step, mode } = useSlideScope();
  const shown = mode !== 'present' || step >= Number(at);
  return (
    <div className="slide-step" data-shown={shown} inert={!shown}>
      {children}
    </div>
  );
}

export function Chapter() {
  return null;
}
