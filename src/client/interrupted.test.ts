/** @file A page that is closed in the middle of a run, and the next one that continues it, on a session that really trains. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MemoryStorage, memoryStorage } from '../page/storage/memory.ts';
import { setPageStorage } from '../page/storage/page-storage.ts';
import { CONTENDERS } from '../recipes/contenders.ts';
import { ABLATION_SIZES, ablationSpecs, makeSpec } from '../recipes/defaults.ts';
import { presetSpec, withField } from '../recipes/spec-fields.ts';
import { engine } from './engine-store.ts';
import { interrupted } from './interrupted.ts';
import { pageId } from './page-lock.ts';
import { continueInTurn, trainInTurn } from './queue.ts';
import { decodeGroup, encodeGroup } from './stored-group.ts';
import { freshPage } from './testing/fresh-page.ts';
import { SessionWorker, tinyAssets } from './testing/session-worker.ts';
import { setWorkerFactory } from './worker-factory.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Generous, for machines under load. */
const PATIENCE = { timeout: 25_000 };
const eventually = <Value>(holds: () => Value) => vi.waitFor(holds, PATIENCE);
const OWNER = 'lora-lab';
const assets = tinyAssets();
let storage: MemoryStorage;

/** A page opens: nothing is in memory, and what storage holds is another page's. */
async function newPage(): Promise<void> {
  const left = await storage.entries('checkpoints');
  freshPage(assets);
  setWorkerFactory(() => new SessionWorker());
  await engine.groupStorage.written();
  for (const [key, value] of left) await storage.put('checkpoints', key.replace(pageId, 'earlier'), value);
  interrupted.forget();
  await interrupted.look();
}

beforeEach(async () => {
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
  storage = memoryStorage(true);
  setPageStorage(storage);
  await newPage();
});
afterEach(() => {
  engine.dispose();
  vi.unstubAllGlobals();
  setPageStorage(null);
});

const spec = (method: string, changes: Record<string, unknown> = {}) =>
  Object.entries({ steps: 12, batch: 2, size: 16, ...changes }).reduce(
    (made, [key, value]) => withField(made, key, value),
    presetSpec('lesson7-zh', method),
  );
const lanes = () => ['full', 'lora'].map((name) => ({ name, spec: spec(name) }));
const evaluation = { everySteps: 4, samplePrompts: ['猫'] };
const group = () => engine.records.latestGroup(OWNER)!;
const runs = () => group().runIds.map((id) => engine.records.runs.get(id)!);
const state = (wanted: string) => eventually(() => expect(group().state).toBe(wanted));
const curves = () =>
  runs().map(({ steps, evaluations }) => ({
    losses: steps.map(({ step, loss }) => [step, loss]),
    measured: evaluations.map(({ step, validationLoss }) => [step, validationLoss]),
  }));

async function undisturbed() {
  engine.train(OWNER, lanes(), evaluation);
  await state('done');
  const wanted = curves();
  await newPage();
  return wanted;
}

/** Trains up to some step and pauses, whereupon everything is checkpointed and saved. */
async function pausedAfter(steps: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const unsubscribe = engine.records.subscribe(() => {
      if (runs().some(({ stepCount }) => stepCount < steps)) return;
      unsubscribe();
      // At once: a fast machine would have ended the run before a poll.
      engine.pause(group().groupId);
      resolve();
    });
  });
  await state('paused');
  await eventually(async () => {
    await engine.groupStorage.written();
    const [stored] = (await storage.entries('checkpoints')).map(([, value]) => decodeGroup(value));
    expect(stored?.runs.map(({ snapshot }) => snapshot?.step)).toEqual(
      runs().map(({ stepCount }) => stepCount),
    );
  });
}

