/** @file Slides and widgets know each other: none is called that is not there, and none is there that is not called. */
import { expect, it } from 'vitest';
import { readEdition } from '../deck/mdx/plugin.ts';
import { widgets } from './registry.ts';

it.each(['zh', 'en'] as const)(
  'every widget stands on a slide, and every slide finds its own (%s)',
  (language) => {
    const called = readEdition('slides', language).flatMap(({ slides }) =>
      slides.flatMap((slide) => slide.widgets),
    );
    expect([...new Set(called)].sort()).toEqual(Object.keys(widgets).sort());
  },
);
