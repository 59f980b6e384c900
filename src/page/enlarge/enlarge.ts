/**
 * @file Anything on the page can fill the window: a chart, a figure, a table, a formula, an answer. The element itself
 * is shown in the browser's top layer, as a popover, and is not moved in the document: a chart continues to draw its run,
 * and buttons in a table work.
 */
import { createStore } from '../store.ts';

/** What can be enlarged; of nested ones the outermost. */
const ENLARGEABLE = 'figure, table, pre, .tex-display, [data-enlarge]';
/** Nothing beyond these is part of a slide or of the lab. */
const PLACES = '.slide-box, .lab-main';

export const enlarged = createStore<{ element: HTMLElement | null }>({ element: null });

/** The enlargeable element around a place in the document; none in sheets, bars and menus. */
export function enlargeableAt(target: EventTarget | null): HTMLElement | null {
  const start = target as Element | null;
  if (typeof start?.closest !== 'function' || !start.closest(PLACES)) return null;
  let found: HTMLElement | null = null;
  for (
    let at = start.closest<HTMLElement>(ENLARGEABLE);
    at !== null;
    at = at.parentElement?.closest<HTMLElement>(ENLARGEABLE) ?? null
  )
    found = at;
  return found;
}

/** The largest visible enlargeable element below an element. */
export function largestIn(root: ParentNode): HTMLElement | null {
  const area = (element: HTMLElement) => {
    const { width, height } = element.getBoundingClientRect();
    return width * height;
  };
  const all = [...root.querySelectorAll<HTMLElement>(ENLARGEABLE)].filter((element) => area(element) > 0);
  return all.reduce<HTMLElement | null>(
    (best, element) => (best === null || area(element) > area(best) ? element : best),
    null,
  );
}

/** What had the focus before. */
let before: HTMLElement | null = null;

export function enlarge(element: HTMLElement): void {
  shrink();
  element.setAttribute('popover', 'manual');
  element.dataset.enlarged = '';
  // Some test environments have no popovers.
  element.showPopover?.();
  enlarged.set({ element });
  // So that the arrows scroll what is longer than the window.
  if (element.tabIndex < 0) element.tabIndex = -1;
  before = document.activeElement as HTMLElement | null;
  if (!element.contains(before)) element.focus({ preventScroll: true });
}

export function shrink(): void {
  const { element } = enlarged.get();
  if (!element) return;
  enlarged.set({ element: null });
  if (element.isConnected) element.hidePopover?.();
  element.removeAttribute('popover');
  if (element.getAttribute('tabindex') === '-1') element.removeAttribute('tabindex');
  delete element.dataset.enlarged;
  if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
  before = null;
}

/** While something is enlarged, Esc, `z` and the clicker's keys shrink it. @returns whether the key was one of them. */
export function shrinkByKey({ key, isComposing, target }: KeyboardEvent): boolean {
  if (!enlarged.get().element || isComposing) return false;
  const types = (target as Element | null)?.matches?.('input, textarea, select') ?? false;
  if (!(key === 'Escape' || key.startsWith('Page') || (key.toLowerCase() === 'z' && !types))) return false;
  shrink();
  return true;
}
