/** @file The deck's state above all slides, and the actions on it. One instance per page. */

import { createStore, type Store } from '../page/store.ts';
import type { Outline } from './lesson.ts';
import {
  defaultMode,
  formatHash,
  isLabHash,
  type Mode,
  modeFromSearch,
  parseHash,
  searchWithMode,
} from './location.ts';
import { clampPosition, type Move, move, type Position } from './navigation.ts';

type Panel = 'overview' | 'search' | 'help' | null;
type Pointer = 'none' | 'draw' | 'laser';

export interface DeckState {
  mode: Mode;
  slide: string;
  step: number;
  panel: Panel;
  pointer: Pointer;
  /** The stage without a slide. */
  blank: 'none' | 'black' | 'white';
  /** Digits of the number of a slide, typed so far. */
  typed: string;
  /** Slide whose chapter's handout a reader was sent to; it is scrolled to, and forgotten at the next move. */
  handoutOf: string | null;
  /** Slides whose widgets have been mounted: here, or next to here, at some time. */
  visited: ReadonlySet<string>;
  /** A slide id from the address that does not exist; reported once, in a sentence. */
  unknownSlide: string | null;
  consoleOpen: boolean;
  consoleBlocked: boolean;
  /** Shows the same slide as other linked windows of this browser. */
  linked: boolean;
}

export interface DeckStore extends Store<DeckState> {
  outline: Outline;
  go(to: Position): void;
  move(by: Move): void;
  /** The reader scrolled to this slide: only the address changes. */
  scrolledTo(slide: string): void;
  /** Shows the handout behind the last slide of a chapter, in the one mode that has it on the screen. */
  openHandout(lastSlide: string): void;
  setMode(mode: Mode): void;
  togglePanel(panel: Exclude<Panel, null>): void;
}

/** What the deck needs of the browser, so that it can be tested without one. */
export interface DeckAddress {
  read(): { hash: string; search: string };
  write(search: string, hash: string, kind: 'push' | 'replace'): void;
  size(): { width: number; height: number };
}

const browserAddress: DeckAddress = {
  read: () => ({ hash: location.hash, search: location.search }),
  write(search, hash, kind) {
    const url = `${location.pathname}${search}${hash}`;
    try {
      if (kind === 'push') history.pushState(null, '', url);
      else history.replaceState(null, '', url);
    } catch {
      // Safari limits how often an address may change; the deck works without it.
    }
  },
  size: () => ({ width: innerWidth, height: innerHeight }),
};

/** This slide and its neighbours: their widgets are mounted, so that the next key press shows them at once. */
function withNeighbours(outline: Outline, visited: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const at = outline.slides.findIndex((slide) => slide.id === id);
  const wanted = [at, at + 1].flatMap((index) => outline.slides[index]?.id ?? []);
  return wanted.every((slide) => visited.has(slide)) ? visited : new Set([...visited, ...wanted]);
}

export function createDeck(outline: Outline, address: DeckAddress = browserAddress): DeckStore {
  const { hash, search } = address.read();
  const { position, unknown } = parseHash(outline, isLabHash(hash) ? '' : hash);
  const { width, height } = address.size();
  const store = createStore<DeckState>({
    mode: modeFromSearch(search) ?? defaultMode(width, height),
    ...position,
    panel: null,
    pointer: 'none',
    blank: 'none',
    typed: '',
    handoutOf: null,
    visited: withNeighbours(outline, new Set(), position.slide),
    unknownSlide: unknown,
    consoleOpen: false,
    consoleBlocked: false,
    linked: new URLSearchParams(search).get('linked') === '1',
  });

  function go(to: Position): void {
    const target = clampPosition(outline, to);
    const { slide, step, visited } = store.get();
    store.set({
      ...target,
      blank: 'none',
      typed: '',
      handoutOf: null,
      unknownSlide: null,
      visited: withNeighbours(outline, visited, target.slide),
    });
    if (target.slide === slide && target.step === step) return;
    address.write(address.read().search, formatHash(target), target.slide === slide ? 'replace' : 'push');
  }

  function setMode(mode: Mode): void {
    store.set({ mode, pointer: 'none', blank: 'none', typed: '' });
    const { slide, step } = store.get();
    const inAddress = mode === 'print' ? modeFromSearch(address.read().search) : mode;
    address.write(searchWithMode(address.read().search, inAddress), formatHash({ slide, step }), 'replace');
  }

  return {
    ...store,
    outline,
    go,
    setMode,
    openHandout(lastSlide) {
      go({ slide: lastSlide, step: 0 });
      setMode('read');
      store.set({ handoutOf: lastSlide });
    },
    move(by) {
      const { slide, step, blank } = store.get();
      // The first key after a blank screen brings the slide back and moves nothing.
      if (blank !== 'none') store.set({ blank: 'none' });
      else go(move(outline, { slide, step }, by));
    },
    scrolledTo(slide) {
      const state = store.get();
      if (state.slide === slide) return;
      store.set({
        slide,
        step: 0,
        handoutOf: null,
        visited: withNeighbours(outline, state.visited, slide),
      });
      address.write(address.read().search, formatHash({ slide, step: 0 }), 'replace');
    },
    togglePanel(panel) {
      store.set({ panel: store.get().panel === panel ? null : panel });
    },
  };
}

/** Goes to where the address points, unless that is the page beside the deck. */
export function readAddress(deck: DeckStore, address: DeckAddress = browserAddress): void {
  const { hash } = address.read();
  if (isLabHash(hash)) return;
  const { position, unknown } = parseHash(deck.outline, hash);
  const { visited } = deck.get();
  deck.set({
    ...position,
    unknownSlide: unknown,
    visited: withNeighbours(deck.outline, visited, position.slide),
  });
}

/** Goes to the slide of every new address: back, forward, or edited by hand. @returns a function that ends it. */
export function followAddress(deck: DeckStore, address: DeckAddress = browserAddress): () => void {
  const onChange = () => readAddress(deck, address);
  addEventListener('popstate', onChange);
  addEventListener('hashchange', onChange);
  return () => {
    removeEventListener('popstate', onChange);
    removeEventListener('hashchange', onChange);
  };
}
