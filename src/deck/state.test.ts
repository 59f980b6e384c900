// @vitest-environment jsdom
/** @file The deck's state and how it writes the address. */
import { describe, expect, it } from 'vitest';
import { createDeck } from './state.ts';
import { fakeAddress, outlineOf } from './testing.ts';

const outline = outlineOf({ one: 0, two: 2, three: 1 });

describe('the address', () => {
  it('gets an entry per slide, not per step, and keeps the widgets’ query', () => {
    const address = fakeAddress('?r=8&seed=42', '#one');
    const deck = createDeck(outline, address);
    deck.move('next');
    deck.move('next');
    deck.move('next');
    expect(address.history).toEqual(['?r=8&seed=42#one', '?r=8&seed=42#two:2']);
  });

  it('sends a bad link to the first slide and says so once', () => {
    const deck = createDeck(outline, fakeAddress('?r=abc&alpha=-1', '#nowhere:99'));
    expect(deck.get()).toMatchObject({ slide: 'one', step: 0, unknownSlide: 'nowhere' });
    deck.move('next');
    expect(deck.get().unknownSlide).toBeNull();
  });

  it('remembers the view that was chosen', () => {
    const address = fakeAddress('', '#two');
    const deck = createDeck(outline, address);
    deck.setMode('read');
    expect(address.search).toBe('?view=read');
    deck.setMode('print');
    expect(address.search).toBe('?view=read');
  });
});

describe('presenting', () => {
  it('brings the slide back from black before it moves on', () => {
    const deck = createDeck(outline, fakeAddress());
    deck.set({ blank: 'black' });
    deck.move('next');
    expect(deck.get()).toMatchObject({ slide: 'one', blank: 'none' });
    deck.move('next');
    expect(deck.get().slide).toBe('two');
  });

  it('mounts the widgets of this slide and the next, and keeps those of slides left', () => {
    const deck = createDeck(outline, fakeAddress('', '#one'));
    expect([...deck.get().visited]).toEqual(['one', 'two']);
    deck.go({ slide: 'three', step: 0 });
    expect([...deck.get().visited]).toEqual(['one', 'two', 'three']);
  });

  it('scrolling past a slide adds nothing to the history', () => {
    const address = fakeAddress('?view=read', '#one');
    const deck = createDeck(outline, address);
    deck.scrolledTo('three');
    expect(deck.get().slide).toBe('three');
    expect(address.history).toEqual(['?view=read#three']);
  });
});
