/** @file The cache of chapters and widgets. */
import { expect, it, vi } from 'vitest';
import { createLibrary } from './library.ts';

it('loads once, and is there at once from then on', async () => {
  const fetch = vi.fn(async (key: string) => key.toUpperCase());
  const library = createLibrary(fetch);
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
  const library = createLibrary(fetch);
  library.load('a');
  await vi.waitFor(() => expect(library.get('a')).toEqual({ state: 'failed', reason: 'offline' }));
  library.load('a');
  await vi.waitFor(() => expect(library.get('a')).toEqual({ state: 'ready', value: 'there' }));
});

it('knows nothing of what does not exist', () => {
  const library = createLibrary(() => null);
  library.load('a');
  expect(library.get('a')).toBeUndefined();
});
