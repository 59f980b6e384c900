/** @file Runs the command-line tools of this repository, by the file that npm installed, on any system. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The JavaScript file behind a command of a package. Throws if `npm ci` has not been run. */
export function toolPath(packageName: string, command: string): string {
  const manifest = join(ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Record<string, string> };
  const file = typeof bin === 'string' ? bin : bin[command];
  if (!file) throw new Error(`${packageName} has no command ${command}`);
  return join(dirname(manifest), file);
}

export interface Ran {
  code: number;
  seconds: number;
}

/** Runs a JavaScript file in Node, from the root, with its output on ours. @param timeout seconds. */
export function runNode(
  file: string,
  args: readonly string[],
  options: { timeout?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const begin = performance.now();
  const child = spawn(process.execPath, [file, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...options.env },
    timeout: options.timeout ? options.timeout * 1000 : undefined,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve({ code: code ?? 1, seconds: (performance.now() - begin) / 1000 }));
  });
}

export function checkTypes(): Promise<Ran> {
  return runNode(toolPath('typescript', 'tsc'), ['-p', '.']);
}

export function checkStyle(): Promise<Ran> {
  return runNode(toolPath('@biomejs/biome', 'biome'), ['check']);
}
