/** @file A whole class at once: so many students load the built page for the first time, all together, from one small server. */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { startProgress } from '../../scripts/lib/progress.ts';
import { headersOf, servePage } from '../../scripts/lib/server.ts';
import { ROOT } from '../../scripts/lib/tools.ts';
import { openDeck } from '../e2e/lib/deck.ts';

export interface ClassFigures {
  students: number;
  /** Files and bytes on the wire until the first slide can be read, and of the whole lesson cached for offline use. */
  first: { files: number; bytes: number };
  whole: { files: number; bytes: number };
  /** Requests that failed, or brought other bytes than the first student got. */
  errors: string[];
  /** Seconds until the last student had the first slide, and everything. */
  firstSeconds: number;
  wholeSeconds: number;
}

/** As many as a browser opens to one host. */
const CONNECTIONS = 6;

/** What a browser asks for until the first slide can be read. */
async function firstFiles(browser: Browser, url: string): Promise<string[]> {
  const { requests, close } = await openDeck(browser, url, { serviceWorkers: 'block' });
  const paths = requests.filter((one) => one.startsWith(url)).map((one) => one.slice(url.length));
  await close();
  return [...new Set(paths)];
}

/** What the service worker keeps. */
function precachedFiles(worker: string): string[] {
  return [...worker.matchAll(/\{url:"([^"]+)",revision:/g)].map(([, path]) => path!);
}

interface Answer {
  status: number;
  bytes: number;
}

function fetchOnce(url: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.byteLength;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

export async function measureClass(browser: Browser, students = 100): Promise<ClassFigures> {
  const server = await servePage({ port: 0 });
  const first = await firstFiles(browser, server.url);
  const precached = precachedFiles(readFileSync(join(ROOT, 'dist/sw.js'), 'utf8')).filter(
    (path) => !first.includes(path),
  );
  const errors: string[] = [];
  const sizes = new Map<string, number>();
  const progress = startProgress({ label: 'students', total: students });
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let [firstSeconds, done] = [0, 0];
  /** Agents take six requests at a time and keep the rest waiting, as browsers do. */
  const load = (paths: readonly string[], agent: Agent) =>
    Promise.all(
      paths.map(async (path) => {
        try {
          const { status, bytes } = await fetchOnce(server.url + path, agent);
          const expected = sizes.get(path) ?? bytes;
          sizes.set(path, expected);
          if (status !== 200 || bytes !== expected)
            errors.push(`${path}: ${status}, ${bytes} of ${expected} bytes`);
        } catch (error) {
          errors.push(`${path}: ${(error as Error).message}`);
        }
      }),
    );
  try {
    await Promise.all(
      Array.from({ length: students }, async () => {
        const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
        await load(first, agent);
        firstSeconds = seconds();
        await load(precached, agent);
        agent.destroy();
        progress.update(++done);
      }),
    );
    progress.finish();
  } finally {
    await server.close();
  }
  const sum = (paths: readonly string[]) => ({
    files: paths.length,
    bytes: paths.reduce((total, path) => total + (sizes.get(path) ?? 0), 0),
  });
  return {
    students,
    first: sum(first),
    whole: sum([...first, ...precached]),
    errors,
    firstSeconds,
    wholeSeconds: seconds(),
  };
}

export function classTable({
  students,
  first,
  whole,
  errors,
  firstSeconds,
  wholeSeconds,
}: ClassFigures): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
  const part = ({ files, bytes }: ClassFigures['first']) => `${files} files, ${megabytes(bytes)} on the wire`;
  const caching = (path: string) => headersOf(path)['Cache-Control'];
  return [
    `${students} students at once, ${errors.length} errors`,
    ...errors.slice(0, 10),
    `to the first slide: ${part(first)} each; the last one has it after ${firstSeconds.toFixed(1)} s`,
    `the whole lesson, cached for offline use: ${part(whole)} each; after ${wholeSeconds.toFixed(1)} s`,
    `assets/ are sent with "${caching('/assets/x.js')}", all else with "${caching('/index.html')}"`,
  ].join('\n');
}
