/**
 * @file Vite plugins of the one-file edition (`vite build --mode one-file`): the whole lesson as one HTML file that works
 * by double-click from a USB stick. On `file://` a page may not fetch its neighbours, so models, recordings and icon
 * are embedded; and a module worker from `blob:` fails there, so workers are classic ones.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { NOTICES } from './notices.ts';

/** Modules that create a worker, with the address of its code. */
const WORKERS = {
  '/src/client/worker-factory.ts': '../train/worker.ts',
  '/src/exports/packer.ts': './worker.ts',
} as const;

/** Inlines the code of workers. */
export function inlineWorkers(): Plugin {
  return {
    name: 'one-file-workers',
    enforce: 'pre',
    transform(code, id) {
      const place = Object.entries(WORKERS).find(([file]) => id.endsWith(file));
      if (!place) return null;
      const address = place[1].replaceAll('.', '\\.');
      const call = new RegExp(
        `new Worker\\(\\s*new URL\\('${address}', import\\.meta\\.url\\),\\s*\\{[^}]*(name: '[\\w-]+')[^}]*\\}\\s*\\)`,
      );
      if (!call.test(code)) this.error(`the call that makes the worker is not where it was in ${place[0]}`);
      return {
        code: `import InlinedWorker from '${place[1]}?worker&inline';\n${code.replace(call, 'new InlinedWorker({ $1 })')}`,
        map: null,
      };
    },
  };
}

/** A page on `file://` shares no memory between threads, so it needs neither helping threads nor their kernels. */
export function withoutThreads(): Plugin {
  return {
    name: 'one-file-without-threads',
    enforce: 'pre',
    resolveId: (id) => (/^virtual:cpu-kernels\/\w+-shared$/.test(id) ? '\0no-kernels' : null),
    load(id) {
      if (id === '\0no-kernels') return "export default '';";
      if (!id.endsWith('/src/engine/cpu/helpers.ts')) return null;
      return "export function startHelpers() { throw new Error('not in the one-file edition'); }";
    },
  };
}

/** Binaries for machines without WebGL; too large for a file of 12 MB, and their threads cannot start on `file://`. */
export function withoutWasm(): Plugin {
  return {
    name: 'one-file-without-wasm',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith('@tensorflow/tfjs-backend-wasm') ? `\0no-wasm` : null),
    load: (id) =>
      id === '\0no-wasm'
        ? "export function setWasmPaths() { throw new Error('not in the one-file edition'); }\nexport default '';"
        : null,
  };
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(join(folder, path)).isFile());
}

const TEXT = /\.(json|md|txt)$/;

/**
 * Path to text, bytes as base64, recordings compressed: what `src/page/assets.ts` reads in place of `fetch`. The models'
 * texts stay plain, since the engine's first words need them at once.
 */
export function embeddedAssets(publicFolder: string, built: string | null = null): Record<string, string> {
  const entries = ['models', 'adapters', 'runs'].flatMap((folder) =>
    filesBelow(join(publicFolder, folder))
      .filter((path) => !path.endsWith('.md'))
      .map((path): [string, string] => {
        const bytes = readFileSync(join(publicFolder, folder, path));
        const name = `${folder}/${path}`;
        if (folder === 'runs') return [`${name}.gz`, gzipSync(bytes, { level: 9 }).toString('base64')];
        return [name, bytes.toString(TEXT.test(path) ? 'utf8' : 'base64')];
      }),
  );
  // Written by the page's build; the one file has no package that the page lacks.
  const notices = built && join(built, NOTICES);
  if (notices && existsSync(notices)) entries.push([NOTICES, readFileSync(notices, 'utf8')]);
  return Object.fromEntries(entries);
}

/** As JSON inside a script element, nothing in it may look like the element's end. */
function scriptSafe(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

export function embedAssets(publicFolder: string): Plugin {
  let built = '';
  return {
    name: 'one-file-assets',
    configResolved: ({ root, build }) => {
      built = join(root, build.outDir);
    },
    transformIndexHtml: {
      order: 'pre',
      handler(html) {
        const icon = readFileSync(join(publicFolder, 'icons/icon.svg')).toString('base64');
        return {
          html: html
            .replace('./icons/icon.svg', `data:image/svg+xml;base64,${icon}`)
            .replace(/\s*<link rel="apple-touch-icon"[^>]*>/, ''),
          tags: [
            {
              tag: 'script',
              injectTo: 'head',
              children: `globalThis.__LESSON7_ASSETS__=${scriptSafe(JSON.stringify(embeddedAssets(publicFolder, built)))}`,
            },
          ],
        };
      },
    },
  };
}

/** The file's name in `dist/`. */
export function nameFile(name: string): Plugin {
  return {
    name: 'one-file-name',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html'];
        if (page) page.fileName = name;
      },
    },
  };
}
