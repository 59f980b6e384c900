/**
 * @file A second tab or window, on a second screen, showing the same slide as this one: BroadcastChannel, which also joins windows
 * of the same file on `file://`. Only linked windows send or receive.
 */
import type { Position } from './navigation.ts';
import type { DeckStore } from './state.ts';

const CHANNEL = 'lesson7-deck';

type Message = { type: 'hello' } | { type: 'position'; position: Position };

export function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { type, position } = value as { type?: unknown; position?: Partial<Position> };
  if (type === 'hello') return true;
  return type === 'position' && typeof position?.slide === 'string' && typeof position.step === 'number';
}

export function linkWindows(deck: DeckStore): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => {};
  const channel = new BroadcastChannel(CHANNEL);
  const post = (message: Message) => channel.postMessage(message);
  const here = (): Position => ({ slide: deck.get().slide, step: deck.get().step });
  let last = here();
  const same = (a: Position, b: Position) => a.slide === b.slide && a.step === b.step;

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!deck.get().linked || !isMessage(data)) return;
    if (data.type === 'hello') {
      post({ type: 'position', position: here() });
      return;
    }
    // Set before going there, so that our own change is not sent back.
    last = data.position;
    deck.go(data.position);
  };
  const unsubscribe = deck.subscribe(() => {
    const now = here();
    // Scrolling in the reading mode does not change the slide of the others.
    if (!deck.get().linked || deck.get().mode !== 'present' || same(now, last)) return;
    last = now;
    post({ type: 'position', position: now });
  });
  if (deck.get().linked) post({ type: 'hello' });
  return () => {
    unsubscribe();
    channel.close();
  };
}

/** Opens a second window of this page; both then change slides together. */
export function openLinkedWindow(deck: DeckStore): void {
  deck.set({ linked: true });
  const url = new URL(location.href);
  url.searchParams.set('linked', '1');
  const opened = window.open(url, '_blank', 'popup,width=1280,height=760');
  if (!opened) deck.set({ consoleBlocked: true });
}
