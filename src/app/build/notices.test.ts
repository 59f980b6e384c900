/** @file The third-party notice: which package a module is of, what is written, which licences are taken. */
import { expect, it } from 'vitest';
import { licenceFaults, packageFolder, readNotices, readPackage, writeNotices } from './notices.ts';

const one = (name: string, licence: string, text = '') => ({ name, version: '1.0.0', licence, text });

it('finds the package of a module, the innermost where they are nested', () => {
  expect(packageFolder('/a/node_modules/react/index.js')).toBe('/a/node_modules/react');
  expect(packageFolder('\0/a/node_modules/@x/y/z.js?commonjs')).toBe('/a/node_modules/@x/y');
  expect(packageFolder('/a/node_modules/b/node_modules/c/d.js')).toBe('/a/node_modules/b/node_modules/c');
  expect(packageFolder('/a/src/main.tsx')).toBeNull();
  expect(packageFolder('\0vite/preload-helper.js')).toBeNull();
});

it('reads name, version, licence and text of an installed package', () => {
  const react = readPackage('node_modules/react');
  expect(react).toMatchObject({ name: 'react', licence: 'MIT' });
  expect(react.text).toContain('Permission is hereby granted');
});

it('writes each text once, under the names of all that share it, and reads the names back', () => {
  const packages = [
    one('b', 'MIT', 'Text of b.\n\nIts second paragraph.'),
    one('c', 'Apache-2.0', 'Apache.'),
    one('a', 'Apache-2.0'),
  ];
  const written = writeNotices(packages);
  expect(written.match(/Apache\.$/gm)).toHaveLength(1);
  expect(written).toContain('a 1.0.0 (Apache-2.0)\nc 1.0.0 (Apache-2.0)');
  expect(readNotices(written).map(({ name }) => name)).toEqual(['a', 'c', 'b']);
});

it('names a package whose licence asks for more than its text, or that has none', () => {
  const good = [one('good', 'ISC'), one('both', 'MIT AND ISC')];
  expect(
    licenceFaults([...good, one('mixed', 'MIT AND GPL-3.0'), one('copyleft', 'GPL-3.0'), one('silent', '')]),
  ).toEqual([
    'mixed 1.0.0 ships under MIT AND GPL-3.0.',
    'copyleft 1.0.0 ships under GPL-3.0.',
    'silent 1.0.0 ships under no licence it names.',
  ]);
});
