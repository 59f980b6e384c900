/**
 * @file While presenting, what was pressed with a pointer gives the focus back to the slide. Otherwise Enter after a
 * press on Train pauses the run, and the arrows move the slider last touched instead of turning the page. A control
 * that was reached by key keeps the focus, a text field does always, and so does what is in a sheet or a menu.
 */
import { focusKind } from './keys.ts';

function release(element: HTMLElement): void {
  if (element.closest('dialog, [popover]')) return;
  const kind = focusKind(element);
  if (kind === 'button' || kind === 'control') element.blur();
}

/** Starts in one window, the page's or the presenter's; returns what stops it. */
export function releaseFocus(view: Window): () => void {
  let byPointer = false;
  const onPointerDown = () => {
    byPointer = true;
  };
  const onKeyDown = () => {
    byPointer = false;
  };
  const onRelease = (event: Event) => {
    // A list of choices opens on the press, and would close again.
    if (!byPointer || (event.type !== 'change' && (event.target as Element | null)?.matches?.('select')))
      return;
    // The element focused by the press or by its handlers, which have run by now; later changes of focus are not its own.
    const pressed = view.document.activeElement as HTMLElement | null;
    view.setTimeout(() => {
      if (byPointer && pressed !== null && pressed === view.document.activeElement) release(pressed);
    });
  };
  view.addEventListener('pointerdown', onPointerDown, true);
  view.addEventListener('keydown', onKeyDown, true);
  const events = ['pointerup', 'click', 'change'] as const;
  for (const name of events) view.addEventListener(name, onRelease);
  return () => {
    view.removeEventListener('pointerdown', onPointerDown, true);
    view.removeEventListener('keydown', onKeyDown, true);
    for (const name of events) view.removeEventListener(name, onRelease);
  };
}
