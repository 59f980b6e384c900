/** @file Draws a slide's ink and the laser dot, and handles the pen while drawing is on. */
import type { PointerEvent } from 'react';
import { useStore } from '../../page/store.ts';
import { useDeck } from '../context.ts';
import { beginStroke, extendStroke, type InkPoint, ink, strokePath, strokesOf } from './ink.ts';

/** In shares of the slide's 16:9 box; the layer of a higher window reaches below it, where y is over 1. */
function pointOf(event: PointerEvent): InkPoint {
  const { left, top, width } = event.currentTarget.getBoundingClientRect();
  return { x: (event.clientX - left) / width, y: (event.clientY - top) / ((width * 9) / 16) };
}

export function InkLayer({ slide }: { slide: string }) {
  const pointer = useDeck((state) => state.pointer);
  const current = useDeck((state) => state.slide === slide);
  const strokes = useStore(ink, (state) => strokesOf(state, slide));
  const laser = useStore(ink, (state) => (current ? state.laser : null));
  if (pointer === 'none' && strokes.length === 0 && !laser) return null;
  return (
    <div
      className="ink-layer"
      data-pointer={pointer}
      aria-hidden="true"
      onPointerDown={(event) => {
        if (pointer !== 'draw') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        beginStroke(slide, pointOf(event));
      }}
      onPointerMove={(event) => {
        if (pointer === 'draw' && event.buttons > 0) extendStroke(slide, pointOf(event));
        else if (pointer === 'laser') ink.set({ laser: pointOf(event) });
      }}
      onPointerLeave={() => ink.set({ laser: null })}
    >
      <svg viewBox="0 0 1600 900" preserveAspectRatio="none" aria-hidden="true">
        {strokes.map((stroke, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only appended or all wiped.
          <path key={index} d={strokePath(stroke)} style={{ stroke: `var(--${stroke.colour})` }} />
        ))}
      </svg>
      {laser ? (
        <span className="laser-dot" style={{ left: `${laser.x * 100}%`, top: `${laser.y * 56.25}cqw` }} />
      ) : null}
    </div>
  );
}
