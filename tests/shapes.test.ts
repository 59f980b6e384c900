/** @file One op, one method, one widget, one format is one folder of one shape. */
import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const foldersOf = (parent: string, others: readonly string[] = []): string[] =>
  readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !others.includes(entry.name))
    .map(({ name }) => name);

/** Files that the folders of a kind lack. @param files names, `*` for the folder's own */
function lacking(parent: string, folders: readonly string[], files: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    files
      .map((file) => `${parent}/${folder}/${file.replace('*', folder)}`)
      .filter((path) => !existsSync(path)),
  );
}

/** Lowered by the kernels of another folder, or by tfjs's own tape. */
const WITHOUT_TFJS = ['cachedAttention', 'columnSum', 'promptedEmbedding'];

it('an op has its rule, its kernels and its test against tfjs', () => {
  const ops = foldersOf('src/engine/ops');
  expect(ops.length).toBeGreaterThan(10);
  expect(lacking('src/engine/ops', ops, ['index.ts', 'wgsl.ts', 'cpu.ts', '*.gpu.test.ts'])).toEqual([]);
  expect(lacking('src/engine/ops', ops, ['tfjs.ts'])).toEqual(
    WITHOUT_TFJS.map((op) => `src/engine/ops/${op}/tfjs.ts`),
  );
});

it('a method has its definition and its test', () => {
  const methods = foldersOf('src/peft', ['testing']);
  expect(methods.length).toBeGreaterThan(10);
  expect(lacking('src/peft', methods, ['index.ts', '*.test.ts'])).toEqual([]);
});

it('a widget has its component, its texts and its test', () => {
  const widgets = foldersOf('src/widgets', ['parts']);
  expect(widgets.length).toBeGreaterThan(20);
  expect(lacking('src/widgets', widgets, ['index.tsx', 'texts.ts', '*.test.tsx'])).toEqual([]);
});

it('a data format has its reader and its test', () => {
  const formats = foldersOf('src/data/formats');
  expect(formats.length).toBeGreaterThan(4);
  expect(lacking('src/data/formats', formats, ['index.ts', '*.test.ts'])).toEqual([]);
});
