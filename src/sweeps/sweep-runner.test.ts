/** @file A sweep against a session that really trains a tiny model, and a storage that the test can read. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { engine } from '../client/engine-store.ts';
import { freshPage } from '../client/testing/fresh-page.ts';
import { SessionWorker, tinyAssets } from '../client/testing/session-worker.ts';
import { setWorkerFactory } from '../client/worker-factory.ts';
import { type MemoryStorage, memoryStorage } from '../page/storage/memory.ts';
import { setPageStorage } from '../page/storage/page-storage.ts';
import { presetSpec, withField } from '../recipes/spec-fields.ts';
import { doneCells, type SweepPlan } from './sweep.ts';
import { SweepRunner } from './sweep-runner.ts';

const assets = tinyAssets();
let worker: SessionWorker;
let storage: MemoryStorage;

beforeEach(() => {
  freshPage(assets);
  // Waiting for animation frames would dominate the time of a test.
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  setWorkerFactory(() => {
    worker = new SessionWorker();
    return worker;
  });
  storage = memoryStorage(true);
  setPageStorage(storage);
});
afterEach(() => {
  vi.unstubAllGlobals();
  engine.dispose();
  setPageStorage(null);
});

const short = ['steps', 'batch', 'size'].reduce(
  (spec, key, i) => withField(spec, key, [2, 2, 16][i]),
  presetSpec('lesson7-zh'),
);
const plan = (rates: number[], steps = 2): SweepPlan => ({
  base: withField(short, 'steps', steps),
  rows: { field: 'r', values: [1, 2] },
  columns: { field: 'lr', values: rates },
  alphaPerRank: 2,
});

function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = Date.now() + 50_000;
    const look = () => {
      if (holds()) resolve();
      else if (Date.now() > end) reject(new Error('waited in vain'));
      else setTimeout(look, 5);
    };
    look();
  });
}

/** Memory with the base loaded, its programs compiled and the scratch memory of the largest kernel allocated. */
async function warm(): Promise<void> {
  await engine.ensureModel('lesson7-zh');
  await worker.idle();
  const first = new SweepRunner('first');
  first.start({ ...plan([1e-3]), rows: { field: 'r', values: [2] } });
  await until(() => stateOf(first) === 'done');
}

const stateOf = (runner: SweepRunner) => runner.get().sweep?.state;
const done = (runner: SweepRunner) => doneCells(runner.get().sweep!);

