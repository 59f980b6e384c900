/**
 * @file Shipped files, fetched and checked: what arrives must be what was built. A file that fails is fetched once more,
 * past every cache that may hold a bad copy.
 */
import { crc32 } from '../model/checksum.ts';

/** By path: bytes and CRC-32. */
export type Checksums = Readonly<Record<string, readonly [bytes: number, crc32: number]>>;

/** Written by the build; empty in development, where nothing is checked. */
const SHIPPED = JSON.parse(import.meta.env?.VITE_CHECKSUMS ?? '{}') as Checksums;

/** 'missing': the host has no such file; 'unreachable': no answer; 'broken': cut or damaged, twice. */
export type DownloadProblem = 'missing' | 'unreachable' | 'broken';

export class DownloadError extends Error {
  override name = 'DownloadError';
  readonly problem: DownloadProblem;
  constructor(problem: DownloadProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

interface DownloadOptions {
  checksums?: Checksums;
  /** Gives up; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
  /** Bytes that have arrived so far, of this attempt. */
  onBytes?: (bytes: number) => void;
}

/** Bytes of a shipped file, by its path below the page: null where its size is not known. */
export function shippedBytes(path: string, checksums: Checksums = SHIPPED): number | null {
  return checksums[path]?.[0] ?? null;
}

/** The bytes at a path below `baseUrl`. @throws DownloadError */
export async function download(
  path: string,
  baseUrl: string,
  options: DownloadOptions = {},
): Promise<Uint8Array> {
  const url = new URL(path, baseUrl);
  try {
    return await attempt(path, url, {}, options);
  } catch (error) {
    if (!(error instanceof DownloadError) || error.problem === 'missing') throw error;
    const copies = await deleteCopies(url);
    const bytes = await attempt(path, url, { cache: 'reload' }, options);
    await replaceCopies(copies, bytes);
    return bytes;
  }
}

async function attempt(
  path: string,
  url: URL,
  init: RequestInit,
  { checksums = SHIPPED, signal, onBytes }: DownloadOptions,
): Promise<Uint8Array> {
  const failed = (problem: DownloadProblem, why: unknown): never => {
    signal?.throwIfAborted();
    throw new DownloadError(problem, `${path}: ${why instanceof Error ? why.message : String(why)}`);
  };
  const response = await fetch(url, { ...init, ...(signal && { signal }) }).catch((error: unknown) =>
    failed('unreachable', error),
  );
  // A server that answers every path with its page has no such file either.
  const isPage = response.headers.get('content-type')?.includes('text/html');
  if (!response.ok || isPage) return failed('missing', isPage ? 'a page' : response.status);
  const bytes = await bodyOf(response, onBytes).catch((error: unknown) => failed('broken', error));
  const expected = checksums[path];
  if (expected && bytes.byteLength !== expected[0]) failed('broken', `${bytes.byteLength} bytes`);
  if (expected && crc32(bytes) !== expected[1]) failed('broken', 'its checksum differs');
  return bytes;
}

async function bodyOf(response: Response, onBytes: DownloadOptions['onBytes']): Promise<Uint8Array> {
  if (!response.body || !onBytes) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.byteLength;
    onBytes(length);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

interface Copy {
  cache: Cache;
  request: Request;
  headers: Headers;
}

/** Deletes the copies that a service worker would answer with. @returns them, so that they can be replaced */
async function deleteCopies(url: URL): Promise<Copy[]> {
  // Missing on pages without encryption; refused in some private windows: then there are no copies either.
  if (!('caches' in globalThis)) return [];
  try {
    const copies: Copy[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys(url, { ignoreSearch: true })) {
        const response = await cache.match(request);
        if (response) copies.push({ cache, request, headers: response.headers });
        await cache.delete(request);
      }
    }
    return copies;
  } catch {
    return [];
  }
}

/** Caches the good file in place of the copies, so that the page works offline again. */
async function replaceCopies(copies: readonly Copy[], bytes: Uint8Array): Promise<void> {
  for (const { cache, request, headers } of copies) {
    await cache.put(request, new Response(bytes as BlobPart, { headers })).catch(() => {});
  }
}
