/**
 * @file The build. `vite build` makes the installable page in `dist/`, `vite build --mode one-file` adds
 * `dist/lesson7.html`. `base: './'` lets the same files work under any path; see docs/hosting.md.
 */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { checksumsOf } from './src/app/build/checksums.ts';
import { cpuKernels } from './src/app/build/cpu-kernels.ts';
import { contentSecurityPolicy, oneFilePolicy, PAGE_POLICY } from './src/app/build/csp.ts';
import { thirdPartyNotices } from './src/app/build/notices.ts';
import {
  embedAssets,
  inlineWorkers,
  nameFile,
  withoutThreads,
  withoutWasm,
} from './src/app/build/one-file.ts';
import { pwaOptions } from './src/app/build/pwa.ts';
import { versionOf } from './src/app/build/version.ts';
import { lessonPlugins } from './src/deck/mdx/plugin.ts';

/** KaTeX ships every font three times; each browser that has WebGPU or React 19 reads woff2. */
function onlyWoff2(): Plugin {
  return {
    name: 'only-woff2',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('katex') || !/\.css(\?|$)/.test(id)) return null;
      return {
        code: code.replace(/,\s*url\([^)]+\.(?:woff|ttf)\)\s*format\(["'][^"']+["']\)/g, ''),
        map: null,
      };
    },
  };
}

/** Shown in the help sheet; and the worker reads it: what was measured with another version is measured again. */
process.env.VITE_LESSON_VERSION = versionOf('.');
/** Downloads of weights are held against it. */
process.env.VITE_CHECKSUMS = JSON.stringify(checksumsOf('public'));

export default defineConfig(({ mode }) => {
  const oneFile = mode === 'one-file';
  const notices = thirdPartyNotices();
  return {
    base: './',
    plugins: [
      onlyWoff2(),
      ...lessonPlugins({ stripNotes: process.env.STRIP_NOTES === '1' }),
      react({ include: /\.(mdx|tsx?|jsx?)$/ }),
      ...(oneFile
        ? [
            inlineWorkers(),
            withoutWasm(),
            embedAssets('public'),
            viteSingleFile(),
            nameFile('lesson7.html'),
            contentSecurityPolicy('lesson7.html', oneFilePolicy),
          ]
        : [notices.page, contentSecurityPolicy('index.html', () => PAGE_POLICY), VitePWA(pwaOptions)]),
    ],
    worker: oneFile
      ? {
          format: 'iife' as const,
          plugins: () => [withoutThreads(), cpuKernels(), withoutWasm()],
          rolldownOptions: { output: { codeSplitting: false } },
        }
      : { format: 'es' as const, plugins: () => [cpuKernels(), notices.worker] },
    build: {
      target: 'es2022',
      // The engine's worker and tfjs are large on purpose and load late.
      chunkSizeWarningLimit: 3000,
      // No chunks by hand: a group of our making for the charts drew shared modules in, and with them itself into the
      // first load. Split where `import()` splits, tfjs and charts come with the demos that need them.
      ...(oneFile && { emptyOutDir: false, copyPublicDir: false }),
    },
  };
});
