/** @file Downloads from a host that cuts, damages and loses files: what comes back is what was built, or an error. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 as zlibCrc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crc32 } from '../model/checksum.ts';
import { ModelDownload } from './base.ts';
import { DownloadError, download } from './download.ts';

const FILE = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) % 251);
const damaged = FILE.map((byte, i) => (i === 40_000 ? byte ^ 4 : byte));
const checksums = { 'w.safetensors': [FILE.byteLength, crc32(FILE)] } as const;

type Answer = (response: ServerResponse) => void;
const whole =
  (bytes: Uint8Array): Answer =>
  (response) =>
    response.writeHead(200, { 'content-length': bytes.byteLength }).end(bytes);
/** Says how long it is and breaks off. */
const cut: Answer = (response) => {
  response.writeHead(200, { 'content-length': FILE.byteLength });
  response.write(FILE.slice(0, 30_000), () => response.destroy());
};
const refuse: Answer = (response) => response.destroy();

let answers: Answer[] = [];
let requests: { url: string; cacheControl: string | undefined }[] = [];
const server = createServer((request, response) => {
  requests.push({ url: request.url!, cacheControl: request.headers['cache-control'] });
  const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
  answer(response);
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/below/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function fetching(...given: Answer[]) {
  answers = given;
  requests = [];
  return download('w.safetensors', url, { checksums });
}

async function problemOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DownloadError);
  return (error as DownloadError).problem;
}

it('sums as zip does', () => {
  for (const bytes of [new Uint8Array(), FILE, damaged]) expect(crc32(bytes)).toBe(zlibCrc32(bytes));
});

it('takes a good file at the first try, below the page', async () => {
  expect(await fetching(whole(FILE))).toEqual(FILE);
  expect(requests.map((request) => request.url)).toEqual(['/below/w.safetensors']);
});

it.each([
  ['damaged', whole(damaged)],
  ['short', whole(FILE.slice(0, 69_999))],
  ['cut', cut],
  ['refused', refuse],
])('fetches a %s file once more, past caches, and takes the good one', async (_, answer) => {
  expect(await fetching(answer, whole(FILE))).toEqual(FILE);
  expect(requests).toHaveLength(2);
  expect(requests[1]!.cacheControl).toBe('no-cache');
});

it.each([
  ['damaged', whole(damaged), 'broken', 2],
  ['short', whole(FILE.slice(0, 69_999)), 'broken', 2],
  ['cut', cut, 'broken', 2],
  ['refused', refuse, 'unreachable', 2],
  ['missing', (response: ServerResponse) => response.writeHead(404).end(), 'missing', 1],
  [
    'answered with a page',
    (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    'missing',
    1,
  ],
] as const)('says that a file is %s', async (_, answer, problem, tries) => {
  expect(await problemOf(fetching(answer))).toBe(problem);
  expect(requests).toHaveLength(tries);
});

it('takes the bad copy out of a cache, and puts the good file in its place', async () => {
  const held = new Map([['w.safetensors?rev=1', new Response('bad', { headers: { 'x-cached': 'yes' } })]]);
  const log: string[] = [];
  const cache = {
    keys: async () => [...held.keys()],
    match: async (key: string) => held.get(key),
    delete: async (key: string) => log.push(`delete ${key}, ${requests.length} asked`) && held.delete(key),
    put: async (key: string, response: Response) => void held.set(key, response),
  };
  Object.assign(globalThis, { caches: { keys: async () => ['precache'], open: async () => cache } });
  try {
    expect(await fetching(whole(damaged), whole(FILE))).toEqual(FILE);
  } finally {
    Reflect.deleteProperty(globalThis, 'caches');
  }
  expect(log).toEqual(['delete w.safetensors?rev=1, 1 asked']);
  const now = held.get('w.safetensors?rev=1')!;
  expect(new Uint8Array(await now.arrayBuffer())).toEqual(FILE);
  expect(now.headers.get('x-cached')).toBe('yes');
});

it('aborts a stalled download on request, and starts over', async () => {
  answers = [() => {}];
  requests = [];
  const model = new ModelDownload(url, 'lesson7-zh', () => {});
  await expect.poll(() => requests.length).toBe(3);
  answers = [whole(FILE)];
  model.again();
  expect((await model.files).weights).toEqual(FILE);
  expect(requests).toHaveLength(6);
});
