/** @file Serves what `npm run build` made, as any static host would. */
import { existsSync } from 'node:fs';
import { preview } from 'vite';

export interface ServedPage {
  /** With a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** @param port 0 takes any free one. Throws if nothing was built or the port is taken. */
export async function servePage(options: { port: number; host?: string }): Promise<ServedPage> {
  if (!existsSync('dist/index.html'))
    throw new Error('There is no dist/index.html: run `npm run build` first.');
  const { port, host = '127.0.0.1' } = options;
  const server = await preview({
    logLevel: 'warn',
    preview: { port, host, strictPort: port !== 0, open: false },
  });
  const url = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
  if (!url) throw new Error('The server gave no address.');
  return { url, close: () => server.close() };
}
