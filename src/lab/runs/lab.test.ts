/** @file The lab against a session that really trains a tiny model, and a storage that the test can read. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engine } from '../../client/engine-store.ts';
import { interrupted } from '../../client/interrupted.ts';
import { pageId } from '../../client/page-lock.ts';
import { decodeGroup } from '../../client/stored-group.ts';
import { freshPage } from '../../client/testing/fresh-page.ts';
import { SessionWorker, tinyAssets } from '../../client/testing/session-worker.ts';
import { setWorkerFactory } from '../../client/worker-factory.ts';
import { type MemoryStorage, memoryStorage } from '../../page/storage/memory.ts';
import { setPageStorage } from '../../page/storage/page-storage.ts';
import type { Collection } from '../../page/storage/storage.ts';
import { GREEDY } from '../../recipes/defaults.ts';
import { presetSpec, withField } from '../../recipes/spec-fields.ts';
import { inOrder, type LabPhase, newLabRun, nextNumber, nextRun } from './runs.ts';
import { LabStore } from './store.ts';
import { readRun, storeRun } from './stored.ts';

/** Generous, for machines under load. */
const PATIENCE = { timeout: 25_000 };

const assets = tinyAssets();
let storage: MemoryStorage;
let lab: LabStore;

beforeEach(() => {
  freshPage(assets);
  // Waiting for animation frames would dominate the time of a test.
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  setWorkerFactory(() => new SessionWorker());
  storage = memoryStorage(true);
  setPageStorage(storage);
  lab = new LabStore();
});
afterEach(() => {
  lab.close();
  engine.dispose();
  vi.unstubAllGlobals();
  setPageStorage(null);
});

const spec = (changes: Record<string, unknown> = {}) =>
  Object.entries({ steps: 3, batch: 2, size: 16, ...changes }).reduce(
    (made, [key, value]) => withField(made, key, value),
    presetSpec('lesson7-zh', String(changes.method ?? 'lora')),
  );
