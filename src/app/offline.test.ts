/** @file Updates: reported when they wait, installed by one press, never during a run, with one reload. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { engine } from '../client/engine-store.ts';
import type { TrainGroup } from '../client/state.ts';
import { getUpdate, installUpdate, setUpdate } from '../page/update.ts';
import { watchUpdates } from './offline.ts';

class Registration extends EventTarget {
  waiting: { postMessage: (message: unknown) => void } | null = null;
  installing: EventTarget | null = null;
}

const reload = vi.fn();
const posted = vi.fn();
let container: EventTarget & { controller: object | null };
let registration: Registration;
let held: { name: string }[];

beforeEach(() => {
  container = Object.assign(new EventTarget(), { controller: {} as object | null });
  registration = new Registration();
  held = [];
  const locks = { query: async () => ({ held }), request: async () => {} };
  vi.stubGlobal('navigator', { serviceWorker: container, locks });
  vi.stubGlobal('location', { reload });
  setUpdate('none', () => {});
});

afterEach(() => {
  engine.records.clear();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

const watch = () => watchUpdates(registration as unknown as ServiceWorkerRegistration);
const waits = () => {
  registration.waiting = { postMessage: posted };
};
const controllerChanges = () => container.dispatchEvent(new Event('controllerchange'));

function train(state: TrainGroup['state']): void {
  engine.records.groups.set('g', { groupId: 'g', state, runIds: [] } as unknown as TrainGroup);
  engine.records.notify();
}

it('says nothing of the first installation', () => {
  container.controller = null;
  watch();
  controllerChanges();
  expect(getUpdate()).toBe('none');
  expect(reload).not.toHaveBeenCalled();
});

it('tells of a version that waited before, and of one found later', () => {
  watch();
  expect(getUpdate()).toBe('none');
  registration.installing = new EventTarget();
  registration.dispatchEvent(new Event('updatefound'));
  waits();
  registration.installing.dispatchEvent(new Event('statechange'));
  expect(getUpdate()).toBe('waiting');
});

it('is taken by one press, which reloads once, when the new version is in charge', async () => {
  waits();
  watch();
  expect(posted).not.toHaveBeenCalled();
  installUpdate();
  await vi.waitFor(() => expect(posted).toHaveBeenCalledWith({ type: 'SKIP_WAITING' }));
  expect(reload).not.toHaveBeenCalled();
  controllerChanges();
  expect(reload).toHaveBeenCalledOnce();
});

it('waits for a run of this page, paused or not', async () => {
  train('paused');
  waits();
  watch();
  await vi.waitFor(() => expect(getUpdate()).toBe('training'));
  train('done');
  expect(getUpdate()).toBe('waiting');
  train('running');
  expect(getUpdate()).toBe('training');
});

it('is not taken while another window trains', async () => {
  waits();
  watch();
  held = [{ name: 'lesson7:training' }];
  installUpdate();
  await vi.waitFor(() => expect(getUpdate()).toBe('elsewhere'));
  expect(posted).not.toHaveBeenCalled();
  held = [];
  installUpdate();
  await vi.waitFor(() => expect(posted).toHaveBeenCalledOnce());
});

it('taken by another window never reloads this one by itself', () => {
  watch();
  controllerChanges();
  expect(getUpdate()).toBe('replaced');
  expect(reload).not.toHaveBeenCalled();
  installUpdate();
  expect(reload).toHaveBeenCalledOnce();
});
