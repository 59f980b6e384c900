/** @file Serves what `npm run build` made: static files, compressed where the build did so, with caching headers. */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { getCertificate } from '@vitejs/plugin-basic-ssl';
import sirv from 'sirv';
import { PAGE_POLICY } from '../../src/app/build/csp.ts';
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

interface ServeOptions {
  /** 0 for any free port. */
  port: number;
  /** True: fail if the port is taken; false: take the next free one. */
  exact?: boolean;
  host?: string;
  /** With a self-signed certificate, cached in .cache; browsers ask whether to trust it. */
  https?: boolean;
  /** The built page; `dist` by default. */
  folder?: string;
}

/** Seconds: a file whose name changes with its content is never asked for again. */
const FOREVER = 365 * 24 * 60 * 60;

/** The one-file edition has its own policy; this one would forbid its scripts. */
const ONE_FILE = '/lesson7.html';

/** Additional headers of a file, by its path. */
export function headersOf(path: string): Record<string, string> {
  return {
    // The content under all other names may change: browsers revalidate them, and the server answers 304.
    'Cache-Control': path.startsWith('/assets/') ? `public, max-age=${FOREVER}, immutable` : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...ISOLATION_HEADERS,
    // An extension missing from the server's table.
    ...(path.endsWith('.safetensors') && { 'Content-Type': 'application/octet-stream' }),
    ...(path !== ONE_FILE && { 'Content-Security-Policy': PAGE_POLICY }),
  };
}

/** Resolves with the port that was taken. */
async function listen(server: Server, host: string, port: number, exact: boolean): Promise<number> {
  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(port, host, () => {
        server.off('error', failed);
        listening();
      });
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (exact) throw new Error(`Port ${port} is taken: end what uses it, or choose another with --port.`);
    return listen(server, host, port + 1, exact);
  }
  return (server.address() as AddressInfo).port;
}

function addresses(scheme: 'http' | 'https', host: string, port: number): string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  const names = everywhere
    ? Object.values(networkInterfaces())
        .flatMap((found) => found ?? [])
        .filter(({ family, internal }) => family === 'IPv4' && !internal)
        .map(({ address }) => address)
    : [];
  return [everywhere ? 'localhost' : host, ...names].map((name) => `${scheme}://${name}:${port}/`);
}

/** Key and certificate in one text, which TLS reads either of. */
async function certificate(): Promise<{ key: string; cert: string }> {
  const both = await getCertificate(join(ROOT, '.cache/certificate'));
  return { key: both, cert: both };
}

/** Throws if nothing was built, or the port is taken and must be that one. */
export async function servePage({
  port,
  exact = port !== 0,
  host = '127.0.0.1',
  https = false,
  folder = join(ROOT, 'dist'),
}: ServeOptions): Promise<ServedPage> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new Error('There is no dist/index.html: run `npm run build` first.');
  }
  // `dev` reads the folder at each request, so that a page built meanwhile is served whole.
  const files = sirv(folder, {
    dev: true,
    etag: true,
    gzip: true,
    extensions: ['html'],
    setHeaders: (response, path) => {
      for (const [name, value] of Object.entries(headersOf(path))) response.setHeader(name, value);
    },
  });
  const answer = (request: IncomingMessage, response: ServerResponse) => files(request, response);
  const server = https ? createSecureServer(await certificate(), answer) : createServer(answer);
  const taken = await listen(server, host, port, exact);
  const urls = addresses(https ? 'https' : 'http', host, taken);
  return {
    url: urls[0]!,
    urls,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
