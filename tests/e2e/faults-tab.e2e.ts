/** @file A tab that is hidden, and a clock that is set back, in the middle of a run of two lanes: it ends as undisturbed. */
import type { BrowserContext } from 'playwright';
import { beforeAll, expect, it } from 'vitest';
import { type Lab, lossesOf, openLab, reachesStep, setHidden, stateIs, stepShown, words } from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();
const STEPS = 30;

function open(prepare?: (context: BrowserContext) => Promise<unknown>): Promise<Lab> {
  const query = { steps: STEPS, batch: 1, engine: 'cpu' };
  return openLab(stage, { slide: 'lora-idea', query, ...(prepare && { prepare }) });
}

let undisturbed: number[][];
beforeAll(async () => {
  const lab = await open();
  await lab.primary.click();
  await stateIs(lab, 'done');
  undisturbed = await lossesOf(lab.page);
  expect(undisturbed.map(({ length }) => length)).toEqual([STEPS, STEPS]);
  await closeSound(lab);
});

async function endsAsEver(lab: Lab): Promise<void> {
  await stateIs(lab, 'done');
  expect(await lossesOf(lab.page)).toEqual(undisturbed);
}

it('a hidden tab, going on first and paused then', async () => {
  const lab = await open();
  await lab.primary.click();
  await reachesStep(lab, 1);
  await setHidden(lab.page, true);
  await reachesStep(lab, (await stepShown(lab)) + 1);
  await setHidden(lab.page, false);
  await lab.widget.getByRole('radio', { name: words('zh').leavePause }).check();
  await setHidden(lab.page, true);
  await stateIs(lab, 'paused');
  expect(await lab.status.textContent()).toContain(words('zh').pausedHidden);
  await setHidden(lab.page, false);
  await endsAsEver(lab);
  await closeSound(lab);
});

/** A clock that can be set back: in the page by hand, in the worker by itself after the first steps. */
const CLOCK = `{
  const Native = Date;
  globalThis.setBack = 0;
  globalThis.Date = class extends Native {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(Native.now() - globalThis.setBack);
    }
    static now() {
      return Native.now() - globalThis.setBack;
    }
  };
  if (typeof document === 'undefined') {
    const post = self.postMessage.bind(self);
    self.postMessage = (event, ...rest) => {
      if (event.type === 'steps') globalThis.setBack = 86_400_000;
      return post(event, ...rest);
    };
  }
}`;

it('a clock that is set back by a day', async () => {
  const lab = await open(async (context) => {
    await context.addInitScript(CLOCK);
    await context.route(/worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${CLOCK}\n${await response.text()}` });
    });
  });
  const { page } = lab;
  await lab.primary.click();
  await reachesStep(lab, 1);
  const shift = await page.evaluate(() => {
    const before = Date.now();
    (globalThis as unknown as { setBack: number }).setBack = 86_400_000;
    return Date.now() - before;
  });
  expect(shift).toBeLessThan(-86_000_000);
  await endsAsEver(lab);
  // And what is started by that clock is no worse.
  await lab.primary.click();
  await stateIs(lab, 'preparing', 'running');
  await endsAsEver(lab);
  await closeSound(lab);
});
