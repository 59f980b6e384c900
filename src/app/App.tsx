/** @file The shell: one deck for the life of the page. */
import { Deck } from '../deck/Deck.tsx';
import { chapterKey, chapterLibrary } from '../deck/libraries.ts';
import { slideOf } from '../deck/navigation.ts';
import { createDeck } from '../deck/state.ts';
import { getLanguage } from '../runs/language.ts';
import { lesson } from './lesson.ts';

const deck = createDeck(lesson.outline);

/** Asks for the first words before anything is rendered; otherwise they would wait for React's first effects. */
export function loadFirstWords(): void {
  const { chapter } = slideOf(lesson.outline, deck.get().slide);
  chapterLibrary(lesson).load(chapterKey(getLanguage(), chapter));
}

export function App() {
  return <Deck deck={deck} lesson={lesson} />;
}
