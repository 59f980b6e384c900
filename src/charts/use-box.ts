/** @file The pixel size of an element and of its type, so that charts are drawn to fit, on a phone as on a projector. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

interface Box {
  width: number;
  height: number;
  /** How large its type is beside that of a laptop's page. */
  scale: number;
}

/** Pixels of `--text-xs` on a page at its usual size. */
const USUAL_TYPE = 12;

/** Where nothing measures (tests, print before layout). */
const FALLBACK: Box = { width: 400, height: 200, scale: 1 };

export function useBox<Element extends HTMLElement>(): [RefObject<Element | null>, Box] {
  const ref = useRef<Element>(null);
  const [box, setBox] = useState(FALLBACK);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const width = Math.floor(element.clientWidth);
      const height = Math.floor(element.clientHeight);
      if (width > 0 && height > 0) {
        const scale = Number.parseFloat(getComputedStyle(element).fontSize) / USUAL_TYPE || 1;
        setBox((before) =>
          before.width === width && before.height === height && before.scale === scale
            ? before
            : { width, height, scale },
        );
      }
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, box];
}

/** Attributes of an `<svg>` that is drawn in units of the usual page: its drawing grows with the type around it. */
export function drawnIn({ width, height, scale }: Box) {
  const drawing = { width: width / scale, height: height / scale };
  return { drawing, svg: { width, height, viewBox: `0 0 ${drawing.width} ${drawing.height}` } };
}
