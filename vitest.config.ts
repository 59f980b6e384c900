/**
 * @file Five kinds of tests, each with what it needs and no more: `unit` in Node, `component` in jsdom, `gpu` in Chromium
 * on a software adapter, `e2e` in Node driving Chromium, `browsers` in Node driving other browsers.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser, SOFTWARE_GPU_FLAGS } from './scripts/lib/browser.ts';
import { ISOLATION_HEADERS } from './scripts/lib/server.ts';
import { cpuKernels } from './src/app/build/cpu-kernels.ts';
import { lessonPlugins } from './src/deck/mdx/plugin.ts';

const UNIT = ['src/**/*.test.ts', 'tests/**/*.test.ts', 'scripts/**/*.test.ts'];
const GPU = ['src/**/*.gpu.test.ts', 'tests/**/*.gpu.test.ts'];

/** Tests that ask for a page by the comment `@vitest-environment jsdom`. */
const withPage = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts') && !path.endsWith('.gpu.test.ts'))
  .map((path) => join('src', path))
  .filter((path) => /^\/[/*].*@vitest-environment jsdom/m.test(readFileSync(path, 'utf8')));

/** Found by hand, since a dependency found late reloads the page under the tests. */
const browserDependencies = [
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  'fast-check',
];

/** Inline projects inherit nothing, so what all share is spread into each. */
const patient = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Two cores are all there is to count on, and they may be busy with something else.
    maxWorkers: 2,
    projects: [
      {
        plugins: [cpuKernels(), ...lessonPlugins()],
        test: {
          ...patient,
          name: 'unit',
          globalSetup: ['scripts/lib/kernels-setup.ts'],
          environment: 'node',
          include: UNIT,
          exclude: [...GPU, ...withPage],
        },
      },
      {
        plugins: [cpuKernels(), ...lessonPlugins(), react({ include: /\.(mdx|tsx?|jsx?)$/ })],
        test: {
          ...patient,
          name: 'component',
          globalSetup: ['scripts/lib/kernels-setup.ts'],
          environment: 'jsdom',
          include: ['src/**/*.test.tsx', ...withPage],
        },
      },
      {
        plugins: [cpuKernels()],
        // For the threads of the CPU engine.
        server: { headers: ISOLATION_HEADERS },
        optimizeDeps: { include: browserDependencies },
        test: {
          name: 'gpu',
          include: GPU,
          // One page and one device for all files: opening either takes longer than most tests here.
          isolate: false,
          fileParallelism: false,
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: findBrowser() ?? undefined,
                args: [...SOFTWARE_GPU_FLAGS],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.e2e.ts'],
          globalSetup: ['scripts/lib/e2e-setup.ts'],
          // One browser at a time, and training takes its time on a software adapter.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browsers',
          environment: 'node',
          include: ['tests/browsers/**/*.browser.ts'],
          globalSetup: ['scripts/lib/e2e-setup.ts'],
          // One browser at a time.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