const phases = (store = lab): LabPhase[] => store.get().runs.map(({ phase }) => phase);
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 25_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${phases().join()}`);
    await new Promise((pass) => setTimeout(pass, 5));
  }
}
const allOver = () => phases().every((phase) => phase !== 'waiting' && phase !== 'training');

describe('the queue', () => {
  it('trains one run after another, in the order in which they were asked for', async () => {
    lab.add([spec(), spec({ r: 2 }), spec({ method: 'full' })]);
    expect(phases()).toEqual(['training', 'waiting', 'waiting']);
    await until(allOver);
    expect(phases()).toEqual(['done', 'done', 'done']);
    const { runs } = lab.get();
    expect(runs.map(({ recorded }) => recorded!.steps.length)).toEqual([3, 3, 3]);
    expect(runs.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(runs.every(({ weights }) => weights)).toBe(true);
    expect(engine.records.activeGroup()).toBeUndefined();
  });

  it('stops the run under way, stores its weights, and continues with the next', async () => {
    lab.add([spec({ steps: 10_000 }), spec()]);
    await until(() => (engine.records.runs.get(lab.get().runs[0]!.runId ?? '')?.stepCount ?? 0) > 0);
    lab.stop(lab.get().runs[0]!.id);
    await until(allOver);
    expect(phases()).toEqual(['stopped', 'done']);
    expect(lab.get().runs[0]!.recorded!.steps.length).toBeLessThan(10_000);
    expect(lab.get().runs[0]!.weights).toBe(true);
  });

  it('marks a diverged run, keeps the finite part of its curve, and continues', async () => {
    lab.add([spec({ method: 'full', lr: 10, clip: 1e6, steps: 20 }), spec()]);
    await until(allOver);
    expect(phases()).toEqual(['diverged', 'done']);
    const [first] = lab.get().runs;
    expect(first!.divergedAt).toBeGreaterThan(0);
    expect(first!.recorded!.steps.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(first!.weights).toBe(false);
  });

  it('takes a waiting run out again, and removes one in the middle of its training', async () => {
    lab.add([spec({ steps: 10_000 }), spec(), spec({ r: 2 })]);
    const [first, second] = lab.get().runs;
    lab.stop(second!.id);
    expect(phases()).toEqual(['training', 'waiting']);
    lab.remove(first!.id);
    await until(() => allOver() && lab.get().runs.length === 1);
    expect(phases()).toEqual(['done']);
    await lab.saved();
    expect(await storage.entries('runs')).toHaveLength(1);
  });

  it('waits for a run elsewhere, and says so', async () => {
    engine.train('elsewhere', [{ name: 'run', spec: spec({ steps: 40 }) }], {
      everySteps: 40,
      samplePrompts: [],
    });
    lab.add([spec()]);
    expect(lab.get().waiting).toBe(true);
    await until(allOver);
    expect(lab.get().waiting).toBe(false);
  });
});

describe('what is stored', () => {
  it('survives a reload with curve, settings and weights that answer as before', async () => {
    lab.add([spec({ method: 'lora', r: 2, lr: 1e-2, steps: 6 })]);
    await until(allOver);
    const [before] = lab.get().runs;
    lab.setPinned(before!.id, true);
    const ask = async (store: LabStore) => {
      const runId = await store.openModel(before!.id);
      const sampling = { ...GREEDY, maxNewTokens: 6 };
      const id = engine.generate({
        model: 'lesson7-zh',
        runId,
        prompt: '猫吃什么？',
        form: 'chat',
        sampling,
      });
      await until(() => engine.records.generations.get(id)?.status === 'done');
      const { text, tokens } = engine.records.generations.get(id)!;
      return { text, probabilities: tokens.map(({ probability }) => probability) };
    };
    const answer = await ask(lab);
    await lab.saved();
    lab.close();
    engine.dispose();

    const again = new LabStore();
    await again.open();
    const [after] = again.get().runs;
    expect(after).toEqual({ ...before, pinned: true });
    expect(await ask(again)).toEqual(answer);
    again.close();
  });

  it('a run under way in another page that is open is found as such, and stays that page’s', async () => {
    lab.add([spec({ steps: 10_000 }), spec()]);
    await lab.saved();
    const again = new LabStore();
    await again.open();
    expect(phases(again)).toEqual(['interrupted', 'interrupted']);
    expect(again.get()).toMatchObject({ halted: null });
    expect(again.get().runs[0]!.spec).toEqual(spec({ steps: 10_000 }));
    again.close();
  });

  it('a queue whose page was closed waits where it was, and continues from there on request', async () => {
    lab.add([spec({ steps: 12 })]);
    await until(allOver);
    const wanted = lab.get().runs[0]!.recorded!.steps;
    lab.remove(lab.get().runs[0]!.id);
    await lab.saved();

    lab.add([spec({ steps: 12 }), spec({ steps: 4 })]);
    const trains = () => engine.records.runs.get(lab.get().runs[0]!.runId ?? '');
    await new Promise<void>((resolve) => {
      const unsubscribe = engine.records.subscribe(() => {
        if ((trains()?.stepCount ?? 0) <= 2) return;
        unsubscribe();
        engine.pause(trains()!.groupId);
        resolve();
      });
    });
    await until(() => engine.records.groups.get(trains()!.groupId)?.state === 'paused');
    const checkpoint = async () => {
      await engine.groupStorage.written();
      return decodeGroup((await storage.entries('checkpoints'))[0]?.[1])?.runs[0]?.snapshot?.step ?? 0;
    };
    await vi.waitFor(async () => expect(await checkpoint()).toBe(trains()!.stepCount), PATIENCE);
    await lab.saved();
    // Contents of storage as after a crash of the page.
    const left = new Map<Collection, [string, unknown][]>();
    for (const name of ['runs', 'checkpoints'] as const) left.set(name, await storage.entries(name));
    lab.close();
    freshPage(assets);
    setWorkerFactory(() => new SessionWorker());
    interrupted.forget();
    storage = memoryStorage(true);
    setPageStorage(storage);
    for (const [key, value] of left.get('checkpoints')!)
      await storage.put('checkpoints', key.replace(pageId, 'earlier'), value);
    for (const [key, value] of left.get('runs')!)
      await storage.put('runs', key, { ...(value as object), page: 'earlier' });

    lab = new LabStore();
    await lab.open();
    expect(phases()).toEqual(['waiting', 'waiting']);
    expect(lab.get().halted).toBe('reopened');
    lab.goOn();
    expect(phases()).toEqual(['training', 'waiting']);
    expect(trains()!.stepCount).toBeGreaterThan(2);
    await until(allOver);
    expect(phases()).toEqual(['done', 'done']);
    expect(lab.get().runs[0]!.recorded!.steps).toEqual(wanted);
  });

  it('junk is counted, left alone, and thrown away only when asked', async () => {
    await storage.put('runs', 'a', { version: 0 });
    await storage.put('runs', 'b', 'nonsense');
    await storage.put('runs', 'c', {
      ...storeRun(newLabRun('c', 1, spec())),
      curves: { steps: [{ loss: 'much' }] },
    });
    await storage.put('runs', 'd', storeRun({ ...newLabRun('d', 4, spec()), phase: 'done' }));
    await lab.open();
    expect(lab.get()).toMatchObject({ unreadable: 3, storage: null });
    expect(lab.get().runs.map(({ id }) => id)).toEqual(['d']);
    await lab.removeUnreadable();
    expect(lab.get().unreadable).toBe(0);
    expect((await storage.entries('runs')).map(([id]) => id)).toEqual(['d']);
  });

  it('weights that are asked for twice at once are put back once', async () => {
    lab.add([spec()]);
    await until(allOver);
    const { id } = lab.get().runs[0]!;
    const [first, second] = await Promise.all([lab.openModel(id), lab.openModel(id)]);
    expect(first).toBe(second);
    const opened = [...engine.records.runs.values()].filter((run) => run.opened && !run.discarded);
    expect(opened).toHaveLength(1);
    expect(await lab.openModel(id)).toBe(first);
  });

  it('weights that are junk are no weights', async () => {
    await storage.put('runs', 'a', storeRun({ ...newLabRun('a', 1, spec()), phase: 'done', weights: true }));
    await storage.put('weights', 'a', [{ name: 'adapter', bytes: 'text' }]);
    await lab.open();
    await expect(lab.openModel('a')).rejects.toMatchObject({ error: { code: 'unknownRun' } });
  });

  it('may not fit: runs continue, their weights stay for this visit, and the view says why', async () => {
    storage.limit = 0;
    lab.add([spec()]);
    await until(allOver);
    await lab.saved();
    expect(lab.get().storage).toBe('full');
    expect(await lab.openModel(lab.get().runs[0]!.id)).toBeTruthy();
  });

  it('says that a browser without storage keeps nothing, and works all the same', async () => {
    setPageStorage(memoryStorage());
    await lab.open();
    expect(lab.get().storage).toBe('unavailable');
    lab.add([spec()]);
    await until(allOver);
    expect(phases()).toEqual(['done']);
  });
});

describe('the list', () => {
  const run = (number: number, part = {}) => ({ ...newLabRun(`${number}`, number, spec()), ...part });

  it('shows pinned runs first, then the newest', () => {
    const list = [run(1), run(2, { pinned: true }), run(3)];
    expect(inOrder(list).map(({ number }) => number)).toEqual([2, 3, 1]);
  });

  it('never gives a number twice', () => {
    expect(nextNumber([run(1), run(7)])).toBe(8);
  });

  it('trains the longest waiting, and nothing beside another', () => {
    expect(nextRun([run(1, { phase: 'done' }), run(2), run(3)])?.number).toBe(2);
    expect(nextRun([run(1, { phase: 'training' }), run(2)])).toBeNull();
  });

  it('is read back as it was written', () => {
    const done = run(5, { phase: 'done', pinned: true, weights: true, shown: false });
    expect(readRun('5', structuredClone(storeRun(done)))).toEqual(done);
  });
});
