/**
 * @file Devices and workers that go away in the middle of a run of two lanes, on the built page: it goes on by itself, says
 * so, and ends with the curve of the run that nobody disturbed, bit by bit on the same engine.
 */
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../../src/train/protocol.ts';
import { recoveryMessage } from '../../src/wording/messages.ts';
import { eventsOf, type Lab, openLab, startedRun, stateIs, until } from './lib/lab.ts';
import { closeSound, givenStage, type Stage } from './lib/stage.ts';

const STEPS = 20;
const METHODS = ['full', 'lora'] as const;

type Curves = Record<(typeof METHODS)[number], { losses: number[]; evaluations: [number, number][] }>;

function open(stage: Stage): Promise<Lab> {
  return openLab(stage, {
    slide: 'lora-idea',
    query: { steps: STEPS, batch: 2, engine: 'webgpu' },
  });
}

/** What a run came to: of a step that was taken again, the last try counts. */
async function curvesOf({ page }: Lab): Promise<Curves> {
  const [steps, evaluations] = [await eventsOf(page, 'steps'), await eventsOf(page, 'evaluation')];
  const of = async (method: (typeof METHODS)[number]) => {
    const { runId } = await startedRun(page, method);
    const losses = new Map<number, number>();
    for (const event of steps)
      if (event.runId === runId) for (const { step, loss } of event.points) losses.set(step, loss);
    const measured = new Map<number, number>();
    for (const event of evaluations)
      if (event.runId === runId) measured.set(event.point.step, event.point.validationLoss);
    return { losses: [...losses.values()], evaluations: [...measured] };
  };
  return { full: await of('full'), lora: await of('lora') };
}

/** Step of the newest checkpoint of each run; the checkpoints themselves are large. */
const checkpoints = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const { events } = (globalThis as unknown as { spied: { events: WorkerEvent[] } }).spied;
    return Object.fromEntries(
      events.flatMap((event) =>
        event.type === 'checkpoint' ? [[event.runId, event.snapshot.step] as const] : [],
      ),
    );
  });

/** Trains a few steps and pauses, whereupon everything is checkpointed. */
async function pausedWithCheckpoints(lab: Lab): Promise<void> {
  await lab.primary.click();
  await until('a step of each', async () => {
    return new Set((await eventsOf(lab.page, 'steps')).map(({ runId }) => runId)).size === 2;
  });
  await lab.primary.click();
  await stateIs(lab, 'paused');
  await until('a checkpoint of each', async () => Object.keys(await checkpoints(lab.page)).length === 2);
}

async function crashGpu({ browser }: Stage): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

/** Steps that the starts after the first went on from. */
const resumedFrom = (page: Page): Promise<(number | null)[][]> =>
  page.evaluate(() => {
    const { commands } = (globalThis as unknown as { spied: { commands: { type: string }[] } }).spied;
    const starts = commands.filter(({ type }) => type === 'start') as unknown as {
      runs: { from?: { step: number } }[];
    }[];
    return starts.slice(1).map(({ runs }) => runs.map(({ from }) => from?.step ?? null));
  });

async function shownNote(lab: Lab, code: 'deviceLost' | 'internal'): Promise<void> {
  const froms = (await resumedFrom(lab.page)).at(-1)!;
  const step = Math.min(...froms.map((from) => from ?? 0));
  const notes = await lab.widget.locator('.engine-notice .note').allTextContents();
  expect(notes).toContain(recoveryMessage({ error: { code, detail: '' }, step }, 'zh'));
}

describe('a run of two lanes', () => {
  // One each, since a browser does without a GPU process that crashes again and again.
  const reference = givenStage();
  let wanted: Curves;
  let caption: string | null;
  const captionOf = (lab: Lab) =>
    lab.widget.getByRole('figure', { name: /损失/ }).locator('figcaption').first().textContent();

  beforeAll(async () => {
    const lab = await open(reference);
    await lab.primary.click();
    await stateIs(lab, 'done');
    wanted = await curvesOf(lab);
    const last = `（${STEPS} 步）`;
    await until('both curves', async () => (await captionOf(lab))?.split(last).length === 5);
    caption = await captionOf(lab);
    expect(wanted.lora.losses).toHaveLength(STEPS);
    await closeSound(lab);
  });

  async function endsAsWanted(lab: Lab): Promise<void> {
    await stateIs(lab, 'done');
    expect(await curvesOf(lab)).toEqual(wanted);
    // The chart is drawn a few times a second.
    await until('the same chart', async () => (await captionOf(lab)) === caption);
  }

  describe('whose GPU process crashes', () => {
    const stage = givenStage();

    it('at the first step begins anew', async () => {
      const lab = await open(stage);
      await lab.primary.click();
      await until('a step', async () => (await eventsOf(lab.page, 'steps')).length > 0);
      await crashGpu(stage);
      await endsAsWanted(lab);
      await shownNote(lab, 'deviceLost');
      await closeSound(lab);
    });
  });

  describe('whose GPU process crashes twice', () => {
    const stage = givenStage();

    it('while it waits and while it recovers, waits again, and goes on from its checkpoints on the CPU', async () => {
      const lab = await open(stage);
      await pausedWithCheckpoints(lab);
      await crashGpu(stage);
      await until('a second device', async () => (await eventsOf(lab.page, 'device')).length === 2);
      await crashGpu(stage);
      await until('a last start', async () => (await resumedFrom(lab.page)).length > 0);
      await stateIs(lab, 'paused');
      await lab.primary.click();
      await stateIs(lab, 'done');
      await shownNote(lab, 'deviceLost');
      expect((await resumedFrom(lab.page)).at(-1)!.every((from) => from !== null && from > 0)).toBe(true);
      // Chromium gives no third GPU process to WebGPU.
      const backends = (await eventsOf(lab.page, 'device')).map(({ device }) => device.backend);
      expect(backends).toEqual(['webgpu', 'webgpu', 'cpu']);
      // Another engine sums in another order.
      const curves = await curvesOf(lab);
      for (const method of METHODS) {
        const { losses } = curves[method];
        expect(losses).toHaveLength(STEPS);
        losses.forEach((loss, i) => {
          expect(Math.abs(loss / wanted[method].losses[i]! - 1), `${method} ${i + 1}`).toBeLessThan(0.01);
        });
      }
      await closeSound(lab);
    });
  });

  it('whose worker ends without a word goes on with another', async () => {
    const lab = await open(reference);
    await pausedWithCheckpoints(lab);
    await lab.primary.click();
    await lab.page.evaluate(() => (globalThis as unknown as { spiedWorker: Worker }).spiedWorker.terminate());
    await endsAsWanted(lab);
    await shownNote(lab, 'internal');
    await closeSound(lab);
  });
});
