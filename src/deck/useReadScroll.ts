/**
 * @file In reading mode, the slide that crosses the upper third of the window becomes current; a jump from elsewhere
 * scrolls to its slide and holds that position while content above is still loading.
 */
import { type RefObject, useEffect, useRef } from 'react';
import { useDeck, useDeckContext } from './context.ts';
import { slideOf } from './navigation.ts';

const INPUTS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

export function useReadScroll(main: RefObject<HTMLElement | null>): void {
  const { deck } = useDeckContext();
  const mode = useDeck((state) => state.mode);
  const slide = useDeck((state) => state.slide);
  const handout = useDeck((state) =>
    state.handoutOf === null ? null : slideOf(deck.outline, state.handoutOf).chapter,
  );
  // The slide that scrolling itself chose: no need to scroll to it.
  const chosen = useRef<string | null>(null);
  // Selector of the section jumped to; held in place until the reader moves.
  const pinned = useRef<string | null>(null);

  useEffect(() => {
    const root = main.current;
    if (mode !== 'read' || !root) return;
    const unpin = () => {
      pinned.current = null;
    };
    const hold = () => {
      if (pinned.current) scrollTo(root, pinned.current);
    };
    const seen = new IntersectionObserver(
      (entries) => {
        const under = entries.filter((entry) => entry.isIntersecting).at(-1);
        const id = (under?.target as HTMLElement | undefined)?.dataset.slide;
        if (!id || pinned.current || id === deck.get().slide) return;
        chosen.current = id;
        deck.scrolledTo(id);
      },
      { rootMargin: '-34% 0px -65% 0px' },
    );
    const grown = new ResizeObserver(hold);
    for (const section of root.querySelectorAll('section[data-slide]')) seen.observe(section);
    grown.observe(root);
    for (const input of INPUTS) addEventListener(input, unpin, { passive: true });
    return () => {
      seen.disconnect();
      grown.disconnect();
      for (const input of INPUTS) removeEventListener(input, unpin);
      chosen.current = null;
      pinned.current = null;
    };
  }, [deck, main, mode]);

  useEffect(() => {
    if (mode !== 'read' || chosen.current === slide || !main.current) return;
    chosen.current = slide;
    pinned.current = `section[data-slide="${slide}"]`;
    scrollTo(main.current, pinned.current);
  }, [main, mode, slide]);

  useEffect(() => {
    if (mode !== 'read' || handout === null || !main.current) return;
    pinned.current = `section[data-handout="${handout}"]`;
    scrollTo(main.current, pinned.current);
  }, [main, mode, handout]);
}

function scrollTo(root: HTMLElement, selector: string): void {
  const section = root.querySelector(selector);
  // The first slide belongs to the top of the page, bar included.
  if (section && section === root.firstElementChild) globalThis.scrollTo(0, 0);
  else section?.scrollIntoView?.({ block: 'start' });
}
