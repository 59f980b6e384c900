/**
 * @file The third-party notice: every package of which something is in the built page, with its licence. It is read
 * from the bundles themselves, the worker's among them, so a package that ships cannot be missing from it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The notice's path, beside `index.html` and among the assets of the one file. */
export const NOTICES = 'third-party-notices.txt';

/** Licences that require only their text, which is in the notice. */
const FREE_LICENCES: readonly string[] = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];

interface ShippedPackage {
  name: string;
  version: string;
  /** SPDX expression, or an empty text where the package names none. */
  licence: string;
  /** The licence file's text, or an empty text where the package has none. */
  text: string;
}

/** Packages in the service worker, which is bundled by Workbox and not by this build. */
const SERVICE_WORKER_PACKAGES = [
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
];

/** The package folder that a module lies in, or null for a module of our own or of the bundler. */
export function packageFolder(moduleId: string): string | null {
  const path = moduleId.replaceAll('\\', '/').replace(/^\0/, '').replace(/\?.*$/, '');
  return /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? null;
}

export function readPackage(folder: string): ShippedPackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\..*)?$/i.test(name));
  return {
    name: manifest.name,
    version: manifest.version,
    licence: manifest.license ?? '',
    text: file ? readFileSync(join(folder, file), 'utf8').trim() : '',
  };
}

/** One sentence for each package whose licence is none of the free ones. */
export function licenceFaults(packages: readonly ShippedPackage[]): string[] {
  return packages
    .filter(({ licence }) => !licence.split(/ AND /).every((part) => FREE_LICENCES.includes(part)))
    .map(
      ({ name, version, licence }) => `${name} ${version} ships under ${licence || 'no licence it names'}.`,
    );
}

const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/**
 * A licence text shared by several packages is printed once. Apache's text names no author, so a package that declares
 * it without a copy is listed with those that have one.
 */
export function writeNotices(packages: readonly ShippedPackage[]): string {
  const apache = packages.find(({ licence, text }) => licence === 'Apache-2.0' && text)?.text ?? '';
  const groups = new Map<string, ShippedPackage[]>();
  for (const one of [...packages].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const text = one.text || (one.licence === 'Apache-2.0' ? apache : '');
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  const sections = [...groups].map(([text, group]) => {
    const names = group.map(({ name, version, licence }) => `${name} ${version} (${licence})`).join('\n');
    return text ? `${names}\n\n${text}` : names;
  });
  return `${sections.join(RULE)}\n`;
}

/** Reads a written notice back: its packages, without their texts. */
export function readNotices(text: string): Omit<ShippedPackage, 'text'>[] {
  return text.split(RULE).flatMap((section) =>
    section
      .split('\n\n')[0]!
      .split('\n')
      .map((line) => /^(\S+) (\S+) \((.*)\)$/.exec(line.trim()))
      .filter((match) => match !== null)
      .map(([, name, version, licence]) => ({ name: name!, version: version!, licence: licence! })),
  );
}

/** `page` writes the notice of the packages in its own bundle and in that of `worker`. */
export function thirdPartyNotices(): { page: Plugin; worker: Plugin } {
  const folders = new Set<string>();
  const addPackagesOf = (modules: Iterable<string>) => {
    for (const id of modules) {
      const folder = packageFolder(id);
      if (folder !== null && existsSync(join(folder, 'package.json'))) folders.add(folder);
    }
  };
  const addBundle = (bundle: Readonly<Record<string, { type: string; moduleIds?: string[] }>>) => {
    for (const output of Object.values(bundle))
      if (output.type === 'chunk') addPackagesOf(output.moduleIds ?? []);
  };
  return {
    worker: {
      name: 'third-party-notices-worker',
      generateBundle: (_options, bundle) => addBundle(bundle),
    },
    page: {
      name: 'third-party-notices',
      apply: 'build',
      generateBundle(_options, bundle) {
        addBundle(bundle);
        for (const name of SERVICE_WORKER_PACKAGES) folders.add(join('node_modules', name));
        const packages = [...folders].map(readPackage);
        this.emitFile({ type: 'asset', fileName: NOTICES, source: writeNotices(packages) });
      },
    },
  };
}