describe('a sweep', () => {
  it('trains every cell, stores each, and frees all of its memory', async () => {
    await warm();
    const before = await engine.allocatedBytes();

    const runner = new SweepRunner('here');
    runner.start(plan([1e-4, 1e-3, 1e-2]));
    await until(() => stateOf(runner) === 'done');
    expect(await engine.allocatedBytes()).toBe(before);
    const { cells } = runner.get().sweep!;
    expect(cells.every((cell) => cell?.step === 2 && cell.end !== null)).toBe(true);
    // Different settings, different results; the same start.
    expect(new Set(cells.map((cell) => cell!.loss)).size).toBeGreaterThan(3);
    expect(new Set(cells.map((cell) => cell!.startPretrainingLoss)).size).toBe(1);
    await runner.saved();
    expect(await storage.get('sweeps', 'here')).toMatchObject({ version: 1, state: 'done' });
  });

  it('leaves no byte behind after twenty cells in a row, cancelled and diverged ones among them', async () => {
    await warm();
    const before = await engine.allocatedBytes();
    const runner = new SweepRunner('here');
    runner.start(plan([1e-3, 1e-2, 10, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3], 1));
    await until(() => stateOf(runner) === 'done');
    expect(await engine.allocatedBytes()).toBe(before);
    runner.start(plan([1e-3], 10_000));
    await until(() => runner.get().step > 2);
    runner.cancel();
    expect(stateOf(runner)).toBe('cancelled');
    // The worker gives the memory back once the group has measured its current step and ended.
    await worker.idle();
    expect(await engine.allocatedBytes()).toBe(before);
  });

  it.each<[string, (runner: SweepRunner) => unknown]>([
    ['at once', () => {}],
    ['while its run is created', () => new Promise((resolve) => setImmediate(resolve))],
    ['while it trains', (runner) => until(() => runner.get().step > 0)],
  ])('gives back what a cell took that was cancelled %s', async (_, moment) => {
    await warm();
    const before = await engine.allocatedBytes();
    const runner = new SweepRunner('here');
    runner.start(plan([1e-3], 10_000));
    await moment(runner);
    runner.cancel();
    await worker.idle();
    expect(await engine.allocatedBytes()).toBe(before);
  });

  it('pauses in the middle of a cell and continues there', async () => {
    const runner = new SweepRunner('here');
    runner.start(plan([1e-3], 10_000));
    await until(() => runner.get().step > 1);
    runner.pause();
    await until(() => engine.records.latestGroup('here')?.state === 'paused');
    const trainsElsewhere = async (owner: string) => {
      engine.train(owner, [{ name: 'run', spec: short }], { everySteps: 2, samplePrompts: [] });
      await until(() => engine.records.latestGroup(owner)?.state === 'done');
    };
    // Behind the step that was under way.
    await trainsElsewhere('first');
    const stood = runner.get().step;
    await trainsElsewhere('second');
    expect(runner.get().step).toBe(stood);
    expect(stateOf(runner)).toBe('paused');
    const { groupId } = engine.records.latestGroup('here')!;
    runner.resume();
    await until(() => runner.get().step > stood);
    expect(engine.records.latestGroup('here')!.groupId).toBe(groupId);
    runner.cancel();
  });

  it('continues after a reload with the remaining cells', async () => {
    const runner = new SweepRunner('here');
    runner.start(plan([1e-4, 1e-3, 1e-2], 3));
    await until(() => done(runner) >= 2);
    runner.close();
    await runner.saved();
    const finished = done(runner);
    const finishedCells = runner.get().sweep!.cells.slice(0, finished);
    engine.dispose();

    const again = new SweepRunner('here');
    await again.open();
    expect(again.get().sweep).toMatchObject({ state: 'paused', current: null });
    expect(again.get().sweep!.cells.slice(0, finished)).toEqual(finishedCells);
    again.resume();
    await until(() => stateOf(again) === 'done');
    expect(again.get().sweep!.cells.slice(0, finished)).toEqual(finishedCells);
    expect(done(again)).toBe(6);
  });

  it('waits while another run trains, and says so', async () => {
    engine.train('elsewhere', [{ name: 'run', spec: withField(short, 'steps', 30) }], {
      everySteps: 30,
      samplePrompts: [],
    });
    const runner = new SweepRunner('here');
    runner.start(plan([1e-3]));
    expect(runner.get().waiting).toBe('otherRun');
    await until(() => stateOf(runner) === 'done');
    expect(runner.get().waiting).toBeNull();
  });
});

describe('what is stored', () => {
  it.each([
    ['junk', 'nonsense'],
    ['nothing', null],
    ['another version', { version: 99 }],
    [
      'too few cells',
      {
        version: 1,
        base: '',
        rows: { field: 'r', values: [1] },
        columns: { field: 'lr', values: [1] },
        cells: [],
      },
    ],
    [
      'a setting that is none',
      {
        version: 1,
        base: '',
        rows: { field: 'x', values: [1] },
        columns: { field: 'lr', values: [1] },
        cells: [null],
      },
    ],
  ])('is not trusted: %s is passed over', async (_, value) => {
    await storage.put('sweeps', 'here', value);
    const runner = new SweepRunner('here');
    await runner.open();
    expect(runner.get()).toMatchObject({ sweep: null, storage: null });
  });

  it('may not fit: the sweep continues and the view says why nothing is stored', async () => {
    storage.limit = 0;
    const runner = new SweepRunner('here');
    runner.start(plan([1e-3], 1));
    await until(() => stateOf(runner) === 'done');
    await runner.saved();
    expect(runner.get().storage).toBe('full');
  });
});
