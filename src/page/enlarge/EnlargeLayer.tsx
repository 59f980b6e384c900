/**
 * @file Enlarges what is pressed twice, with the mouse or a finger, and shows the button that shrinks it. One for
 * the whole page, so that charts, tables and figures need no code of their own.
 */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useText } from '../language.ts';
import { useStore } from '../store.ts';
import { enlarge, enlargeableAt, enlarged, shrink, shrinkByKey } from './enlarge.ts';
import './enlarge.css';
import { enlargeTexts } from './texts.ts';

/** A double press on one of these is for the control itself. */
const CONTROLS =
  'button, a, input, select, textarea, summary, label, [role="button"], [role="tab"], [draggable]';

export function EnlargeLayer() {
  const t = useText(enlargeTexts);
  const large = useStore(enlarged, ({ element }) => element);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const onDoublePress = ({ target }: Event) => {
      const element = enlargeableAt(target);
      if (!element || enlarged.get().element || (target as Element).closest(CONTROLS)) return;
      // The word below it has been selected.
      getSelection()?.removeAllRanges();
      enlarge(element);
    };
    const onKey = (event: KeyboardEvent) => {
      if (shrinkByKey(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    addEventListener('dblclick', onDoublePress);
    // Before the deck's listener, so that the clicker's key shrinks and does not turn the page as well.
    addEventListener('keydown', onKey, true);
    return () => {
      removeEventListener('dblclick', onDoublePress);
      removeEventListener('keydown', onKey, true);
      shrink();
    };
  }, []);

  // Above what is enlarged: of the top layer, the last one shown is in front.
  useLayoutEffect(() => {
    if (large) button.current?.showPopover?.();
    else button.current?.hidePopover?.();
  }, [large]);

  return (
    <button
      ref={button}
      type="button"
      popover="manual"
      className="enlarge-close"
      aria-label={t('shrink')}
      title={t('shrink')}
      onClick={shrink}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <path
          d="M4.5 4.5l11 11M15.5 4.5l-11 11"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
      </svg>
    </button>
  );
}
