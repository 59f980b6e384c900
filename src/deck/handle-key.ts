/** @file A key press in the page or in the presenter's window becomes an action. */
import { perform } from './chrome/actions.ts';
import { commandForKey, focusKind } from './keys.ts';
import type { DeckStore } from './state.ts';

export function handleDeckKey(deck: DeckStore, event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const { mode } = deck.get();
  if (event.key === 'Escape' && !event.isComposing) {
    deck.set({ pointer: 'none', black: false });
    // Esc returns the keyboard to the slide.
    (event.target as HTMLElement | null)?.blur?.();
    return;
  }
  const command = commandForKey(event, focusKind(event.target), mode === 'present');
  if (!command) return;
  event.preventDefault();
  perform(deck, command);
}
