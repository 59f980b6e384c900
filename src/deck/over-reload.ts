/**
 * @file A talk goes on where it was after a reload (the slideshow button of many clickers sends F5): ink, clock and the
 * presenter's window; slide and step are in the address.
 */
import { leaveBehind, leftBefore } from '../page/over-reload.ts';
import { ink, inkFrom } from './ink/ink.ts';
import { openConsole } from './presenter/console-window.ts';
import { timer, timerFrom } from './presenter/timer.ts';
import type { DeckStore } from './state.ts';

/** @returns a function that ends it */
export function goOnAfterReload(deck: DeckStore): () => void {
  ink.set(inkFrom(leftBefore('ink')) ?? {});
  timer.set(timerFrom(leftBefore('timer')) ?? {});
  const ends = [
    leaveBehind('ink', () => ({ strokes: ink.get().strokes, colour: ink.get().colour })),
    leaveBehind('timer', () => timer.get()),
    leaveBehind('console', () => deck.get().consoleOpen),
  ];
  if (leftBefore('console') === true) ends.push(openConsoleAtNextPress(deck));
  return () => {
    for (const end of ends) end();
  };
}

/** Browsers open windows in a press only. */
function openConsoleAtNextPress(deck: DeckStore): () => void {
  const end = () => {
    removeEventListener('keydown', onPress, true);
    removeEventListener('pointerup', onPress, true);
  };
  const onPress = () => {
    end();
    if (!deck.get().consoleOpen && openConsole()) deck.set({ consoleOpen: true });
  };
  addEventListener('keydown', onPress, true);
  addEventListener('pointerup', onPress, true);
  return end;
}
