/**
 * @file GPUs without memory for a run of two lanes: for the base, for both lanes, for one piece of them, or in the
 * middle. Each is reported in one sentence and frees all memory; a press later a smaller batch trains as on any other GPU.
 */
import { beforeAll, expect, it } from 'vitest';
import { errorMessage, recoveryMessage } from '../../src/wording/messages.ts';
import {
  boundedMemory,
  breaking,
  type DeviceMemory,
  deviceMemory,
  HIDE_NAME,
  letGpuWin,
} from './lib/broken-worker.ts';
import {
  commandsOf,
  eventsOf,
  type Lab,
  lossesOf,
  openLab,
  slideTo,
  stateIs,
  until,
  warm,
  words,
} from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';
import { captionOf, curvesOf, METHODS } from './lib/two-lanes.ts';

const stage = givenStage();
const STEPS = 10;
const OUT_OF_MEMORY = errorMessage({ code: 'outOfMemory', detail: '' }, 'zh');

async function open(initially?: Partial<DeviceMemory>): Promise<Lab> {
  const lab = await openLab(stage, {
    slide: 'lora-idea',
    query: { steps: STEPS, engine: 'webgpu' },
    prepare: breaking(boundedMemory(initially)),
  });
  await lab.widget.locator('details.more').evaluate((more) => {
    (more as HTMLDetailsElement).open = true;
  });
  return lab;
}

const notes = (lab: Lab) => lab.widget.locator('.engine-notice .note');

async function train(lab: Lab, batch: 'smallest' | 'largest'): Promise<void> {
  await slideTo(lab, words('zh').batch, batch === 'smallest' ? 'Home' : 'End');
  await lab.primary.click();
}

async function saysOnly(lab: Lab, sentence: string): Promise<void> {
  await stateIs(lab, 'failed');
  expect(await notes(lab).allTextContents()).toEqual([sentence]);
}

/** The losses of both lanes at the smallest batch. */
async function trained(lab: Lab): Promise<number[][]> {
  const starts = (await commandsOf(lab.page, 'start')).length;
  await train(lab, 'smallest');
  await until('a start', async () => (await commandsOf(lab.page, 'start')).length > starts);
  await stateIs(lab, 'done');
  expect(await notes(lab).count()).toBe(0);
  return lossesOf(lab.page);
}

/** A page whose GPU has what it needs, the losses there, and what it needed. */
let calm: Lab;
let undisturbed: number[][];
let needed: DeviceMemory;
beforeAll(async () => {
  calm = await open();
  await warm(calm.page);
  undisturbed = await trained(calm);
  expect(undisturbed.map(({ length }) => length)).toEqual([STEPS, STEPS]);
  needed = await deviceMemory(calm.page);
});

it('a GPU with no memory any more while it trains: said, and not that the rate is too large; the curves stay', async () => {
  await deviceMemory(calm.page, { goes: true });
  await train(calm, 'smallest');
  await stateIs(calm, 'preparing', 'running');
  await saysOnly(calm, OUT_OF_MEMORY);
  expect(await eventsOf(calm.page, 'diverged')).toEqual([]);
  expect(await captionOf(calm)).toMatch(/^全量 · 训练：[\d.]+.*；LoRA r=8 · 训练：[\d.]+/);
  expect(await trained(calm)).toEqual(undisturbed);
  await closeSound(calm);
});

it('a GPU with no memory any more gives way to the CPU where nobody has asked for it by name; the run goes on to its end', async () => {
  const lab = await openLab(stage, {
    slide: 'lora-idea',
    query: { steps: STEPS, batch: 1 },
    prepare: breaking(HIDE_NAME, boundedMemory()),
  });
  await letGpuWin(lab.page);
  await warm(lab.page);
  await deviceMemory(lab.page, { goes: true });
  await lab.primary.click();
  await stateIs(lab, 'done');
  const devices = (await eventsOf(lab.page, 'device')).map(({ device }) => device.backend);
  expect(devices).toEqual(['webgpu', 'cpu']);
  const recovered = { error: { code: 'outOfMemory', detail: '' }, step: 0 } as const;
  expect(await notes(lab).allTextContents()).toContain(recoveryMessage(recovered, 'zh'));
  const curves = await curvesOf(lab);
  METHODS.forEach((method, lane) => {
    const { losses } = curves[method];
    expect(losses).toHaveLength(STEPS);
    // Another engine sums in another order.
    for (const [i, loss] of losses.entries())
      expect(Math.abs(loss / undisturbed[lane]![i]! - 1)).toBeLessThan(0.01);
  });
  await closeSound(lab);
});

it('a GPU with no memory for a base, for large lanes, for a piece of them: each said, and smaller lanes fit to the byte', async () => {
  const lab = await open({ noneForBases: true, all: needed.peak });
  const { page } = lab;
  await notes(lab).first().waitFor();
  expect(await notes(lab).allTextContents()).toEqual([OUT_OF_MEMORY]);
  await train(lab, 'smallest');
  await saysOnly(lab, OUT_OF_MEMORY);
  expect(await deviceMemory(page, { noneForBases: false })).toMatchObject({ held: 0 });

  await train(lab, 'largest');
  await saysOnly(lab, OUT_OF_MEMORY);
  await warm(page);
  const base = (await deviceMemory(page)).held;
  expect(base).toBeGreaterThan(0);

  await deviceMemory(page, { piece: needed.largest });
  await train(lab, 'largest');
  await until('the second refusal', async () => (await eventsOf(page, 'error')).some(({ limit }) => limit));
  const { code, limit } = (await eventsOf(page, 'error')).at(-1)!;
  expect([code, limit!.allowed]).toEqual(['bufferTooLarge', needed.largest]);
  expect(limit!.needed).toBeGreaterThan(needed.largest);
  await saysOnly(lab, errorMessage({ code, detail: '', limit: limit! }, 'zh'));
  expect(await deviceMemory(page)).toMatchObject({ held: base, peak: base, largest: 0 });

  expect(await trained(lab)).toEqual(undisturbed);
  await closeSound(lab);
});
