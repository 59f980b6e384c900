/**
 * @file Full-text search over slides, handouts, exercises, glossary and lab, in both languages; the words are loaded
 * when the sheet first opens.
 */
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { LANGUAGE_TAGS, useLanguage, useText } from '../../page/language.ts';
import { useDeckContext } from '../context.ts';
import type { SearchEntry } from '../lesson.ts';
import { formatHash, LAB_HASH } from '../location.ts';
import { findEntries, keyOf } from '../search.ts';
import { deckTexts } from '../text.ts';
import { Sheet } from './Sheet.tsx';

export function Search() {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const language = useLanguage();
  const [entries, setEntries] = useState<readonly SearchEntry[]>([]);
  const [text, setText] = useState('');
  const query = useDeferredValue(text);
  const input = useRef<HTMLInputElement>(null);
  const close = () => deck.set({ panel: null });
  useEffect(() => {
    input.current?.focus();
    lesson.loadSearch().then(setEntries, () => setEntries([]));
  }, [lesson]);
  const hits = findEntries(entries, query, language);
  const open = ({ kind, slide }: SearchEntry) => {
    close();
    if (kind === 'lab') location.hash = LAB_HASH;
    else if (kind === 'handout' || kind === 'exercise') deck.openHandout(slide);
    else deck.go({ slide, step: 0 });
  };
  return (
    <Sheet title={t('search')} className="sheet-search" onClose={close}>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (hits[0]) open(hits[0].entry);
          }}
        >
          <label className="field">
            <span className="field-label">{t('searchLabel')}</span>
            <input
              ref={input}
              className="text-input"
              type="search"
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                // The field would only be cleared by the first press, and the sheet be closed by the second.
                if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
                event.preventDefault();
                close();
              }}
            />
          </label>
        </form>
      </search>
      <p className="search-count" role="status">
        {query.trim() === ''
          ? ''
          : hits.length === 0
            ? t('searchNone', { query: query.trim() })
            : t('searchCount', { count: hits.length })}
      </p>
      <ul className="search-hits">
        {hits.map(({ entry, before, match, after }) => (
          <li key={keyOf(entry)} lang={LANGUAGE_TAGS[entry.language]}>
            <a
              href={entry.kind === 'lab' ? LAB_HASH : formatHash({ slide: entry.slide, step: 0 })}
              onClick={(event) => {
                event.preventDefault();
                open(entry);
              }}
            >
              <strong>
                {entry.kind === 'slide' ? null : <span className="tag">{t(`found_${entry.kind}`)}</span>}
                {entry.title}
              </strong>
              <span className="search-snippet">
                {before}
                {match ? <mark>{match}</mark> : null}
                {after}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
