// @vitest-environment jsdom
/** @file The deck as one uses it: slides, steps, languages, sheets, failures. */
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../page/language.ts';
import { Deck } from './Deck.tsx';
import type { DeckWidgetProps, Lesson } from './lesson.ts';
import { createDeck } from './state.ts';
import { fakeAddress, lessonOf, outlineOf } from './testing.ts';
import { deckTexts } from './text.ts';

class NoObserver {
  observe() {}
  disconnect() {}
  unobserve() {}
}

beforeEach(() => {
  vi.stubGlobal('IntersectionObserver', NoObserver);
  vi.stubGlobal('ResizeObserver', NoObserver);
  vi.stubGlobal('scrollTo', () => {});
  setLanguage('zh');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const mounts = vi.fn();

function Counter({ slideId, live }: DeckWidgetProps) {
  const [count, setCount] = useState(0);
  useEffect(() => {
    mounts();
  }, []);
  return (
    <button type="button" onClick={() => setCount((value) => value + 1)}>
      {`${slideId} ${live ? 'live' : 'still'} ${count}`}
    </button>
  );
}

function Broken(): never {
  throw new Error('no adapter');
}

const outline = outlineOf({ one: 0, two: 2, three: 0 }, { two: ['counter'], three: ['nowhere'] });

async function open(
  hash = '',
  search = '?view=present',
  lesson: Lesson = lessonOf(outline, { counter: async () => ({ default: Counter }) }),
) {
  const address = fakeAddress(search, hash);
  const deck = createDeck(lesson.outline, address);
  render(<Deck deck={deck} lesson={lesson} />);
  await screen.findByText(`正文 ${deck.get().slide}`);
  return { deck, address };
}

function key(name: string, target: Element = document.body): void {
  act(() => {
    fireEvent.keyDown(target, { key: name });
  });
}

function section(id: string): HTMLElement {
  return document.querySelector<HTMLElement>(`[data-slide="${id}"]`)!;
}

describe('presenting', () => {
  it('walks through slides and steps by clicker, and hides what is not on', async () => {
    await open();
    expect(section('two').hasAttribute('inert')).toBe(true);
    key('PageDown');
    expect(section('one').hasAttribute('inert')).toBe(true);
    expect(section('two').hasAttribute('inert')).toBe(false);
    expect(screen.getByText('two step 1').dataset.shown).toBe('false');
    key('PageDown');
    expect(screen.getByText('two step 1').dataset.shown).toBe('true');
    expect(screen.getByText('two step 2').dataset.shown).toBe('false');
    expect(screen.getByRole('status').textContent).toContain('第 2 张，共 3 张：标题 two，第 1 步，共 2 步');
  });

  it('never shows notes on a slide', async () => {
    await open();
    expect(screen.queryByText(/notes one/)).toBeNull();
  });

  it('opens at a link with its step, and says when there is no such slide', async () => {
    await open('#two:1');
    expect(section('two').dataset.current).toBe('true');
    expect(screen.queryByRole('alert')).toBeNull();
    cleanup();
    await open('#nowhere:99');
    expect(screen.getByRole('alert').textContent).toContain('nowhere');
    expect(section('one').dataset.current).toBe('true');
  });

  it('goes black and comes back with the next key', async () => {
    const { deck } = await open();
    key('b');
    expect(document.querySelector('.blank-screen')).not.toBeNull();
    key('PageDown');
    expect(document.querySelector('.blank-screen')).toBeNull();
    expect(deck.get().slide).toBe('one');
    key('w');
    expect(document.querySelector('[data-blank="white"]')).not.toBeNull();
    key('w');
    expect(document.querySelector('.blank-screen')).toBeNull();
  });

  it('goes to a slide by its number and Enter, and says when there is none', async () => {
    const { deck } = await open();
    key('3');
    expect(document.querySelector('.deck-jump')!.textContent).toContain('标题 three');
    key('Enter');
    expect(deck.get().slide).toBe('three');
    expect(document.querySelector('.deck-jump')).toBeNull();
    key('1');
    key('9');
    expect(document.querySelector('.deck-jump')!.textContent).toContain('共 3 张');
    key('Backspace');
    expect(document.querySelector('.deck-jump')!.textContent).toContain('标题 one');
    key('Escape');
    expect(document.querySelector('.deck-jump')).toBeNull();
    key('2');
    key('ArrowRight');
    expect(document.querySelector('.deck-jump')).toBeNull();
    expect(deck.get().slide).toBe('three');
  });

  it('closes a sheet by a press beside it, and not by one in it', async () => {
    await open();
    key('?');
    const sheet = screen.getByRole('dialog');
    fireEvent.click(within(sheet).getByRole('heading', { name: deckTexts.zh.help }));
    expect(screen.queryByRole('dialog')).toBe(sheet);
    fireEvent.click(sheet);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('turns the page by clicker out of an open sheet, whose other keys stay its own', async () => {
    const { deck } = await open();
    key('o');
    key('ArrowRight');
    expect(deck.get()).toMatchObject({ slide: 'one', panel: 'overview' });
    key('PageDown');
    await waitFor(() => expect(deck.get()).toMatchObject({ slide: 'two', panel: null }));
  });

  it('gives the focus back to the slide after a press with the pointer, not after one by key', async () => {
    await open('#two');
    const button = await within(section('two')).findByText('two live 0');
    const press = async (byPointer: boolean) => {
      if (byPointer) fireEvent.pointerDown(button);
      else fireEvent.keyDown(button, { key: 'Enter' });
      button.focus();
      fireEvent.click(button);
      await new Promise((later) => setTimeout(later));
    };
    await press(false);
    expect(document.activeElement).toBe(button);
    await press(true);
    expect(document.activeElement).toBe(document.body);
  });
});

describe('a widget', () => {
  it('is live on its own slide only', async () => {
    const { deck } = await open('#two');
    const button = await within(section('two')).findByText('two live 0');
    act(() => deck.go({ slide: 'one', step: 0 }));
    await waitFor(() => expect(button.textContent).toBe('two still 0'));
    act(() => deck.go({ slide: 'two', step: 0 }));
    expect(button.textContent).toBe('two live 0');
  });

  it('keeps its state when the language changes around it', async () => {
    await open('#two');
    mounts.mockClear();
    const button = await within(section('two')).findByText('two live 0');
    fireEvent.click(button);
    fireEvent.click(button);
    act(() => setLanguage('en'));
    await screen.findByText('Text two');
    expect(screen.queryByText('正文 two')).toBeNull();
    expect(section('two').contains(button)).toBe(true);
    expect(button.textContent).toBe('two live 2');
    expect(mounts).not.toHaveBeenCalled();
    expect(section('two').querySelector('.slide-box')!.getAttribute('lang')).toBe('en');
  });

  it('that is missing has an honest note', async () => {
    await open('#three');
    expect((await screen.findByRole('alert')).textContent).toContain('nowhere');
  });

  it('that throws leaves the rest of the deck working', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    await open('#two', '?view=present', lessonOf(outline, { counter: async () => ({ default: Broken }) }));
    expect((await screen.findByRole('alert')).textContent).toContain('no adapter');
    key('PageDown');
    expect(screen.getByText('two step 1').dataset.shown).toBe('true');
  });
});

describe('reading', () => {
  it('shows all slides and all steps, and none is inert', async () => {
    await open('', '?view=read');
    for (const id of ['one', 'two', 'three']) expect(section(id).hasAttribute('inert')).toBe(false);
    expect(screen.getByText('two step 2').dataset.shown).toBe('true');
  });

  it('does not turn pages with keys that scroll', async () => {
    const { deck } = await open('', '?view=read');
    key('PageDown');
    key('ArrowDown');
    expect(deck.get().slide).toBe('one');
  });
});

describe('sheets', () => {
  it('overview leads to a slide', async () => {
    const { deck } = await open();
    key('o');
    fireEvent.click(within(screen.getByRole('dialog')).getByText('标题 three'));
    expect(deck.get()).toMatchObject({ slide: 'three', panel: null });
  });

  it('search finds words of both editions', async () => {
    const { deck } = await open();
    key('/');
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'Text three' } });
    fireEvent.click(await screen.findByText('Title three'));
    expect(deck.get().slide).toBe('three');
  });

  it('keys do not turn pages behind a sheet', async () => {
    const { deck } = await open();
    key('?');
    key('ArrowRight');
    expect(deck.get().slide).toBe('one');
  });
});

