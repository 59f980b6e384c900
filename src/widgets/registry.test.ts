/** @file Every widget named on a slide exists, and every widget is on a slide. */
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
