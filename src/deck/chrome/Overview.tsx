/** @file All slides by chapter, as links. */
import { useEffect, useRef } from 'react';
import { useLanguage, useText } from '../../page/language.ts';
import { useDeck, useDeckContext } from '../context.ts';
import { formatHash } from '../location.ts';
import { useProgress } from '../progress.ts';
import { deckTexts } from '../text.ts';
import { Icon } from './icons.tsx';
import { Sheet } from './Sheet.tsx';

export function Overview() {
  const { deck, lesson } = useDeckContext();
  const t = useText(deckTexts);
  const language = useLanguage();
  const current = useDeck((state) => state.slide);
  const mode = useDeck((state) => state.mode);
  const seen = useProgress();
  const here = useRef<HTMLAnchorElement>(null);
  const close = () => deck.set({ panel: null });
  useEffect(() => here.current?.focus(), []);
  const { chapters, slides } = lesson.outline;
  return (
    <Sheet title={t('overview')} className="sheet-overview" onClose={close}>
      {chapters.map((chapter, index) => (
        <section key={chapter.id} className="overview-chapter" aria-labelledby={`overview-${chapter.id}`}>
          <h3 id={`overview-${chapter.id}`}>
            <span className="overview-number">{index + 1}</span> {chapter.title[language]}
          </h3>
          <ol>
            {slides.map((slide, number) =>
              slide.chapter === chapter.id ? (
                <li key={slide.id}>
                  <a
                    ref={slide.id === current ? here : undefined}
                    href={formatHash({ slide: slide.id, step: 0 })}
                    aria-current={slide.id === current ? 'page' : undefined}
                    onClick={(event) => {
                      event.preventDefault();
                      close();
                      deck.go({ slide: slide.id, step: 0 });
                    }}
                  >
                    <span className="overview-index">{number + 1}</span>
                    <span className="overview-title">{slide.title[language]}</span>
                    {mode === 'read' && seen.has(slide.id) ? (
                      <span className="overview-seen">
                        <Icon name="check" />
                        <span className="visually-hidden">{t('seen')}</span>
                      </span>
                    ) : null}
                  </a>
                </li>
              ) : null,
            )}
          </ol>
        </section>
      ))}
    </Sheet>
  );
}
