/** @file Where one is in the deck, and where a key leads: pure functions over the outline. */
import type { Outline, SlideInfo } from './lesson.ts';

export interface Position {
  slide: string;
  step: number;
}

export type Move = 'next' | 'previous' | 'nextSlide' | 'previousSlide' | 'first' | 'last';

export function slideIndex(outline: Outline, id: string): number {
  return outline.slides.findIndex((slide) => slide.id === id);
}

export function slideOf(outline: Outline, id: string): SlideInfo {
  return outline.slides[Math.max(0, slideIndex(outline, id))]!;
}

/** The nearest position that exists: an unknown slide is the first one, a step is clamped. */
export function clampPosition(outline: Outline, position: Position): Position {
  const slide = slideOf(outline, position.slide);
  const step = Number.isFinite(position.step) ? Math.round(position.step) : 0;
  return { slide: slide.id, step: slideIndex(outline, position.slide) < 0 ? 0 : clamp(step, 0, slide.steps) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Forward shows the next step, then the next slide; backward enters the previous slide with all steps shown. */
export function move(outline: Outline, from: Position, by: Move): Position {
  const index = Math.max(0, slideIndex(outline, from.slide));
  const last = outline.slides.length - 1;
  const start = (at: number): Position => ({ slide: outline.slides[clamp(at, 0, last)]!.id, step: 0 });
  const end = (at: number): Position => {
    const slide = outline.slides[clamp(at, 0, last)]!;
    return { slide: slide.id, step: slide.steps };
  };
  const here = outline.slides[index]!;
  switch (by) {
    case 'next':
      if (from.step < here.steps) return { slide: here.id, step: from.step + 1 };
      return index < last ? start(index + 1) : from;
    case 'previous':
      if (from.step > 0) return { slide: here.id, step: from.step - 1 };
      return index > 0 ? end(index - 1) : from;
    case 'nextSlide':
      return index < last ? start(index + 1) : end(last);
    case 'previousSlide':
      return index > 0 ? start(index - 1) : start(0);
    case 'first':
      return start(0);
    case 'last':
      return start(last);
  }
}
