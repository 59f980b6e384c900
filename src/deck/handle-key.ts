/** @file A key press in the page or in the presenter's window becomes an action. */
import { enlarged, shrinkByKey } from '../page/enlarge/enlarge.ts';
import { perform } from './chrome/actions.ts';
import { commandForKey, type DeckCommand, focusKind } from './keys.ts';
import type { DeckStore } from './state.ts';

export function handleDeckKey(deck: DeckStore, event: KeyboardEvent): void {
  // Other keys belong to what is enlarged.
  if (event.defaultPrevented || shrinkByKey(event) || enlarged.get().element) return;
  const presenting = deck.get().mode === 'present';
  const command = commandForKey(event, focusKind(event.target), presenting);
  const sheet = document.querySelector('dialog[open]');
  if (sheet !== null) {
    // A sheet receives all keys but the clicker's, which close it and turn the page.
    if (command?.type !== 'move' || !event.key.startsWith('Page')) return;
    deck.set({ panel: null });
  }
  if (event.key === 'Escape' && !event.isComposing) {
    deck.set({ pointer: 'none', blank: 'none', typed: '' });
    // Esc returns the keyboard to the slide.
    (event.target as HTMLElement | null)?.blur?.();
    return;
  }
  if (!command) return;
  event.preventDefault();
  perform(deck, deck.get().typed === '' ? command : afterDigits(deck, event.key, command));
}

/** While the number of a slide is being typed, Enter goes there and Backspace takes a digit back. */
function afterDigits(deck: DeckStore, key: string, command: DeckCommand): DeckCommand {
  if (key === 'Enter') return { type: 'jump' };
  if (key === 'Backspace') return { type: 'eraseDigit' };
  if (command.type !== 'digit') deck.set({ typed: '' });
  return command;
}
