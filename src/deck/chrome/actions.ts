/** @file What keys and buttons do beyond moving: one function for both. */
import type { DeckCommand } from '../keys.ts';
import { closeConsole, openConsole } from '../presenter/console-window.ts';
import type { DeckStore } from '../state.ts';

function toggleFullscreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => {});
}

export function perform(deck: DeckStore, command: DeckCommand): void {
  const { mode, pointer, black, consoleOpen } = deck.get();
  switch (command.type) {
    case 'move':
      deck.move(command.move);
      break;
    case 'overview':
    case 'search':
    case 'help':
      deck.togglePanel(command.type);
      break;
    case 'draw':
    case 'laser':
      deck.set({ pointer: pointer === command.type || mode !== 'present' ? 'none' : command.type });
      break;
    case 'black':
      deck.set({ black: mode === 'present' && !black });
      break;
    case 'mode':
      deck.setMode(mode === 'present' ? 'read' : 'present');
      break;
    case 'fullscreen':
      toggleFullscreen();
      break;
    case 'console':
      if (consoleOpen) closeConsole();
      // Opened here, in the key press or click itself: browsers allow pop-ups only then.
      deck.set(
        consoleOpen || openConsole()
          ? { consoleOpen: !consoleOpen, consoleBlocked: false }
          : { consoleBlocked: true },
      );
      break;
  }
}
