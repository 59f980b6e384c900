/** @file Python environments of the tools, one each in `.cache/tools`, made again when their pins change. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, writeFile } from '../lib/models.ts';

export const CACHE = join(ROOT, '.cache/tools');
/** Characters of a program's last output that are returned. */
const TAIL = 20_000;

interface Needed {
  cwd?: string;
  /** Called with every whole line of its standard output. */
  onLine?: (line: string) => void;
}

/** Resolves with the end of the program's output; rejects with it where the program fails. */
export function need(
  command: string,
  args: readonly string[],
  { cwd = ROOT, onLine }: Needed = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CUDA_VISIBLE_DEVICES: '',
      // The model is too small for more.
      OMP_NUM_THREADS: '1',
      HF_HUB_OFFLINE: '1',
      TQDM_DISABLE: '1',
      AXOLOTL_DO_NOT_TRACK: '1',
      WANDB_DISABLED: 'true',
    },
  });
  if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      output = (output + text.toString()).slice(-TAIL);
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)),
    );
  });
}

/** Runs a program that prints a line of JSON with an `id` for each folder, whatever else it prints between. */
export async function resultsOf<Result extends { id: string }>(
  command: string,
  args: readonly string[],
): Promise<Result[]> {
  const results: Result[] = [];
  const onLine = (line: string) => {
    if (line.startsWith('{"id"')) results.push(JSON.parse(line) as Result);
  };
  await need(command, args, { onLine });
  return results;
}

/** The pinned packages of an environment, as pip reads them. */
export const requirementsOf = (name: string): string =>
  readFileSync(join(ROOT, 'scripts/tools', `${name}.txt`), 'utf8');

/**
 * The folder of programs of an environment with the packages of `scripts/tools/<name>.txt`.
 * @param alone true where the list is complete, and what its packages ask for is left out
 */
export async function environment(name: string, { alone = false } = {}): Promise<string> {
  const place = join(CACHE, name);
  const requirements = join(ROOT, 'scripts/tools', `${name}.txt`);
  const key = createHash('sha256').update(requirementsOf(name)).digest('hex');
  const mark = join(place, 'installed');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== key) {
    rmSync(place, { recursive: true, force: true });
    await need('python3', ['-m', 'venv', place]);
    const more = alone ? ['--no-deps'] : [];
    await need(join(place, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...more, '-r', requirements]);
    writeFile(mark, key);
  }
  return join(place, 'bin');
}
