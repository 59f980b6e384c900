/** @file The version that the help sheet shows: the package's, and a mark that any change of the sources changes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads; screenshots and pages for readers of the repository are not of it. */
const SOURCES = ['index.html', 'package-lock.json', 'public', 'slides', 'src', 'vite.config.ts'];
const IGNORED = /\.test\.tsx?$|\.md$|(^|\/)(testing|screenshots)(\/|$)/;

function* filesOf(path: string): Generator<string> {
  if (IGNORED.test(path)) return;
  if (!statSync(path).isDirectory()) yield path;
  else for (const name of readdirSync(path).sort()) yield* filesOf(`${path}/${name}`);
}

/** Such as `0.1.0+3fa9c1e2`: two builds of the same sources have the same. @param root the repository's. */
export function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of filesOf(join(root, source))) hash.update(path).update(readFileSync(path));
  }
  if (process.env.STRIP_NOTES === '1') hash.update('without notes');
  return `${version}+${hash.digest('hex').slice(0, 8)}`;
}
