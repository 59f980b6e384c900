/** @file Serves what `npm run build` made, as any static host would. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import basicSsl from '@vitejs/plugin-basic-ssl';
import { preview } from 'vite';
import { ROOT } from './tools.ts';

/** With these a page is cross-origin isolated, and its threads may share memory. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

export interface ServedPage {
  /** The first address, with a slash at the end. */
  url: string;
  /** All of them: this machine's, then the network's. */
  urls: readonly string[];
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one. */
  port: number;
  /** True: fail if the port is taken; false: take the next free one. */
  exact?: boolean;
  host?: string;
  /** With a certificate of its own making, kept in .cache; browsers ask whether to trust it. */
  https?: boolean;
}

/** Throws if nothing was built, or the port is taken and must be that one. */
export async function servePage({
  port,
  exact = port !== 0,
  host = '127.0.0.1',
  https = false,
}: ServeOptions): Promise<ServedPage> {
  if (!existsSync(join(ROOT, 'dist/index.html'))) {
    throw new Error('There is no dist/index.html: run `npm run build` first.');
  }
  const server = await preview({
    root: ROOT,
    logLevel: 'warn',
    plugins: https ? [basicSsl({ certDir: join(ROOT, '.cache/certificate') })] : [],
    preview: { port, host, strictPort: exact, open: false, headers: ISOLATION_HEADERS },
  });
  const urls = [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])];
  const [url] = urls;
  if (!url) throw new Error('The server gave no address.');
  return { url, urls, close: () => server.close() };
}
