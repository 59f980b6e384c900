/**
 * @file The deck's part of the address: `#slide-id`, `#slide-id:step`, and `?view=read`. All other query
 * parameters belong to the widgets (`src/page`) and are not changed.
 */
import type { Outline } from './lesson.ts';
import { clampPosition, type Position, slideIndex } from './navigation.ts';

export type Mode = 'present' | 'read' | 'print';

interface ParsedHash {
  position: Position;
  /** The id that was asked for and does not exist. */
  unknown: string | null;
}

/** The page beside the deck: `#lab`, with settings after a question mark. Not a slide; the deck ignores it. */
export const LAB_HASH = '#lab';

export function isLabHash(hash: string): boolean {
  return hash === LAB_HASH || hash.startsWith(`${LAB_HASH}?`);
}

export function parseHash(outline: Outline, hash: string): ParsedHash {
  let text = hash.replace(/^#\/?/, '');
  try {
    text = decodeURIComponent(text);
  } catch {
    // With a stray % the text is taken undecoded.
  }
  const [id = '', step = ''] = text.split(':');
  const known = id === '' || slideIndex(outline, id) >= 0;
  const wanted = { slide: known ? id : '', step: step === '' ? 0 : Number(step) };
  return { position: clampPosition(outline, wanted), unknown: known ? null : id };
}

export function formatHash({ slide, step }: Position): string {
  return step > 0 ? `#${slide}:${step}` : `#${slide}`;
}

export function modeFromSearch(search: string): Mode | null {
  const view = new URLSearchParams(search).get('view');
  return view === 'present' || view === 'read' || view === 'print' ? view : null;
}

/** The same query with our one parameter set; `null` removes it. */
export function searchWithMode(search: string, mode: Mode | null): string {
  const params = new URLSearchParams(search);
  if (mode) params.set('view', mode);
  else params.delete('view');
  // Commas are legal in a query, and widgets write them plain.
  const text = params.toString().replaceAll('%2C', ',');
  return text ? `?${text}` : '';
}

/** Phones start reading: by the shorter side, so that turning the phone changes nothing. */
export function defaultMode(width: number, height: number): Mode {
  return Math.min(width, height) < 560 || width < 760 ? 'read' : 'present';
}
