/**
 * @file Vite plugins of the lesson: MDX with our options, and two virtual modules made from the same files,
 * `virtual:lesson-outline` (small, in the first load) and `virtual:lesson-search` (all words, loaded on demand).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import mdx from '@mdx-js/rollup';
import type { Plugin } from 'vite';
import type { Language } from '../../page/language.ts';
import { mdxOptions } from './options.ts';
import { joinOutline, type ReadChapter, readChapter, searchEntries } from './outline.ts';
import type { SlideOptions } from './slides.ts';

const OUTLINE_MODULE = 'virtual:lesson-outline';
const SEARCH_MODULE = 'virtual:lesson-search';

export function readEdition(folder: string, language: Language): ReadChapter[] {
  const path = join(folder, language);
  return readdirSync(path)
    .filter((name) => name.endsWith('.mdx'))
    .sort()
    .map((name) =>
      readChapter({ id: basename(name, '.mdx'), source: readFileSync(join(path, name), 'utf8') }),
    );
}

function outlineJson(folder: string): string {
  return JSON.stringify(joinOutline(readEdition(folder, 'zh'), readEdition(folder, 'en')));
}

function searchJson(folder: string): string {
  return JSON.stringify(
    (['zh', 'en'] as const).flatMap((language) => searchEntries(language, readEdition(folder, language))),
  );
}

export function lessonPlugins(options: SlideOptions & { folder?: string } = {}): Plugin[] {
  const folder = resolve(options.folder ?? 'slides');
  const stripNotes = options.stripNotes ?? false;
  let served = '';
  const modules: Plugin = {
    name: 'lesson-modules',
    resolveId: (id) => (id === OUTLINE_MODULE || id === SEARCH_MODULE ? `\0${id}` : null),
    load(id) {
      if (id === `\0${OUTLINE_MODULE}`) {
        served = outlineJson(folder);
        return `export default ${served}`;
      }
      if (id === `\0${SEARCH_MODULE}`) return `export default ${searchJson(folder)}`;
      return null;
    },
    // Text changes without a reload, so a live run continues; a new step or slide needs a new outline.
    handleHotUpdate({ file, server }) {
      if (!file.endsWith('.mdx') || !served || outlineJson(folder) === served) return;
      const module = server.moduleGraph.getModuleById(`\0${OUTLINE_MODULE}`);
      if (module) server.moduleGraph.invalidateModule(module);
      server.ws.send({ type: 'full-reload' });
    },
  };
  return [{ ...(mdx(mdxOptions({ stripNotes })) as Plugin), enforce: 'pre' }, modules];
}
