/** @file The deck's part of the address. */
import { describe, expect, it } from 'vitest';
import { defaultMode, formatHash, modeFromSearch, parseHash, searchWithMode } from './location.ts';
import { outlineOf } from './testing.ts';

const outline = outlineOf({ title: 0, sft: 2 });

describe('the hash', () => {
  it.each([
    ['', 'title', 0, null],
    ['#sft', 'sft', 0, null],
    ['#sft:1', 'sft', 1, null],
    ['#/sft:1', 'sft', 1, null],
    ['#sft:99', 'sft', 2, null],
    ['#sft:-1', 'sft', 0, null],
    ['#sft:abc', 'sft', 0, null],
    ['#nowhere:99', 'title', 0, 'nowhere'],
    ['#%E0%A4%A', 'title', 0, '%E0%A4%A'],
  ])('%s is slide %s, step %i', (hash, slide, step, unknown) => {
    expect(parseHash(outline, hash)).toEqual({ position: { slide, step }, unknown });
  });

  it('leaves out step 0', () => {
    expect(formatHash({ slide: 'sft', step: 0 })).toBe('#sft');
    expect(formatHash({ slide: 'sft', step: 2 })).toBe('#sft:2');
  });
});

describe('the query', () => {
  it('keeps what belongs to widgets', () => {
    expect(searchWithMode('?r=8&hide=lr,seed', 'read')).toBe('?r=8&hide=lr,seed&view=read');
    expect(searchWithMode('?r=8&view=read', null)).toBe('?r=8');
    expect(searchWithMode('?view=read', null)).toBe('');
  });

  it('knows three views and no other', () => {
    expect(modeFromSearch('?view=print')).toBe('print');
    expect(modeFromSearch('?view=scroll')).toBeNull();
  });
});

it('starts phones reading, whichever way they are held', () => {
  expect(defaultMode(390, 844)).toBe('read');
  expect(defaultMode(844, 390)).toBe('read');
  expect(defaultMode(1280, 720)).toBe('present');
});
