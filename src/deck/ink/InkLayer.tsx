/** @file Draws a slide's ink and the laser dot, and handles the pen while drawing is on. */
import { useEffect, useState } from 'react';
import { useStore } from '../../page/store.ts';
import { useDeck } from '../context.ts';
import { beginStroke, extendStroke, type InkPoint, ink, strokePath, strokesOf } from './ink.ts';

/** In shares of the slide's 16:9 box; the layer of a higher window reaches below it, where y is over 1. */
function pointOf({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>, layer: Element): InkPoint {
  const { left, top, width } = layer.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / ((width * 9) / 16) };
}

/** The laser dot goes where the pointer goes; presses reach what is under it. */
function useLaser(layer: HTMLElement | null, on: boolean): void {
  useEffect(() => {
    if (!layer || !on) return;
    const page = layer.ownerDocument;
    const hide = () => ink.set({ laser: null });
    const show = (event: MouseEvent) => {
      const { left, right, top, bottom } = layer.getBoundingClientRect();
      const { clientX: x, clientY: y } = event;
      if (x < left || x > right || y < top || y > bottom) hide();
      else ink.set({ laser: pointOf(event, layer) });
    };
    page.addEventListener('pointermove', show);
    page.documentElement.addEventListener('pointerleave', hide);
    return () => {
      page.removeEventListener('pointermove', show);
      page.documentElement.removeEventListener('pointerleave', hide);
      hide();
    };
  }, [layer, on]);
}

export function InkLayer({ slide }: { slide: string }) {
  const pointer = useDeck((state) => state.pointer);
  const current = useDeck((state) => state.slide === slide);
  const strokes = useStore(ink, (state) => strokesOf(state, slide));
  const laser = useStore(ink, (state) => (current ? state.laser : null));
  const [layer, setLayer] = useState<HTMLElement | null>(null);
  useLaser(layer, pointer === 'laser' && current);
  if (pointer === 'none' && strokes.length === 0 && !laser) return null;
  return (
    <div
      ref={setLayer}
      className="ink-layer"
      data-pointer={pointer}
      aria-hidden="true"
      onPointerDown={(event) => {
        if (pointer !== 'draw') return;
        event.currentTarget.setPointerCapture(event.pointerId);
        beginStroke(slide, pointOf(event, event.currentTarget));
      }}
      onPointerMove={(event) => {
        if (pointer === 'draw' && event.buttons > 0) extendStroke(slide, pointOf(event, event.currentTarget));
      }}
    >
      <svg viewBox="0 0 1600 900" preserveAspectRatio="none" aria-hidden="true">
        {strokes.map((stroke, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: strokes are appended and taken away at the end only.
          <path key={index} d={strokePath(stroke)} style={{ stroke: `var(--${stroke.colour})` }} />
        ))}
      </svg>
      {laser ? (
        <span className="laser-dot" style={{ left: `${laser.x * 100}%`, top: `${laser.y * 56.25}cqw` }} />
      ) : null}
    </div>
  );
}
