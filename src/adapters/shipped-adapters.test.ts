/**
 * @vitest-environment jsdom
 * @file Shipped adapters on a double of the worker: each is read and opened once.
 */
import { beforeEach, expect, it, vi } from 'vitest';
import type { FakeWorker } from '../client/testing/fake-worker.ts';
import { freshPage } from '../client/testing/fresh-page.ts';
import { shippedAdapter } from './shipped-adapters.ts';

vi.mock('./adapters.ts', () => ({
  loadAdapter: async () => [{ name: 'adapter_model.safetensors', bytes: new Uint8Array(8) }],
}));

let workers: FakeWorker[];
const worker = () => workers.at(-1)!;
beforeEach(() => {
  workers = freshPage();
});

const asked = (count: number) => vi.waitFor(() => expect(worker().count('openAdapter')).toBe(count));
const ready = () =>
  worker().say({ type: 'adapterReady', runId: worker().last('openAdapter').runId, milliseconds: 1 });

it('opens an adapter once for presses that come together, and has it for those that come later', async () => {
  const presses = [shippedAdapter('zh', 'translation'), shippedAdapter('zh', 'translation')];
  await asked(1);
  ready();
  const [first, second] = await Promise.all(presses);
  expect(first).toEqual({ runId: worker().last('openAdapter').runId, wasOpen: false });
  expect(second).toEqual(first);
  expect(await shippedAdapter('zh', 'translation')).toEqual({ ...first, wasOpen: true });
  expect(worker().count('openAdapter')).toBe(1);
});

it('tries again after a failure', async () => {
  const first = shippedAdapter('zh', 'summary');
  await asked(1);
  const about = worker().last('openAdapter').runId;
  worker().say({ type: 'error', code: 'adapterBroken', about, detail: '' });
  await expect(first).rejects.toMatchObject({ error: { code: 'adapterBroken' } });
  const second = shippedAdapter('zh', 'summary');
  await asked(2);
  ready();
  expect(await second).toMatchObject({ wasOpen: false });
});
