/** @file How this lesson's MDX is compiled: one place for Vite, for the outline and for tests. */
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkMath from 'remark-math';
import { remarkComputed } from './computed.ts';
import { remarkFormula } from './formula.ts';
import { remarkSlides, type SlideOptions } from './slides.ts';

// The plugin types of unified are not a direct dependency; MDX checks the list itself.
type Plugins = NonNullable<Parameters<typeof import('@mdx-js/mdx').createProcessor>[0]>['remarkPlugins'];

export const syntaxPlugins = [remarkMath, remarkCjkFriendly] as Plugins;

export function mdxOptions(options: SlideOptions = {}) {
  return {
    remarkPlugins: [
      ...(syntaxPlugins ?? []),
      remarkComputed,
      remarkFormula,
      [remarkSlides, options],
    ] as Plugins,
  };
}
