/** @file Whether the built page is up to date with its sources, and building it where it is not. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Ran, ROOT, runNode, toolPath } from './tools.ts';

const SOURCES = ['src', 'slides', 'public', 'index.html', 'vite.config.ts', 'package-lock.json'];
/** What no build reads. */
const IGNORED = /\.test\.tsx?$|\/testing\//;

function newestOf(path: string): number {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return IGNORED.test(path) ? 0 : stats.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestOf(join(path, name))), 0);
}

/** True where there is no built page, or a source is younger than it. */
export function needsBuild(root = ROOT): boolean {
  const page = join(root, 'dist/index.html');
  if (!existsSync(page)) return true;
  return Math.max(...SOURCES.map((source) => newestOf(join(root, source)))) > statSync(page).mtimeMs;
}

/** `npm run build`. */
export function build(): Promise<Ran> {
  if (!existsSync(join(ROOT, 'scripts/build.ts'))) return runNode(toolPath('vite', 'vite'), ['build']);
  return runNode(toolPath('tsx', 'tsx'), ['scripts/build.ts']);
}
