/**
 * @file At most one notification per animation frame. A hidden tab has no frames, so a slow timer replaces them.
 */

/** Longest wait in milliseconds, where no frame comes. */
const FALLBACK_MS = 200;

/** Returns a function that runs `action` once, soon, however often it is called before. */
export function oncePerFrame(action: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    let frame = 0;
    const run = () => {
      clearTimeout(timer);
      if (typeof cancelAnimationFrame === 'function') cancelAnimationFrame(frame);
      if (!waiting) return;
      waiting = false;
      action();
    };
    const timer = setTimeout(run, FALLBACK_MS);
    if (typeof requestAnimationFrame === 'function') frame = requestAnimationFrame(run);
  };
}
