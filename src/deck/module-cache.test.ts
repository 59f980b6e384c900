/** @file The cache of chapters and widgets. */
import { expect, it, vi } from 'vitest';
import { createModuleCache } from './module-cache.ts';
import { widgetCache } from './module-caches.ts';
import { lessonOf, outlineOf } from './testing.ts';

it('loads once, and is there at once from then on', async () => {
  const fetch = vi.fn(async (key: string) => key.toUpperCase());
  const library = createModuleCache(fetch);
  const heard = vi.fn();
  library.subscribe(heard);
  library.load('a');
  library.load('a');
  expect(library.get('a')).toEqual({ state: 'loading' });
  await vi.waitFor(() => expect(library.get('a')).toEqual({ state: 'ready', value: 'A' }));
  library.load('a');
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(heard).toHaveBeenCalledTimes(1);
});

it('tries again what failed', async () => {
  const fetch = vi.fn<(key: string) => Promise<string>>();
  fetch.mockRejectedValueOnce(new Error('offline')).mockResolvedValueOnce('there');
  const library = createModuleCache(fetch);
  library.load('a');
  await vi.waitFor(() => expect(library.get('a')).toEqual({ state: 'failed', reason: 'offline' }));
  library.load('a');
  await vi.waitFor(() => expect(library.get('a')).toEqual({ state: 'ready', value: 'there' }));
});

it('says of a widget that does not exist that it cannot be loaded', async () => {
  const library = widgetCache(lessonOf(outlineOf({ intro: 0 })));
  library.load('nobody');
  await vi.waitFor(() => expect(library.get('nobody')).toMatchObject({ state: 'failed' }));
});
