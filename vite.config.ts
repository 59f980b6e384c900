/**
 * @file The build. `vite build` makes the installable page in `dist/`, `vite build --mode one-file` adds
 * `dist/lesson7.html`. `base: './'` lets the same files work under any path; see README on hosting.
 */
import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { cpuKernels } from './src/app/build/cpu-kernels.ts';
import {
  carryAssets,
  inlineWorker,
  nameFile,
  withoutThreads,
  withoutWasm,
} from './src/app/build/one-file.ts';
import { pwaOptions } from './src/app/build/pwa.ts';
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

/** Read by the worker: what was measured with another version is measured again. */
process.env.VITE_LESSON_VERSION = JSON.parse(readFileSync('package.json', 'utf8')).version;

export default defineConfig(({ mode }) => {
  const oneFile = mode === 'one-file';
  return {
    base: './',
    plugins: [
      onlyWoff2(),
      ...lessonPlugins({ stripNotes: process.env.STRIP_NOTES === '1' }),
      react({ include: /\.(mdx|tsx?|jsx?)$/ }),
      ...(oneFile
        ? [inlineWorker(), withoutWasm(), carryAssets('public'), viteSingleFile(), nameFile('lesson7.html')]
        : [VitePWA(pwaOptions)]),
    ],
    worker: oneFile
      ? {
          format: 'iife' as const,
          plugins: () => [withoutThreads(), cpuKernels(), withoutWasm()],
          rolldownOptions: { output: { codeSplitting: false } },
        }
      : { format: 'es' as const, plugins: () => [cpuKernels()] },
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
