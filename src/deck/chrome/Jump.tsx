/** @file The number of a slide while it is typed, with the title that Enter would lead to. */
import { useLanguage, useText } from '../../page/language.ts';
import { useDeck, useDeckContext } from '../context.ts';
import { deckTexts } from '../text.ts';

export function Jump() {
  const { lesson } = useDeckContext();
  const t = useText(deckTexts);
  const language = useLanguage();
  const typed = useDeck((state) => state.typed);
  const { slides } = lesson.outline;
  const slide = slides[Number(typed) - 1];
  return (
    <div aria-live="polite">
      {typed === '' ? null : (
        <p className="deck-jump">
          <strong>{typed}</strong>
          <span>{slide ? slide.title[language] : t('noSuchNumber', { count: slides.length })}</span>
          {slide ? <kbd className="key">Enter</kbd> : null}
        </p>
      )}
    </div>
  );
}
