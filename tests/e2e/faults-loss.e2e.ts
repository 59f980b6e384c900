/**
 * @file Devices and workers that are lost in the middle of a run of two lanes, on the built page: it continues by itself, says
 * so, and ends with the curve of an undisturbed run, bit by bit on the same engine.
 */
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { texts as labTexts } from '../../src/widgets/lora-lab/texts.ts';
import { partTexts } from '../../src/widgets/parts/texts.ts';
import { deviceNotice, recoveryMessage } from '../../src/wording/messages.ts';
import { breaking } from './lib/broken-worker.ts';
import { eventsOf, type Lab, stateIs, until } from './lib/lab.ts';
import { closeSound, givenStage, type Stage } from './lib/stage.ts';
import {
  type Curves,
  curvesOf,
  METHODS,
  openTwoLanes,
  pausedWithCheckpoints,
  STEPS,
  wholeCaption,
} from './lib/two-lanes.ts';

async function crashGpu({ browser }: Stage): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await session.detach();
}

/** Steps from which the starts after the first continued. */
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
  let caption: string;

  beforeAll(async () => {
    const lab = await openTwoLanes(reference, 'webgpu');
    await lab.primary.click();
    await stateIs(lab, 'done');
    wanted = await curvesOf(lab);
    caption = await wholeCaption(lab);
    expect(wanted.lora.losses).toHaveLength(STEPS);
    await closeSound(lab);
  });

  async function endsAsWanted(lab: Lab): Promise<void> {
    await stateIs(lab, 'done');
    expect(await curvesOf(lab)).toEqual(wanted);
    expect(await wholeCaption(lab)).toBe(caption);
  }

  /** Another engine sums in another order. */
  async function endsNear(lab: Lab): Promise<void> {
    await stateIs(lab, 'done');
    const curves = await curvesOf(lab);
    for (const method of METHODS) {
      const { losses } = curves[method];
      expect(losses).toHaveLength(STEPS);
      losses.forEach((loss, i) => {
        expect(Math.abs(loss / wanted[method].losses[i]! - 1), `${method} ${i + 1}`).toBeLessThan(0.01);
      });
    }
  }

  describe('whose GPU process crashes', () => {
    const stage = givenStage();

    it('at the first step begins anew', async () => {
      const lab = await openTwoLanes(stage, 'webgpu');
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
      const lab = await openTwoLanes(stage, 'webgpu');
      await pausedWithCheckpoints(lab);
      await crashGpu(stage);
      await until('a second device', async () => (await eventsOf(lab.page, 'device')).length === 2);
      await crashGpu(stage);
      await until('a last start', async () => (await resumedFrom(lab.page)).length > 0);
      await stateIs(lab, 'paused');
      await lab.primary.click();
      await endsNear(lab);
      await shownNote(lab, 'deviceLost');
      expect((await resumedFrom(lab.page)).at(-1)!.every((from) => from !== null && from > 0)).toBe(true);
      // Chromium gives no third GPU process to WebGPU.
      const backends = (await eventsOf(lab.page, 'device')).map(({ device }) => device.backend);
      expect(backends).toEqual(['webgpu', 'webgpu', 'cpu']);
      await closeSound(lab);
    });
  });

  describe('whose GPU is gone for good', () => {
    const stage = givenStage();

    it('goes on from its checkpoints on the CPU, and says so', async () => {
      const lab = await openTwoLanes(stage, 'webgpu');
      await pausedWithCheckpoints(lab);
      await breaking('GPU.prototype.requestAdapter = async () => null;')(lab.context);
      await crashGpu(stage);
      await until('another start', async () => (await resumedFrom(lab.page)).length > 0);
      await stateIs(lab, 'paused');
      expect(await resumedFrom(lab.page)).toEqual([[3, 3]]);
      const devices = (await eventsOf(lab.page, 'device')).map(({ device }) => device);
      expect(devices.map(({ backend }) => backend)).toEqual(['webgpu', 'cpu']);
      expect(devices[1]!.reason).toBe('noAdapter');
      await lab.primary.click();
      await endsNear(lab);
      await shownNote(lab, 'deviceLost');
      expect(await lab.widget.locator('.engine-notice .note').allTextContents()).toContain(
        deviceNotice(devices[1]!, 'zh'),
      );
      await closeSound(lab);
    });
  });

  it('that is asked again and again while it trains ends as it would have ended', async () => {
    const lab = await openTwoLanes(reference, 'webgpu');
    await lab.widget.getByRole('tab', { name: labTexts.zh.chat }).click();
    await lab.primary.click();
    await until('a step of each', async () => {
      return new Set((await eventsOf(lab.page, 'steps')).map(({ runId }) => runId)).size === 2;
    });
    const ask = lab.widget.getByRole('button', { name: partTexts.zh.ask, exact: true });
    let asked = 0;
    while ((await lab.status.getAttribute('data-state')) === 'running') {
      await ask.click();
      asked += 1;
      // Base, full fine-tuning and LoRA each.
      await until('the answers', async () => (await eventsOf(lab.page, 'generated')).length === 3 * asked);
    }
    expect(asked).toBeGreaterThan(1);
    await endsAsWanted(lab);
    expect(await eventsOf(lab.page, 'error')).toEqual([]);
    await closeSound(lab);
  });

  it('whose GPU process crashes in the middle goes on from its checkpoints, bit by bit', async () => {
    const lab = await openTwoLanes(reference, 'webgpu');
    await pausedWithCheckpoints(lab);
    await crashGpu(reference);
    await until('another start', async () => (await resumedFrom(lab.page)).length > 0);
    await stateIs(lab, 'paused');
    expect(await resumedFrom(lab.page)).toEqual([[3, 3]]);
    await lab.primary.click();
    await endsAsWanted(lab);
    await shownNote(lab, 'deviceLost');
    await closeSound(lab);
  });

  it('whose worker ends without a word goes on with another', async () => {
    const lab = await openTwoLanes(reference, 'webgpu');
    await pausedWithCheckpoints(lab);
    await lab.page.evaluate(() => {
      const { spiedWorker } = globalThis as unknown as { spiedWorker: Worker };
      spiedWorker.addEventListener('message', ({ data }) => {
        if (data.type === 'steps') spiedWorker.terminate();
      });
    });
    await lab.primary.click();
    await endsAsWanted(lab);
    await shownNote(lab, 'internal');
    await closeSound(lab);
  });
});
