/** @file A Python of our own for a check: pinned packages in a virtual environment under .cache. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, writeFile } from './models.ts';

/** Settles with the exit code; its errors on ours, and its output too unless `collect` takes it. */
export function run(
  command: string,
  args: readonly string[],
  { input = '', collect }: { input?: string; collect?: (text: string) => void } = {},
): Promise<number> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['pipe', collect ? 'pipe' : 'inherit', 'inherit'] });
  // A program that ends before it has read everything fails by its exit code.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  if (collect) child.stdout?.setEncoding('utf8').on('data', collect);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

export async function need(...[command, args, options]: Parameters<typeof run>): Promise<void> {
  const code = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

/** A key that changes with the pinned packages. */
export function keyOfPackages(requirements: string): string {
  return createHash('sha256').update(readFileSync(requirements)).digest('hex');
}

/**
 * The Python of a virtual environment with the pinned packages, made again when the pins change.
 * @param cache folder of the check under .cache.
 */
export async function preparePython(cache: string, requirements: string): Promise<string> {
  const place = join(cache, 'venv');
  const python = join(place, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const key = keyOfPackages(requirements);
  const mark = join(place, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === key) return python;
  rmSync(place, { recursive: true, force: true });
  await need(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', place]);
  await need(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
  writeFile(mark, key);
  return python;
}
