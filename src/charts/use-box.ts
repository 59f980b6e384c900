/** @file The pixel size of an element, so that charts are drawn to fit without a wrapper of their own. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

export interface Box {
  width: number;
  height: number;
}

/** Where nothing measures (tests, print before layout). */
const FALLBACK: Box = { width: 400, height: 200 };

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
        setBox((before) => (before.width === width && before.height === height ? before : { width, height }));
      }
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, box];
}
