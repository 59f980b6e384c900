/** @file Problems of storage while groups are saved in it: shown while they last, and groups are saved again afterwards. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type MemoryStorage, memoryStorage } from '../page/storage/memory.ts';
import { setPageStorage } from '../page/storage/page-storage.ts';
import type { StorageNews } from '../page/storage/storage.ts';
import { DEFAULT_SPEC } from '../recipes/defaults.ts';
import { engine } from './engine-store.ts';
import { freshPage } from './testing/fresh-page.ts';

let storage: MemoryStorage;
let tell: (news: StorageNews) => void;

function given(persistent: boolean): void {
  storage = memoryStorage(persistent);
  storage.subscribe = (listener) => {
    tell = listener;
    return () => {};
  };
  setPageStorage(storage);
}

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  freshPage();
  given(true);
});
afterEach(() => {
  engine.dispose();
  vi.unstubAllGlobals();
  setPageStorage(null);
});

const { groupStorage } = engine;
const saved = async () => (await storage.entries('checkpoints')).length;
let owners = 0;

async function train(): Promise<string> {
  const evaluation = { everySteps: 4, samplePrompts: [] };
  const groupId = engine.train(`widget-${owners++}`, [{ name: 'full', spec: DEFAULT_SPEC }], evaluation)!;
  await groupStorage.written();
  return groupId;
}

it('nothing where the group is saved', async () => {
  await train();
  expect([groupStorage.state.get().problem, await saved()]).toEqual([null, 1]);
});

it('that it keeps nothing', async () => {
  given(false);
  await train();
  expect(groupStorage.state.get().problem).toBe('unavailable');
});

it('that it is full, until there is room', async () => {
  storage.limit = 0;
  const told = vi.fn();
  const unsubscribe = groupStorage.state.subscribe(told);
  const groupId = await train();
  expect([groupStorage.state.get().problem, await saved()]).toEqual(['full', 0]);
  storage.limit = 1;
  groupStorage.save(groupId);
  await groupStorage.written();
  expect([groupStorage.state.get().problem, await saved()]).toEqual([null, 1]);
  expect(told).toHaveBeenCalledTimes(2);
  unsubscribe();
});

it('that it was deleted, whereupon the group is saved again; it is not reported of the next group', async () => {
  const groupId = await train();
  for (const [key] of await storage.entries('checkpoints')) await storage.delete('checkpoints', key);
  tell('cleared');
  await groupStorage.written();
  expect([groupStorage.state.get().problem, await saved()]).toEqual(['cleared', 1]);
  engine.stopNow(groupId);
  await train();
  expect(groupStorage.state.get().problem).toBeNull();
});

it('that it opened after all, whereupon the group is saved', async () => {
  storage.limit = 0;
  await train();
  storage.limit = 1;
  tell('opened');
  await groupStorage.written();
  expect([groupStorage.state.get().problem, await saved()]).toEqual([null, 1]);
});
