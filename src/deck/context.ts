/** @file What slides and chrome read from above: the deck, the lesson, and for each slide its own scope. */
import { createContext, useContext } from 'react';
import type { Language } from '../page/language.ts';
import { useStore } from '../page/store.ts';
import type { Lesson, SlideInfo } from './lesson.ts';
import type { Mode } from './location.ts';
import type { DeckState, DeckStore } from './state.ts';

interface DeckContext {
  deck: DeckStore;
  lesson: Lesson;
}

export const DeckContextValue = createContext<DeckContext | null>(null);

export function useDeckContext(): DeckContext {
  const value = useContext(DeckContextValue);
  if (!value) throw new Error('outside of <Deck>');
  return value;
}

export function useDeck<Value>(select: (state: DeckState) => Value): Value {
  return useStore(useDeckContext().deck, select);
}

export interface SlideScope {
  slide: SlideInfo;
  /** Language of the words now shown; lags behind the reader's choice while a chapter loads. */
  language: Language;
  /** Steps shown so far; in `read` and `print` all of them. */
  step: number;
  mode: Mode;
  /** 'stage': the slide itself. 'mirror': the same in the presenter's window. 'preview': the next slide, inert. */
  view: 'stage' | 'mirror' | 'preview' | 'notes';
  /** Persistent elements that widgets live in, by name, so that a language switch moves them, not remakes them. */
  hosts: ReadonlyMap<string, HTMLElement>;
}

export const SlideScopeValue = createContext<SlideScope | null>(null);

export function useSlideScope(): SlideScope {
  const value = useContext(SlideScopeValue);
  if (!value) throw new Error('outside of a slide');
  return value;
}
