/**
 * @file Which key does what, given what has the focus. Clickers send PageUp and PageDown, so these always turn
 * the page, even while a text field or a sheet has the focus; all other keys go to the focused control first.
 */
import type { Move } from './navigation.ts';

export type DeckCommand =
  | { type: 'move'; move: Move }
  /** A digit of the number of a slide; `jump` goes there. */
  | { type: 'digit'; digit: string }
  | { type: 'eraseDigit' | 'jump' }
  | {
      type:
        | 'overview'
        | 'search'
        | 'help'
        | 'fullscreen'
        | 'console'
        | 'draw'
        | 'laser'
        | 'undoInk'
        | 'black'
        | 'white'
        | 'mode'
        | 'enlarge';
    };

/** What owns the focus: nothing, something that is pressed, something with arrows of its own, or text. */
export type FocusKind = 'page' | 'button' | 'control' | 'text';

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** True while an input method composes (Chinese input). */
  isComposing: boolean;
}

const LETTERS: Record<string, DeckCommand> = {
  o: { type: 'overview' },
  '/': { type: 'search' },
  '?': { type: 'help' },
  f: { type: 'fullscreen' },
  n: { type: 'console' },
  d: { type: 'draw' },
  l: { type: 'laser' },
  b: { type: 'black' },
  '.': { type: 'black' },
  w: { type: 'white' },
  ',': { type: 'white' },
  r: { type: 'mode' },
};

const ARROWS: Record<string, Move> = {
  ArrowRight: 'next',
  ArrowDown: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'previous',
  Home: 'first',
  End: 'last',
};

function go(move: Move): DeckCommand {
  return { type: 'move', move };
}

/** In `read` and `print` the page scrolls by itself, so keys that scroll have no command. */
export function commandForKey(press: KeyPress, focus: FocusKind, presenting: boolean): DeckCommand | null {
  const isUndo = (press.ctrlKey || press.metaKey) && press.key.toLowerCase() === 'z';
  // A text field has an undo of its own.
  if (isUndo && presenting && !press.shiftKey && !press.isComposing && focus !== 'text')
    return { type: 'undoInk' };
  if (press.isComposing || press.ctrlKey || press.altKey || press.metaKey) return null;
  if (presenting) {
    if (press.key === 'PageDown') return go(press.shiftKey ? 'nextSlide' : 'next');
    if (press.key === 'PageUp') return go(press.shiftKey ? 'previousSlide' : 'previous');
  }
  if (focus === 'text') return null;
  // Also with the focus on a control inside a figure.
  if (press.key.toLowerCase() === 'z') return { type: 'enlarge' };
  if (focus === 'control') return null;
  const arrow = ARROWS[press.key];
  if (presenting && arrow) {
    if (press.shiftKey && arrow === 'next') return go('nextSlide');
    if (press.shiftKey && arrow === 'previous') return go('previousSlide');
    return go(arrow);
  }
  if (focus === 'button') return null;
  if (presenting && (press.key === ' ' || press.key === 'Enter'))
    return go(press.shiftKey ? 'previous' : 'next');
  if (presenting && press.key === 'Backspace') return go('previous');
  if (presenting && /^[0-9]$/.test(press.key)) return { type: 'digit', digit: press.key };
  return LETTERS[press.key.toLowerCase()] ?? null;
}

const TEXT_INPUTS = new Set(['text', 'search', 'url', 'email', 'tel', 'password', 'number', 'date', 'time']);
const ARROW_ROLES =
  '[role="tab"], [role="slider"], [role="listbox"], [role="option"], [role="radio"], [role="menuitem"], ' +
  '[role="menuitemradio"], [role="grid"], [role="gridcell"], [role="application"], [role="spinbutton"], ' +
  '[role="combobox"], [role="treeitem"], [data-keys="own"], .recharts-wrapper, svg[tabindex]';

export function focusKind(target: EventTarget | null): FocusKind {
  const element = target as HTMLElement | null;
  // Not `instanceof`: the presenter's window has classes of its own.
  if (!element || typeof element.matches !== 'function') return 'page';
  if (element.isContentEditable || element.matches('textarea')) return 'text';
  if (element.matches('input')) {
    const type = (element as HTMLInputElement).type;
    if (TEXT_INPUTS.has(type)) return 'text';
    return type === 'range' || type === 'radio' || type === 'color' ? 'control' : 'button';
  }
  if (element.matches('select') || element.closest(ARROW_ROLES)) return 'control';
  if (element.closest('button, a[href], summary, label, [role="button"], [role="switch"], [role="checkbox"]'))
    return 'button';
  return 'page';
}
