/** @file Which file of `src` imports what, read from the source text. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Import {
  /** As written: relative, or the name of a package. */
  specifier: string;
  /** Path from the repository's root; null for packages and virtual modules. */
  file: string | null;
  kind: 'static' | 'type' | 'dynamic';
}

const WORD_LIST = '[\\w\\s{},*$]*?';
const FORMS = [
  // import x, { y } from '...'; export { y } from '...'; with `type` where nothing is left at run time
  new RegExp(`^(?:import|export)\\s+(type\\s)?${WORD_LIST}\\bfrom\\s*'([^']+)'`, 'gm'),
  // import '...'
  /^import\s+()'([^']+)'/gm,
];
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;
/** A worker or an asset: loaded later, by address. */
const BY_ADDRESS = /new URL\(\s*'(\.[^']+\.tsx?)'\s*,\s*import\.meta\.url/g;

/** Every TypeScript file below `folder` that is no test, no test helper and no AssemblyScript (another language). */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.tsx?$/.test(path) && !isForTests(path) && !path.includes('/assembly/'))
    .sort();
}

export function isForTests(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /\/testing(\/|\.tsx?$)/.test(path);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The imports of a source text. @param file where it lies, from the repository's root. */
export function importsOf(file: string, source = readFileSync(file, 'utf8')): Import[] {
  const text = withoutComments(source);
  const found = (specifier: string, kind: Import['kind']): Import => ({
    specifier,
    file: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : null,
    kind,
  });
  return [
    ...FORMS.flatMap((form) => [...text.matchAll(form)]).map(([, type, specifier]) =>
      found(specifier!, type ? 'type' : 'static'),
    ),
    ...[DYNAMIC, BY_ADDRESS]
      .flatMap((form) => [...text.matchAll(form)])
      .map(([, specifier]) => found(specifier!, 'dynamic')),
  ];
}

/** Everything that loading `roots` may load: files and, as written, packages. Types are gone by then. */
export function reachableFrom(roots: readonly string[], kinds: readonly Import['kind'][]): Set<string> {
  const reached = new Set<string>();
  const queue = [...roots];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    if (!/\.tsx?$/.test(file)) continue;
    for (const { specifier, file: target, kind } of importsOf(file)) {
      if (kinds.includes(kind)) queue.push(target ?? specifier);
    }
  }
  return reached;
}