it('prints every slide, and comes back to where it was', async () => {
  const { deck } = await open('#two:1');
  act(() => {
    window.dispatchEvent(new Event('beforeprint'));
  });
  expect(deck.get().mode).toBe('print');
  for (const id of ['one', 'two', 'three']) expect(section(id).hasAttribute('inert')).toBe(false);
  act(() => {
    window.dispatchEvent(new Event('afterprint'));
  });
  expect(deck.get()).toMatchObject({ mode: 'present', slide: 'two', step: 1 });
});

it('a chapter that cannot be loaded may be tried again', async () => {
  const good = lessonOf(outline);
  let fail = true;
  const lesson: Lesson = {
    ...good,
    loadChapter: (...args) => (fail ? Promise.reject(new Error('offline')) : good.loadChapter(...args)),
  };
  render(<Deck deck={createDeck(outline, fakeAddress('?view=present'))} lesson={lesson} />);
  const retry = (await screen.findAllByText(deckTexts.zh.retry))[0]!;
  fail = false;
  fireEvent.click(retry);
  await waitFor(() => expect(screen.getByText('正文 one')).toBeTruthy());
});

it('a blocked presenter window is said in a sentence', async () => {
  vi.stubGlobal('open', () => null);
  await open();
  key('n');
  expect(screen.getByRole('alert').textContent).toContain('演讲者窗口');
});
