/** @file The shell: one deck for the life of the page. */
import { Deck } from '../deck/Deck.tsx';
import { createDeck } from '../deck/state.ts';
import { lesson } from './lesson.ts';

const deck = createDeck(lesson.outline);

export function App() {
  return <Deck deck={deck} lesson={lesson} />;
}