describe('a run of two lanes', () => {
  it('continues in the next page and ends with the curves of the undisturbed run', async () => {
    const wanted = await undisturbed();
    engine.train(OWNER, lanes(), evaluation);
    await state('running');
    await pausedAfter(2);
    await newPage();
    const left = interrupted.of(OWNER)!;
    expect(left.runs[0]!.snapshot!.step).toBeGreaterThan(0);
    expect(engine.records.groups.size).toBe(0);
    engine.continueStored(left);
    // What was drawn is there at once.
    expect(runs()[0]!.stepCount).toBe(left.runs[0]!.snapshot!.step);
    expect(interrupted.of(OWNER)).toBeNull();
    await state('done');
    expect(curves()).toEqual(wanted);
    await engine.groupStorage.written();
    await eventually(async () => expect(await storage.entries('checkpoints')).toEqual([]));
  });

  it('starts over where the page was closed before the first checkpoint', async () => {
    const wanted = await undisturbed();
    engine.train(OWNER, lanes(), evaluation);
    await engine.groupStorage.written();
    await newPage();
    engine.continueStored(interrupted.of(OWNER)!);
    await state('done');
    expect(curves()).toEqual(wanted);
  });

  it('is not offered once it is discarded, trained again, or has ended', async () => {
    for (const end of [
      async () => interrupted.drop(OWNER),
      async () => void engine.train(OWNER, lanes(), evaluation),
    ]) {
      engine.train(OWNER, lanes(), evaluation);
      await engine.groupStorage.written();
      await newPage();
      expect(interrupted.of(OWNER)).not.toBeNull();
      await end();
      expect(interrupted.of(OWNER)).toBeNull();
      await eventually(async () => {
        const keys = (await storage.entries('checkpoints')).map(([key]) => key);
        expect(keys.filter((key) => key.startsWith('earlier'))).toEqual([]);
      });
      await newPage();
      interrupted.drop(OWNER);
    }
  });

  it('of a page that is still open is not offered', async () => {
    engine.train(OWNER, lanes(), evaluation);
    await engine.groupStorage.written();
    interrupted.forget();
    await interrupted.look();
    expect(interrupted.of(OWNER)).toBeNull();
  });

  it('that its owner restarts, as the cells of a sweep, is not stored', async () => {
    engine.train(OWNER, lanes(), evaluation, { stored: false });
    await engine.groupStorage.written();
    expect(await storage.entries('checkpoints')).toEqual([]);
  });
});

it('a queue continues with the waiting runs', async () => {
  const one = (seed: number) => ({
    runs: [{ name: `s${seed}`, spec: spec('lora', { seed, steps: 4 }) }],
    evaluation,
  });
  trainInTurn(OWNER, [one(1), one(2), one(3)]);
  await engine.groupStorage.written();
  await newPage();
  const left = interrupted.of(OWNER)!;
  expect(left.queue).toHaveLength(2);
  continueInTurn(left);
  await eventually(() => {
    const ended = [...engine.records.groups.values()].map((one) => one.state);
    expect(ended).toEqual(['done', 'done', 'done']);
  });
  expect([...engine.records.runs.values()].map((run) => run.spec.seed)).toEqual([1, 2, 3]);
});

describe('a stored group', () => {
  it('holds every recipe without a loss', () => {
    const specs = [
      ...CONTENDERS.map(({ method }) => makeSpec({ method, model: 'lesson7-en' })),
      ...ABLATION_SIZES.flatMap((size) => ablationSpecs(size, 'lesson7-zh', 3).map((one) => one.spec)),
    ];
    for (const one of specs) {
      const runs = [
        { name: 'a', spec: one, learningRate: 1, facts: null, steps: [], evaluations: [], snapshot: null },
      ];
      const group = {
        owner: 'x',
        savedAt: 1,
        evaluation,
        runs,
        queue: [{ runs: [{ name: 'b', spec: one }], evaluation }],
      };
      expect(decodeGroup(structuredClone(encodeGroup(group)))).toEqual(group);
    }
  });

  it('is no group where it is anything else', () => {
    const sound = encodeGroup({
      owner: 'x',
      savedAt: 1,
      evaluation,
      runs: [
        {
          name: 'a',
          spec: spec('lora'),
          learningRate: 1,
          facts: null,
          steps: [],
          evaluations: [],
          snapshot: null,
        },
      ],
      queue: [],
    }) as Record<string, unknown>;
    expect(decodeGroup(sound)).not.toBeNull();
    const [run] = sound.runs as Record<string, unknown>[];
    for (const broken of [
      null,
      'text',
      [],
      { ...sound, version: 0 },
      { ...sound, runs: [] },
      { ...sound, evaluation: {} },
      { ...sound, queue: [{}] },
      { ...sound, runs: [{ ...run, settings: 7 }] },
      { ...sound, runs: [{ ...run, steps: [{ loss: 'much' }] }] },
      { ...sound, runs: [{ ...run, snapshot: { step: 3, learningRate: 1, startLoss: 2, state: {} } }] },
    ])
      expect(decodeGroup(broken)).toBeNull();
  });
});
