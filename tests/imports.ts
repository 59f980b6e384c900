/** @file Which file imports what, read with the parser of the build. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'vite';

export interface Import {
  /** As written: relative, or the name of a package. */
  specifier: string;
  /** Path from the repository's root; null for packages and virtual modules. */
  file: string | null;
  /** `type` where nothing is left at run time; `dynamic` for `import()` and for workers, which are loaded by address. */
  kind: 'static' | 'type' | 'dynamic';
}

/** A worker or an asset: loaded later, by address. */
const BY_ADDRESS = /new URL\(\s*'(\.[^']+\.tsx?)'\s*,\s*import\.meta\.url/g;

/** Every TypeScript file below `folder` except AssemblyScript, which is another language. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('/assembly/'))
    .sort();
}

/** A test, or a helper of tests: nothing that is shipped imports one. */
export function isForTests(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || /\/testing(\/|\.tsx?$)/.test(path);
}

/** Specifiers and kinds of all imports in a source text. */
function specifiersOf(file: string, source: string): [specifier: string, kind: Import['kind']][] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const kindOf = (entries: readonly { isType: boolean }[]): Import['kind'] =>
    entries.length > 0 && entries.every(({ isType }) => isType) ? 'type' : 'static';
  const unquoted = (start: number, end: number): string => source.slice(start + 1, end - 1);
  return [
    ...module.staticImports.map(
      ({ moduleRequest, entries }) => [moduleRequest.value, kindOf(entries)] as const,
    ),
    ...module.staticExports.flatMap(({ entries }) => {
      const from = entries.find(({ moduleRequest }) => moduleRequest)?.moduleRequest;
      return from ? [[from.value, kindOf(entries)] as const] : [];
    }),
    ...module.dynamicImports
      .map(({ moduleRequest: { start, end } }) => ({ start, end }))
      .filter(({ start }) => /['"]/.test(source[start]!))
      .map(({ start, end }) => [unquoted(start, end), 'dynamic'] as const),
    ...[...source.matchAll(BY_ADDRESS)].map(([, address]) => [address!, 'dynamic'] as const),
  ].map(([specifier, kind]) => [specifier, kind]);
}

const known = new Map<string, Import[]>();

/** The imports of a file. @param file from the repository's root; @param source in place of what the file holds */
export function importsOf(file: string, source?: string): Import[] {
  const read = source === undefined ? known.get(file) : undefined;
  if (read) return read;
  const imports = specifiersOf(file, source ?? readFileSync(file, 'utf8')).map(([specifier, kind]) => ({
    specifier,
    file: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : null,
    kind,
  }));
  if (source === undefined) known.set(file, imports);
  return imports;
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

/**
 * Groups of files that import each other in a circle, types included.
 *
 * Strongly connected components of the import graph (Tarjan 1972, "Depth-first search and linear graph algorithms").
 * @returns the groups of two files and more, sorted
 */
export function cyclesAmong(files: readonly string[]): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];
  const inside = new Set(files);

  const visit = (file: string): void => {
    const number = index.size;
    index.set(file, number);
    low.set(file, number);
    stack.push(file);
    onStack.add(file);
    for (const { file: target } of importsOf(file)) {
      if (!target || !inside.has(target)) continue;
      if (!index.has(target)) {
        visit(target);
        low.set(file, Math.min(low.get(file)!, low.get(target)!));
      } else if (onStack.has(target)) {
        low.set(file, Math.min(low.get(file)!, index.get(target)!));
      }
    }
    if (low.get(file) !== number) return;
    const component = stack.splice(stack.indexOf(file));
    for (const member of component) onStack.delete(member);
    if (component.length > 1) cycles.push(component.sort());
  };
  for (const file of files) if (!index.has(file)) visit(file);
  return cycles.sort();
}
