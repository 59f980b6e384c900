/**
 * @file Manifest and cache of the installable edition. Everything is precached, models and recordings included.
 * A new version waits until every window of the old one is closed, so an update never interrupts a run.
 */
import type { VitePWAOptions } from 'vite-plugin-pwa';

export const pwaOptions: Partial<VitePWAOptions> = {
  registerType: 'prompt',
  // `src/app/offline.ts` registers it, by a relative address, so that it works under any path.
  injectRegister: false,
  manifest: {
    name: '第 7 课：微调 · Lesson 7: fine-tuning',
    short_name: '第 7 课',
    description: '在浏览器里真正训练一个小语言模型。Train a real, tiny language model in the browser.',
    lang: 'zh-CN',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#fcfcfa',
    theme_color: '#15181d',
    icons: [
      { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
  },
  workbox: {
    globPatterns: ['**/*.{js,css,html,woff2,svg,png,json,safetensors,wasm,txt}'],
    // The one-file edition lies in the same folder and is not part of the page.
    globIgnores: ['lesson7.html'],
    // Workbox stops at 2 MiB per file; a base model is up to 3 MB.
    maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
    navigateFallback: 'index.html',
    // Slides, views and settings are all the same page.
    ignoreURLParametersMatching: [/.*/],
    cleanupOutdatedCaches: true,
  },
};
