/** @file `<Term id="base">基座模型</Term>`: a real button that opens the term's meaning in both languages. */
import { type ReactNode, useId, useRef } from 'react';
import { LANGUAGE_TAGS, otherLanguage } from '../../page/language.ts';
import { useSlideScope } from '../context.ts';
import { glossary, type TermId } from '../glossary.ts';

const GAP = 6;

/** Under the word, inside the window. CSS anchor positioning is not in every browser. */
function place(box: HTMLElement, word: HTMLElement): void {
  const at = word.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = box;
  const below = at.bottom + GAP + offsetHeight <= innerHeight;
  box.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - offsetWidth - GAP))}px`;
  box.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - offsetHeight)}px`;
}

export function Term({ id, children }: { id: TermId; children?: ReactNode }) {
  const { language, view } = useSlideScope();
  const word = useRef<HTMLButtonElement>(null);
  const popover = useId();
  const entry = glossary[id];
  const other = otherLanguage(language);
  if (view === 'preview') return <span className="term">{children}</span>;
  return (
    <>
      <button type="button" className="term" ref={word} popoverTarget={popover}>
        {children ?? entry.name[language]}
      </button>
      <span
        id={popover}
        popover="auto"
        className="term-box"
        onToggle={(event) => {
          if (word.current && event.newState === 'open') place(event.currentTarget, word.current);
        }}
      >
        <strong>{entry.name[language]}</strong>
        {entry.name[other] === entry.name[language] ? null : (
          <span className="term-other" lang={LANGUAGE_TAGS[other]}>
            {entry.name[other]}
          </span>
        )}
        <span className="term-text">{entry.text[language]}</span>
      </span>
    </>
  );
}
