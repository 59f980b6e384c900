/**
 * @file WebKitGTK, driven by plain calls of the W3C WebDriver standard on an X server in memory. Each process that is
 * started here is ended by `close`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { type Driver, finder, KEYS, PROTOCOL_TIMEOUT } from './driver.ts';

/** The key of an element's reference in JSON (WebDriver, "web element identifier"). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill();
  });
}

/** An X server without a screen, and the number it took, which it writes once it takes connections. */
async function openDisplay(): Promise<{ display: string; server: ChildProcess }> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const said = server.stdio[3] as Readable;
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb ended before it took connections.')));
    said.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { display: `:${number}`, server };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Asks until the driver takes connections: it does not announce when it does. */
async function answering(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const up = await fetch(`${url}/status`).then(
      () => true,
      () => false,
    );
    if (up) return;
    await new Promise((again) => setTimeout(again, 40));
  }
  throw new Error('WebKitWebDriver ended before it took connections.');
}

/** @param binary the small browser that comes with the engine */
export async function openWebKit(driverPath: string, binary: string): Promise<Driver> {
  const { display, server } = await openDisplay();
  const port = await freePort();
  const child = spawn(driverPath, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11' },
  });
  const base = `http://127.0.0.1:${port}`;

  async function command(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${base}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
      signal: AbortSignal.timeout(PROTOCOL_TIMEOUT),
    });
    const { value } = (await answer.json()) as { value: unknown };
    if (!answer.ok) {
      const { error, message } = value as { error: string; message: string };
      throw new Error(`WebKitGTK: ${error}: ${message}`);
    }
    return value;
  }

  await answering(base, child);
  const options = { binary, args: ['--automation'] };
  const { sessionId } = (await command('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
  })) as { sessionId: string };
  const session = (method: string, path: string, body?: object) =>
    command(method, `/session/${sessionId}${path}`, body);
  await session('POST', '/timeouts', { script: PROTOCOL_TIMEOUT, pageLoad: PROTOCOL_TIMEOUT });

  return {
    async open(url) {
      await session('POST', '/url', { url });
    },
    async reload() {
      await session('POST', '/refresh', {});
    },
    async run(expression) {
      // What the page throws is carried as a value: the driver's own errors lose its words.
      const script = `const done = arguments[0];
        Promise.resolve().then(() => ${expression}).then(
          (value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
      const { value, error } = (await session('POST', '/execute/async', { script, args: [] })) as {
        value?: unknown;
        error?: string;
      };
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async click(selector, name) {
      const script = `return ${finder(selector, name)};`;
      const found = (await session('POST', '/execute/sync', { script, args: [] })) as Record<string, string>;
      await session('POST', `/element/${found[ELEMENT]}/click`, {});
    },
    async press(key) {
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: KEYS[key] }));
      await session('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    async resize(width, height) {
      await session('POST', '/window/rect', { width, height });
    },
    async screenshot() {
      return Buffer.from((await session('GET', '/screenshot')) as string, 'base64');
    },
    async close() {
      await session('DELETE', '').catch(() => {});
      await ended(child);
      await ended(server);
    },
  };
}
