/**
 * @file Pages that go away in the middle of a run of two lanes, or of the lab's queue: the next page offers to continue, and what
 * comes of it is what would have come of it undisturbed.
 */
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { texts as labTexts } from '../../src/lab/texts.ts';
import { fill } from '../../src/page/language.ts';
import { partTexts } from '../../src/widgets/parts/texts.ts';
import { slideShown } from './lib/deck.ts';
import {
  commandsOf,
  eventsOf,
  holdStarts,
  type Lab,
  pointsOf,
  spyOnWorkers,
  stateIs,
  until,
} from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';
import {
  type Curves,
  captionOf,
  checkpoints,
  curvesOf,
  METHODS,
  openTwoLanes,
  pausedWithCheckpoints,
  STEPS,
  storedSteps,
  wholeCaption,
} from './lib/two-lanes.ts';

const t = partTexts.zh;

/** Trains a few steps, pauses, and waits until storage holds where it stands. */
async function pausedAndStored(lab: Lab): Promise<number> {
  await pausedWithCheckpoints(lab);
  const steps = Object.values(await checkpoints(lab.page)).sort();
  await until('checkpoints in storage', async () => {
    return JSON.stringify((await storedSteps(lab.page)).sort()) === JSON.stringify(steps);
  });
  return Math.min(...steps);
}

describe('a run of two lanes', () => {
  const stage = givenStage();
  let wanted: Curves;
  let caption: string;

  beforeAll(async () => {
    const lab = await openTwoLanes(stage, 'cpu');
    await lab.primary.click();
    await stateIs(lab, 'done');
    wanted = await curvesOf(lab);
    caption = await wholeCaption(lab);
    await closeSound(lab);
  });

  /** Presses what the new page offers, and holds what comes of it against the undisturbed run. */
  async function goesOn(lab: Lab, step: number): Promise<void> {
    await lab.widget.getByText(fill(t.leftUnfinished, { step, steps: STEPS })).waitFor();
    await lab.widget.getByRole('button', { name: t.goOnWithUnfinished, exact: true }).click();
    await stateIs(lab, 'done');
    expect(await wholeCaption(lab)).toBe(caption);
    const curves = await curvesOf(lab);
    for (const method of METHODS) {
      const { losses } = curves[method];
      expect(losses.length).toBeLessThan(STEPS);
      expect(losses).toEqual(wanted[method].losses.slice(-losses.length));
      expect(curves[method].evaluations.at(-1)).toEqual(wanted[method].evaluations.at(-1));
    }
    await until('nothing in storage', async () => (await storedSteps(lab.page)).length === 0);
  }

  it('asks before it is reloaded, and goes on in the reloaded page', async () => {
    const lab = await openTwoLanes(stage, 'cpu');
    const step = await pausedAndStored(lab);
    let asked = 0;
    lab.page.on('dialog', (dialog) => {
      asked += 1;
      void dialog.accept();
    });
    await lab.page.reload();
    await slideShown(lab.page);
    expect(asked).toBe(1);
    await goesOn(lab, step);
    await closeSound(lab);
  });

  it('goes on in another tab after its own has crashed, not while it lives', async () => {
    const lab = await openTwoLanes(stage, 'cpu');
    const step = await pausedAndStored(lab);
    const address = lab.page.url();
    const other = await lab.context.newPage();
    await other.goto(address);
    await slideShown(other);
    const widget = other.locator('[data-current="true"] .widget');
    const second = {
      ...lab,
      page: other,
      widget,
      primary: widget.locator('.train-primary'),
      status: widget.locator('.run-status'),
    };
    await widget.waitFor();
    await captionOf(second);
    expect(await widget.getByRole('button', { name: t.goOnWithUnfinished }).count()).toBe(0);
    const session = await lab.context.newCDPSession(lab.page);
    const crashed = lab.page.waitForEvent('crash');
    void session.send('Page.crash').catch(() => {});
    await crashed;
    await other.reload();
    await slideShown(other);
    await goesOn(second, step);
    await closeSound(lab);
  });
});

const lanes = givenStage();

const LANE = { steps: 10, texts: labTexts.zh };

async function openQueue() {
  const context = await lanes.browser.newContext({
    viewport: { width: 1366, height: 850 },
    serviceWorkers: 'block',
  });
  await context.addInitScript(spyOnWorkers);
  const page = await context.newPage();
  page.on('dialog', (dialog) => void dialog.accept());
  const address = `lab?v=1&base=zh&method=lora&r=2&steps=${LANE.steps}&batch=1&seed=7`;
  await page.goto(`${lanes.url}?lang=zh&engine=cpu#${address}`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const rows = (phase: string) => page.locator(`.lab-table tr[data-phase="${phase}"]`);
  const bothDone = () => until('both done', async () => (await rows('done').count()) === 2);
  return { context, page, button, rows, bothDone };
}

/** Trains with one seed, which waits before its first step, and puts another behind it. */
async function trainTwo({ page, button, rows }: Awaited<ReturnType<typeof openQueue>>): Promise<void> {
  await holdStarts(page, true);
  await button(LANE.texts.train).click();
  await until('a pause', async () => (await eventsOf(page, 'groupState')).at(-1)?.state === 'paused');
  await holdStarts(page, false);
  await page.getByLabel('随机种子', { exact: true }).fill('8');
  await button(LANE.texts.queueIt).click();
  await rows('waiting').waitFor();
}

/** The losses of every run that the page has started, in order. */
async function lossesOfAll(page: Page): Promise<number[][]> {
  const runs = (await commandsOf(page, 'start')).flatMap(({ runs }) => runs);
  return Promise.all(runs.map(async ({ runId }) => (await pointsOf(page, runId)).map(({ loss }) => loss)));
}

it('a queue of the lab waits where it stood, goes on when told to, and ends as undisturbed', async () => {
  const calm = await openQueue();
  await trainTwo(calm);
  await calm.button(LANE.texts.resume).click();
  await calm.bothDone();
  const wanted = await lossesOfAll(calm.page);
  expect(wanted.map(({ length }) => length)).toEqual([LANE.steps, LANE.steps]);
  await calm.context.close();

  const disturbed = await openQueue();
  const { page, button, rows } = disturbed;
  await trainTwo(disturbed);
  // The lab has no button for a single step.
  for (let step = 1; step <= 3; step++) {
    await page.evaluate(() => {
      const { spied, spiedWorker } = globalThis as unknown as {
        spied: { commands: { type: string; groupId: string }[] };
        spiedWorker: Worker;
      };
      const { groupId } = spied.commands.find(({ type }) => type === 'start')!;
      spiedWorker.postMessage({ type: 'singleStep', groupId });
    });
    await until(`step ${step} in storage`, async () => String(await storedSteps(page)) === String(step));
  }
  const before = await lossesOfAll(page);
  await page.reload();
  await page.getByText(fill(LANE.texts.reopened, { count: 2 })).waitFor();
  expect(await rows('waiting').count()).toBe(2);
  await button(LANE.texts.goOn).click();
  await disturbed.bothDone();
  const [first, second] = await lossesOfAll(page);
  expect([[...before[0]!, ...first!], second]).toEqual(wanted);
  await disturbed.context.close();
});
