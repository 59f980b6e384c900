/** @file The rooms of `src` import in one direction only; heavy and external modules are imported in their own rooms only. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cyclesAmong, importsOf, isForTests, reachableFrom, sourceFiles } from './imports.ts';

/** From the top: a room imports from rooms above it. */
const ROOMS = [
  'world',
  'data',
  'engine',
  'model',
  'costs',
  'peft',
  'train',
  'recipes',
  'page',
  'recordings',
  'client',
  'wording',
  'exports',
  'adapters',
  'sweeps',
  'charts',
  'figures',
  'deck',
  'widgets',
  'lab',
  'app',
];
/** No DOM, no React, no device. */
const PURE = ['world', 'data', 'model', 'costs', 'peft'];
const DOOR_OF_THE_ENGINE = 'src/engine/vocabulary.ts';

/** Tests and their helpers too: their imports are subject to the same rule. */
const all = sourceFiles('src');
/** What is shipped. */
const files = all.filter((file) => !isForTests(file));
const roomOf = (path: string): string => path.split('/')[1] ?? '';
const isTfjsPlace = (path: string): boolean =>
  path.startsWith('src/engine/tfjs/') || /^src\/engine\/ops\/\w+\/tfjs\.ts$/.test(path);

/** Where a browser begins: the page, and whatever is loaded by address (workers). */
function browserRoots(): string[] {
  const byAddress = files.flatMap((file) =>
    importsOf(file).filter(({ specifier, kind }) => kind === 'dynamic' && /worker/i.test(specifier)),
  );
  return ['src/main.tsx', ...byAddress.map(({ file }) => file).filter((file) => file !== null)];
}

describe('the reader of imports', () => {
  it('finds every form of import and leaves comments alone', () => {
    const source = `
/** import { no } from './comment.ts'; */
import plain from './a.ts';
import {
  several,
  names,
} from '../b.ts';
import type { Shape } from './c.ts';
import './d.css';
export * from './e.ts';
// import './f.ts';
const late = () => import('./g.ts');
const worker = new Worker(new URL('./h.ts', import.meta.url), { type: 'module' });
import { useState } from 'react';
`;
    expect(
      importsOf('src/app/x.ts', source)
        .map(({ file, specifier, kind }) => `${kind} ${file ?? specifier}`)
        .sort(),
    ).toEqual(
      [
        'static src/app/a.ts',
        'static src/b.ts',
        'type src/app/c.ts',
        'static src/app/d.css',
        'static src/app/e.ts',
        'dynamic src/app/g.ts',
        'dynamic src/app/h.ts',
        'static react',
      ].sort(),
    );
  });
});

describe('the rooms', () => {
  it('import only from rooms above them, tests too', () => {
    const wrong = all.flatMap((file) =>
      importsOf(file)
        .filter(({ file: target }) => target?.startsWith('src/') && ROOMS.includes(roomOf(target)))
        .filter(({ file: target }) => ROOMS.indexOf(roomOf(target!)) > ROOMS.indexOf(roomOf(file)))
        .filter(() => ROOMS.includes(roomOf(file)))
        .map(({ file: target }) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('import nothing from outside of src', () => {
    const wrong = all.flatMap((file) =>
      importsOf(file)
        .filter(({ file: target }) => target && !/^(src|slides)\//.test(target))
        .map(({ file: target }) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('have no circles of imports, nor have scripts and tests', () => {
    expect(cyclesAmong([...all, ...sourceFiles('scripts'), ...sourceFiles('tests')])).toEqual([]);
  });

  it('are all there are', () => {
    const others = new Set(files.map(roomOf).filter((room) => !ROOMS.includes(room)));
    expect([...others]).toEqual(['main.tsx']);
  });

  it('import files that exist', () => {
    const missing = files.flatMap((file) =>
      importsOf(file)
        .filter(({ file: target }) => target && !existsSync(target.replace(/\?.*$/, '')))
        .map(({ file: target }) => `${file} -> ${target}`),
    );
    expect(missing).toEqual([]);
  });

  it('import nothing that is there for tests', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter(({ file: target }) => target && isForTests(target))
        .map(({ file: target }) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the pure rooms', () => {
  const pure = files.filter((file) => PURE.includes(roomOf(file)));

  it('know the engine by its vocabulary only', () => {
    const wrong = pure.flatMap((file) =>
      importsOf(file)
        .filter(({ file: target }) => target && roomOf(target) === 'engine' && target !== DOOR_OF_THE_ENGINE)
        .map(({ file: target }) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reach no kernel and no device through it', () => {
    const reached = [...reachableFrom([DOOR_OF_THE_ENGINE], ['static', 'dynamic', 'type'])];
    const wrong = reached.filter(
      (path) => /\/(wgsl|tfjs)\.ts$|^src\/engine\/(webgpu|tfjs|cpu)\//.test(path) || !path.startsWith('src/'),
    );
    expect(wrong).toEqual([]);
    expect(reached).toContain('src/engine/graph.ts');
  });

  it('have neither React nor a page nor tensors of others', () => {
    const wrong = pure.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => /^(react|react-dom|recharts|idb|@tensorflow)\b|\.css$/.test(specifier))
        .map(({ specifier }) => `${file} -> ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('tfjs', () => {
  it('is imported in its own places only', () => {
    const wrong = files.filter(
      (file) =>
        !isTfjsPlace(file) && importsOf(file).some(({ specifier }) => specifier.startsWith('@tensorflow')),
    );
    expect(wrong).toEqual([]);
  });

  it('is loaded only when it is asked for', () => {
    const atOnce = [...reachableFrom(browserRoots(), ['static'])];
    expect(atOnce.filter((path) => path.startsWith('@tensorflow') || isTfjsPlace(path))).toEqual([]);
  });
});

it('nothing that a browser can load imports from Node', () => {
  const reached = [...reachableFrom(browserRoots(), ['static', 'dynamic'])];
  const wrong = reached
    .filter((file) => file.endsWith('.ts') || file.endsWith('.tsx'))
    .flatMap((file) =>
      importsOf(file)
        .filter(({ specifier, kind }) => kind !== 'type' && specifier.startsWith('node:'))
        .map(({ specifier }) => `${file} -> ${specifier}`),
    );
  expect(wrong).toEqual([]);
});

it('a zip is packed in its worker only, never where the page draws', () => {
  const worker = 'src/exports/worker.ts';
  const loaders = files.filter((file) => importsOf(file).some(({ file: target }) => target === worker));
  expect(loaders).toEqual(['src/exports/packer.ts']);
  // All that the page loads, but for its workers.
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const { file: target, specifier, kind } of files.includes(file) ? importsOf(file) : [])
      if (target && kind !== 'type' && !/worker\.ts$/.test(specifier)) visit(target);
  };
  visit('src/main.tsx');
  expect([...reached]).toContain('src/exports/packer.ts');
  const packing = [
    'src/exports/zip.ts',
    'src/exports/run-files.ts',
    'src/exports/rows.ts',
    'src/exports/pack.ts',
  ];
  expect(packing.filter((file) => reached.has(file))).toEqual([]);
});
