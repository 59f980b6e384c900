/** @file What a reload of this tab must not lose, in its session storage: written as the page goes, read by the next one. */

const PREFIX = 'lesson7.';

/** What the page before the reload left under this name; null where there is nothing, or nothing readable. */
export function leftBefore(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    // No session storage, or not our text.
    return null;
  }
}

/** Leaves a value under this name whenever the page goes. @returns a function that ends it */
export function leaveBehind(name: string, value: () => unknown): () => void {
  const write = () => {
    try {
      sessionStorage.setItem(PREFIX + name, JSON.stringify(value()));
    } catch {
      // Without session storage, or where it is full, the next page begins anew.
    }
  };
  addEventListener('pagehide', write);
  return () => removeEventListener('pagehide', write);
}
