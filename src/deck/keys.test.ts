// @vitest-environment jsdom
/** @file Which key does what, and whose it is. */
import { describe, expect, it } from 'vitest';
import { commandForKey, type FocusKind, focusKind, type KeyPress } from './keys.ts';

function press(key: string, extra: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    shiftKey: false,
    ctrlKey: false,
    altKey: false,
    metaKey: false,
    isComposing: false,
    ...extra,
  };
}

const next = { type: 'move', move: 'next' };
const previous = { type: 'move', move: 'previous' };

describe('keys on the page', () => {
  it.each(['ArrowRight', 'ArrowDown', ' ', 'Enter', 'PageDown'])('%s shows the next step', (key) => {
    expect(commandForKey(press(key), 'page', true)).toEqual(next);
  });
  it.each(['ArrowLeft', 'ArrowUp', 'Backspace', 'PageUp'])('%s shows the previous step', (key) => {
    expect(commandForKey(press(key), 'page', true)).toEqual(previous);
  });
  it('takes capital letters as well', () => {
    expect(commandForKey(press('O', { shiftKey: true }), 'page', true)).toEqual({ type: 'overview' });
  });
  it('leaves scrolling keys alone while reading', () => {
    for (const key of ['ArrowDown', ' ', 'PageDown', 'Home']) {
      expect(commandForKey(press(key), 'page', false)).toBeNull();
    }
  });
});

describe('digits', () => {
  it('spell the number of a slide on the page of a talk, and nowhere else', () => {
    expect(commandForKey(press('7'), 'page', true)).toEqual({ type: 'digit', digit: '7' });
    for (const focus of ['button', 'control', 'text'] as const)
      expect(commandForKey(press('7'), focus, true)).toBeNull();
    expect(commandForKey(press('7'), 'page', false)).toBeNull();
  });
});

describe('clicker keys', () => {
  it.each<FocusKind>(['page', 'button', 'control', 'text'])(
    'turn the page while a %s has the focus',
    (focus) => {
      expect(commandForKey(press('PageDown'), focus, true)).toEqual(next);
      expect(commandForKey(press('PageUp'), focus, true)).toEqual(previous);
    },
  );
  it('are left to a text field while reading, and to an input method always', () => {
    expect(commandForKey(press('PageDown'), 'text', false)).toBeNull();
    expect(commandForKey(press('PageDown', { isComposing: true }), 'text', true)).toBeNull();
  });
});

describe('keys that belong to what has the focus', () => {
  it('a button owns Enter and Space and hears no letters', () => {
    for (const key of [' ', 'Enter', 'f', 'o', '?']) {
      expect(commandForKey(press(key), 'button', true)).toBeNull();
    }
    expect(commandForKey(press('ArrowRight'), 'button', true)).toEqual(next);
  });
  it('a slider owns arrows, Home and End', () => {
    for (const key of ['ArrowRight', 'ArrowUp', 'Home', 'End', ' ', 'f']) {
      expect(commandForKey(press(key), 'control', true)).toBeNull();
    }
  });
  it('undo is the text field’s own, and the ink’s everywhere else in a talk', () => {
    for (const modifier of [{ ctrlKey: true }, { metaKey: true }]) {
      for (const focus of ['page', 'button', 'control'] as const)
        expect(commandForKey(press('z', modifier), focus, true)).toEqual({ type: 'undoInk' });
      expect(commandForKey(press('z', modifier), 'text', true)).toBeNull();
      expect(commandForKey(press('z', modifier), 'page', false)).toBeNull();
    }
  });
  it('nothing happens while Chinese is being composed, or with a modifier', () => {
    expect(commandForKey(press(' ', { isComposing: true }), 'page', true)).toBeNull();
    expect(commandForKey(press('ArrowLeft', { altKey: true }), 'page', true)).toBeNull();
    expect(commandForKey(press('f', { ctrlKey: true }), 'page', true)).toBeNull();
  });
});

describe('what has the focus', () => {
  it.each<[string, FocusKind]>([
    ['<p id="x"></p>', 'page'],
    ['<button id="x"></button>', 'button'],
    ['<button><span id="x"></span></button>', 'button'],
    ['<a href="#y" id="x"></a>', 'button'],
    ['<details><summary id="x"></summary></details>', 'button'],
    ['<input type="checkbox" id="x">', 'button'],
    ['<input type="range" id="x">', 'control'],
    ['<input type="radio" id="x">', 'control'],
    ['<select id="x"></select>', 'control'],
    ['<div role="tab" tabindex="0" id="x"></div>', 'control'],
    ['<div class="recharts-wrapper"><svg tabindex="0" id="x"></svg></div>', 'control'],
    ['<input type="number" id="x">', 'text'],
    ['<input id="x">', 'text'],
    ['<textarea id="x"></textarea>', 'text'],
  ])('%s is %s', (html, kind) => {
    document.body.innerHTML = html;
    expect(focusKind(document.getElementById('x'))).toBe(kind);
  });
  it('nothing focused is the page', () => {
    expect(focusKind(null)).toBe('page');
    expect(focusKind(document)).toBe('page');
  });
});
