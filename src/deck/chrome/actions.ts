/** @file The actions of keys and buttons, other than moving. */
import { enlarge, enlargeableAt, largestIn } from '../../page/enlarge/enlarge.ts';
import { recordingsLoading } from '../../recordings/recordings.ts';
import { undoStroke } from '../ink/ink.ts';
import type { DeckCommand } from '../keys.ts';
import type { Lesson } from '../lesson.ts';
import { widgetCache } from '../module-caches.ts';
import { closeConsole, openConsole } from '../presenter/console-window.ts';
import type { DeckStore } from '../state.ts';

const PRINT_WAIT_MS = 8000;

/** Most digits of a slide's number. */
const MOST_DIGITS = 3;

function toggleFullscreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => {});
}

/** Prints after everything still loading has arrived, or after eight seconds. */
export async function printLesson(deck: DeckStore, lesson: Lesson): Promise<void> {
  const before = deck.get().mode;
  const names = new Set(lesson.outline.slides.flatMap(({ widgets }) => widgets));
  const cache = widgetCache(lesson);
  for (const name of names) cache.load(name);
  deck.set({ mode: 'print' });
  const deadline = Date.now() + PRINT_WAIT_MS;
  const loading = () =>
    recordingsLoading() || [...names].some((name) => cache.get(name)?.state === 'loading');
  do await new Promise((done) => setTimeout(done, 200));
  while (loading() && Date.now() < deadline);
  await document.fonts?.ready;
  // Time to render what was loaded last and fit it to its pages.
  await new Promise((done) => setTimeout(done, 200));
  window.print();
  deck.set({ mode: before });
}

/** The enlargeable element under the pointer. */
function pointedAt(): HTMLElement | null {
  return enlargeableAt([...document.querySelectorAll(':hover')].at(-1) ?? null);
}

export function perform(deck: DeckStore, command: DeckCommand): void {
  const { mode, pointer, blank, typed, consoleOpen } = deck.get();
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
    case 'undoInk':
      undoStroke(deck.get().slide);
      break;
    case 'black':
    case 'white':
      deck.set({ blank: mode !== 'present' || blank === command.type ? 'none' : command.type });
      break;
    case 'digit':
      deck.set({ typed: `${typed}${command.digit}`.slice(0, MOST_DIGITS) });
      break;
    case 'eraseDigit':
      deck.set({ typed: typed.slice(0, -1) });
      break;
    case 'jump': {
      const slide = deck.outline.slides[Number(typed) - 1];
      deck.set({ typed: '' });
      if (slide) deck.go({ slide: slide.id, step: 0 });
      break;
    }
    case 'enlarge': {
      const slide = document.querySelector(`[data-slide="${deck.get().slide}"]`);
      const element = enlargeableAt(document.activeElement) ?? pointedAt() ?? (slide && largestIn(slide));
      if (element) enlarge(element);
      break;
    }
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
