/**
 * @file The Chromium that tests and benchmarks drive: found where there is one, installed where there is none.
 *
 * Looked for in this order: `CHROME_PATH`, an installed Chrome, Chromium or Edge, Playwright's own. Installed in this
 * order: Playwright's download, then Debian's package when we are root on Debian.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { findCommand, installPackages, isExecutable, isRootOnDebian, succeeds } from './programs.ts';
import { toolPath } from './tools.ts';

/** No browser found or installable; the message is one sentence for the user. */
export class NoBrowserError extends Error {
  override name = 'NoBrowserError';
}

const COMMON_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A software adapter, the same everywhere: `google / swiftshader`. */
export const SOFTWARE_GPU_FLAGS: readonly string[] = [...COMMON_FLAGS, '--use-webgpu-adapter=swiftshader'];
/** The GPU of the machine. */
export const REAL_GPU_FLAGS: readonly string[] = [...COMMON_FLAGS, '--ignore-gpu-blocklist'];
/** A browser in which `navigator.gpu` finds no adapter. */
export const NO_GPU_FLAGS: readonly string[] = COMMON_FLAGS.filter((flag) => !/webgpu|Vulkan/.test(flag));

const COMMANDS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

function windowsPaths(): string[] {
  const roots = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA];
  const files = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
  return roots.filter((root) => root !== undefined).flatMap((root) => files.map((file) => join(root, file)));
}

function installedBrowser(): string | null {
  if (process.platform === 'darwin') return MAC_APPLICATIONS.find(isExecutable) ?? null;
  if (process.platform === 'win32') return windowsPaths().find((path) => existsSync(path)) ?? null;
  return findCommand(...COMMANDS);
}

/** @returns the path of a Chromium, or null. Throws `NoBrowserError` if `CHROME_PATH` names nothing that runs. */
export function findBrowser(): string | null {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new NoBrowserError(`CHROME_PATH is ${chosen}, which is no program that can be run.`);
  }
  const own = chromium.executablePath();
  return installedBrowser() ?? (own && existsSync(own) ? own : null);
}

/** Playwright's download; full Chromium, since its headless shell has no WebGPU. As root its libraries come along. */
function downloadWithPlaywright(): boolean {
  const playwright = toolPath('playwright', 'playwright');
  if (!succeeds(process.execPath, [playwright, 'install', '--no-shell', 'chromium'])) return false;
  if (isRootOnDebian()) succeeds(process.execPath, [playwright, 'install-deps', 'chromium']);
  return true;
}

/** @returns the path of a Chromium that runs, installing one where there is none. Throws `NoBrowserError`. */
export function ensureBrowser(print: (line: string) => void = console.log): string {
  const found = findBrowser();
  if (found) return found;
  print('No Chrome, Chromium or Edge here: downloading Chromium with Playwright.');
  if (downloadWithPlaywright()) {
    const downloaded = findBrowser();
    if (downloaded) return downloaded;
  }
  if (isRootOnDebian()) {
    print('The download did not work: installing the package chromium.');
    if (installPackages('chromium')) {
      const packaged = findBrowser();
      if (packaged) return packaged;
    }
  }
  throw new NoBrowserError(
    'The browser tests need Chrome, Chromium or Edge: install one, or set CHROME_PATH to one.',
  );
}

/** Starts the browser that `findBrowser` finds. @param flags what its GPU is to be. */
export async function launchBrowser(
  flags: readonly string[] = SOFTWARE_GPU_FLAGS,
  options: { headless?: boolean } = {},
): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new NoBrowserError('There is no browser; run `npm test`, which installs one.');
  return chromium.launch({ executablePath, headless: options.headless ?? true, args: [...flags] });
}
