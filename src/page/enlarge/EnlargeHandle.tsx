/**
 * @file One small button at the corner of what the pointer is over, a finger has touched or the focus is in: it enlarges
 * that, and puts it back. One for the whole page, so that no chart, table or figure needs to know of it.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../language.ts';
import { useStore } from '../store.ts';
import { enlarge, enlargeableAt, enlarged, shrink, shrinksOn } from './enlarge.ts';
import './enlarge.css';
import { enlargeTexts } from './texts.ts';

/** Pixels between the button and the corner of the window. */
const MARGIN = 8;

export function EnlargeHandle() {
  const t = useText(enlargeTexts);
  const large = useStore(enlarged, ({ element }) => element);
  const [near, setNear] = useState<HTMLElement | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const shown = large ?? near;

  useEffect(() => {
    const onPoint = ({ target, type }: Event) => {
      if (button.current?.contains(target as Node)) return;
      const found = enlargeableAt(target);
      // A touch outside of every control moves the focus to the slide around it.
      if (found || type !== 'focusin') setNear(found);
    };
    const onKey = (event: KeyboardEvent) => {
      if (shrinksOn(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    const points = ['pointerover', 'pointerdown', 'focusin'] as const;
    for (const name of points) addEventListener(name, onPoint, { passive: true });
    // Before the deck hears of it: the clicker's key puts back and does not turn the page as well.
    addEventListener('keydown', onKey, true);
    return () => {
      for (const name of points) removeEventListener(name, onPoint);
      removeEventListener('keydown', onKey, true);
      shrink();
    };
  }, []);

  // Above what is enlarged: of the top layer, the last one shown is in front.
  useLayoutEffect(() => {
    const element = button.current;
    if (!element || !shown) return;
    const place = () => {
      const { top, right } = shown.getBoundingClientRect();
      element.style.top = `${Math.max(0, large ? MARGIN : top)}px`;
      element.style.left = `${Math.min(innerWidth, large ? innerWidth - MARGIN : right)}px`;
    };
    place();
    element.showPopover?.();
    const options = { capture: true, passive: true };
    for (const name of ['scroll', 'resize']) addEventListener(name, place, options);
    return () => {
      for (const name of ['scroll', 'resize']) removeEventListener(name, place, options);
      if (element.isConnected) element.hidePopover?.();
    };
  }, [shown, large]);

  return (
    <button
      ref={button}
      type="button"
      popover="manual"
      className="enlarge-handle"
      tabIndex={large ? 0 : -1}
      aria-label={t(large ? 'shrink' : 'enlarge')}
      title={t(large ? 'shrink' : 'enlarge')}
      onClick={() => {
        if (large) shrink();
        else if (near) enlarge(near);
      }}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <path
          d={large ? 'M4.5 4.5l11 11M15.5 4.5l-11 11' : 'M12 3h5v5M17 3l-6 6M8 17H3v-5M3 17l6-6'}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
        />
      </svg>
    </button>
  );
}
