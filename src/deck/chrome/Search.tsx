/** @file Full-text search over both editions; the words are loaded when the sheet first opens. */
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useText } from '../../page/language.ts';
import { useDeckContext } from '../context.ts';
import type { SearchEntry } from '../lesson.ts';
import { formatHash } from '../location.ts';
import { findSlides } from '../search.ts';
import { deckTexts } from '../text.ts';
import { Sheet } from './Sheet.tsx';

export function Search() {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const [entries, setEntries] = useState<readonly SearchEntry[]>([]);
  const [text, setText] = useState('');
  const query = useDeferredValue(text);
  const input = useRef<HTMLInputElement>(null);
  const close = () => deck.set({ panel: null });
  useEffect(() => {
    input.current?.focus();
    lesson.loadSearch().then(setEntries, () => setEntries([]));
  }, [lesson]);
  const hits = findSlides(entries, query);
  const open = (id: string) => {
    close();
    deck.go({ slide: id, step: 0 });
  };
  return (
    <Sheet title={t('search')} className="sheet-search" onClose={close}>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (hits[0]) open(hits[0].id);
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
        {hits.map((hit) => (
          <li key={`${hit.language}-${hit.id}`} lang={hit.language === 'zh' ? 'zh-CN' : 'en'}>
            <a
              href={formatHash({ slide: hit.id, step: 0 })}
              onClick={(event) => {
                event.preventDefault();
                open(hit.id);
              }}
            >
              <strong>{hit.title}</strong>
              <span className="search-snippet">
                {hit.inNotes ? <span className="tag">{t('inNotes')}</span> : null}
                {hit.before}
                {hit.match ? <mark>{hit.match}</mark> : null}
                {hit.after}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
