/**
 * @file Text files that ship with the page. The one-file edition embeds them in `__LESSON7_ASSETS__`
 * (path to text, bytes as base64; a path ending in `.gz` holds the text of the path before it, compressed, as base64),
 * because `fetch` of a neighbouring file is blocked on `file://`.
 */
import type { DownloadProblem } from '../train/download.ts';

declare global {
  var __LESSON7_ASSETS__: Readonly<Record<string, string>> | undefined;
}

/** An asset that is not there, or that could not be read. */
export class AssetError extends Error {
  override name = 'AssetError';
  readonly problem: DownloadProblem;
  constructor(message: string, problem: DownloadProblem = 'missing') {
    super(message);
    this.problem = problem;
  }
}

/** The embedded text at a path, or null. */
export function embeddedText(path: string): string | null {
  return globalThis.__LESSON7_ASSETS__?.[path] ?? null;
}

/** The embedded bytes at a path, or null; then they can be fetched. */
export function embeddedBytes(path: string): Uint8Array | null {
  const base64 = globalThis.__LESSON7_ASSETS__?.[path];
  if (base64 === undefined) return null;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The text that is embedded compressed, or null. */
async function inflatedText(path: string): Promise<string | null> {
  const bytes = embeddedBytes(`${path}.gz`);
  if (!bytes) return null;
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

async function fetchAsset(path: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, document.baseURI));
  } catch (error) {
    throw new AssetError(`${path}: ${error instanceof Error ? error.message : String(error)}`, 'unreachable');
  }
  if (!response.ok) throw new AssetError(`${path}: ${response.status}`);
  // A development server answers a missing file with the page itself.
  if (response.headers.get('content-type')?.includes('text/html')) throw new AssetError(`${path}: not there`);
  return response;
}

/**
 * The text at a path relative to the document, such as `runs/sft-live-zh.json`.
 * @throws AssetError where there is none.
 */
export async function loadAsset(path: string): Promise<string> {
  return embeddedText(path) ?? (await inflatedText(path)) ?? (await fetchAsset(path)).text();
}

/** The bytes of weights at a path relative to the document, compared with their checksum. @throws AssetError */
export async function loadAssetBytes(path: string): Promise<Uint8Array> {
  const embedded = embeddedBytes(path);
  if (embedded) return embedded;
  const { DownloadError, download } = await import('../train/download.ts');
  try {
    return await download(path, document.baseURI);
  } catch (error) {
    if (error instanceof DownloadError) throw new AssetError(error.message, error.problem);
    throw error;
  }
}
