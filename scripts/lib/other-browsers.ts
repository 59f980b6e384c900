/**
 * @file Browsers besides Chromium: Firefox with WebGPU on a GPU imitated in software (Mesa's lavapipe), Firefox without,
 * and WebKitGTK. Each is tested where it is installed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findCommand, installPackages } from './programs.ts';

/** Debian's packages; WebKit is drawn on an X server in memory. */
const PACKAGES = ['firefox-esr', 'mesa-vulkan-drivers', 'webkit2gtk-driver', 'xvfb'] as const;

export const OTHER_BROWSERS = ['Firefox with WebGPU', 'Firefox', 'WebKitGTK'] as const;
export type OtherBrowser = (typeof OTHER_BROWSERS)[number];

/** Paths of what is installed; null where it is not. */
interface InstalledPrograms {
  firefox: string | null;
  /** Configuration that makes Vulkan use lavapipe. */
  lavapipe: string | null;
  webKitDriver: string | null;
  /** The small browser that comes with WebKitGTK. */
  webKit: string | null;
  xvfb: string | null;
}

const DRIVERS = '/usr/share/vulkan/icd.d';
const LIBRARIES: Partial<Record<NodeJS.Architecture, string>> = {
  x64: '/usr/lib/x86_64-linux-gnu',
  arm64: '/usr/lib/aarch64-linux-gnu',
};

export function findPrograms(): InstalledPrograms {
  const icd = existsSync(DRIVERS) ? readdirSync(DRIVERS).find((name) => name.startsWith('lvp_icd')) : null;
  const miniBrowser = join(LIBRARIES[process.arch] ?? '', 'webkit2gtk-4.1/MiniBrowser');
  return {
    firefox: findCommand('firefox-esr', 'firefox'),
    lavapipe: icd ? join(DRIVERS, icd) : null,
    webKitDriver: findCommand('WebKitWebDriver'),
    webKit: existsSync(miniBrowser) ? miniBrowser : null,
    xvfb: findCommand('Xvfb'),
  };
}

/** Those that cannot be driven with what is installed. */
export function missingBrowsers(programs: InstalledPrograms = findPrograms()): OtherBrowser[] {
  const { firefox, lavapipe, webKitDriver, webKit, xvfb } = programs;
  const needs: Record<OtherBrowser, (string | null)[]> = {
    'Firefox with WebGPU': [firefox, lavapipe],
    Firefox: [firefox],
    WebKitGTK: [webKitDriver, webKit, xvfb],
  };
  return OTHER_BROWSERS.filter((name) => needs[name].includes(null));
}

/** Installs what is missing, where we are root on Debian. @returns those still missing. */
export function ensureBrowsers(): OtherBrowser[] {
  if (missingBrowsers().length > 0) installPackages(...PACKAGES);
  return missingBrowsers();
}

/** One sentence for the user. */
export function notInstalled(missing: readonly OtherBrowser[], tried: boolean): string {
  return tried
    ? `not installed: ${missing.join(', ')}; on Debian they are the packages ${PACKAGES.join(', ')}, which root can install`
    : `not installed: ${missing.join(', ')}; npm test -- browsers installs them`;
}
