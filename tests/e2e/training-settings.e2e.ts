/** @file What a reader may do to SFT live and the lab: move a rate in mid-run, go too far, press twice, go to the ends. */
import { describe, expect, it } from 'vitest';
import { messageTexts } from '../../src/wording/messages.ts';
import {
  button,
  commandsOf,
  eventsOf,
  type Lab,
  openLab,
  pointsOf,
  reachesStep,
  slideTo,
  startedRun,
  stateIs,
  stepShown,
  until,
  warm,
  words,
} from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

const open = (slide: 'sft' | 'lora-idea', query = {}, language: 'zh' | 'en' = 'zh') =>
  openLab(stage, { slide, query, language });

it('a second press on Train is harmless, and a moved learning rate reaches the run under way', async () => {
  const t = words('en');
  const lab = await open('sft', { steps: 1000, batch: 1 }, 'en');
  await lab.primary.dblclick();
  await button(lab, t.preparing).waitFor();
  expect(await lab.widget.locator('.train-controls .note').textContent()).toBe(t.secondPress);
  // Past the warm-up of ten steps, after which the rate is the slider's.
  await reachesStep(lab, 11);
  expect(await commandsOf(lab.page, 'start')).toHaveLength(1);
  const { runId } = await startedRun(lab.page, 'full');
  const rates = async () => (await pointsOf(lab.page, runId)).map(({ learningRate }) => learningRate);
  expect((await rates()).at(-1)).toBeCloseTo(3e-4, 8);
  await slideTo(lab, 'Learning rate', 'Home');
  const changed = await stepShown(lab);
  await until('a step at the new rate', async () => Math.abs((await rates()).at(-1)! - 1e-5) < 1e-9);
  // Same run, no gap in its curve, and no note about the next run.
  const steps = (await pointsOf(lab.page, runId)).map(({ step }) => step);
  expect(steps).toEqual(steps.map((_, i) => i + 1));
  expect(await stepShown(lab)).toBeGreaterThanOrEqual(changed);
  expect(await lab.widget.getByText(t.nextTime).count()).toBe(0);
  await closeSound(lab);
});

describe('a learning rate at the end of its slider', () => {
  it.each(['zh', 'en'] as const)(
    'stops the run, says where and why, and the last good state trains on (%s)',
    async (language) => {
      const t = words(language);
      const lab = await open('sft', { steps: 50, batch: 2, lr: 1 }, language);
      await lab.primary.click();
      const card = lab.widget.locator('.divergence');
      await card.waitFor({ timeout: 60_000 });
      const [event] = await eventsOf(lab.page, 'diverged');
      const text = (await card.textContent()) ?? '';
      expect(text).toContain(language === 'zh' ? `第 ${event!.step} 步` : `step ${event!.step}`);
      expect(text).toMatch(language === 'zh' ? /损失|梯度/ : /loss|gradient/);
      expect(text).toMatch(language === 'zh' ? /学习率太大/ : /learning rate that is too high/);
      await stateIs(lab, 'paused');
      expect(await lab.status.textContent()).toContain(t.pausedDiverged);

      await card.getByRole('button').click();
      const restored = lab.widget.locator('.note-good');
      await restored.waitFor();
      expect(await restored.textContent()).toMatch(
        language === 'zh' ? /已恢复到第 \d+ 步/ : /is back at step \d+/,
      );
      await slideTo(lab, language === 'zh' ? '学习率' : 'Learning rate', 'Home');
      await lab.primary.click();
      await reachesStep(lab, event!.lastGoodStep + 12);
      const steps = await pointsOf(lab.page, event!.runId);
      expect(Number.isFinite(steps.at(-1)!.loss)).toBe(true);
      expect(steps.at(-1)!.learningRate).toBeCloseTo(1e-5, 9);
      expect(await eventsOf(lab.page, 'diverged')).toHaveLength(1);
      await closeSound(lab);
    },
  );
});

it('the loss mask shows which tokens count, and the switch makes the prompt count too', async () => {
  const lab = await open('sft');
  await warm(lab.page);
  await lab.widget.getByRole('tab', { name: '损失掩码' }).click();
  const tokens = lab.widget.locator('.example-token');
  await tokens.first().waitFor();
  const trained = lab.widget.locator('.example-token.is-trained');
  const [all, counted] = [await tokens.count(), await trained.count()];
  expect(counted).toBeGreaterThan(1);
  expect(counted).toBeLessThan(all);
  // The answer is what counts: everything that counts comes after everything that does not.
  const flags = await tokens.evaluateAll((list) => list.map((one) => one.classList.contains('is-trained')));
  expect(flags.indexOf(true)).toBe(all - counted);
  await lab.widget.getByLabel('提示部分也计入损失').check();
  await until('more tokens count', async () => (await trained.count()) > counted);
  await closeSound(lab);
});

describe('all sliders at one end', () => {
  /** A step has been trained, or one sentence says why not. */
  async function startsOrSays(lab: Lab): Promise<void> {
    await lab.primary.click();
    const sentences = Object.values(messageTexts.zh);
    await until('a step or a sentence', async () => {
      if ((await eventsOf(lab.page, 'steps')).length > 0) return true;
      const said = await lab.widget.locator('.engine-notice .note-bad').allTextContents();
      return said.length === 1 && sentences.includes(said[0]!);
    });
  }

  it.each(['Home', 'End'] as const)('SFT live trains with everything at %s', async (end) => {
    const lab = await open('sft');
    for (const label of ['学习率', '步数', '批大小']) await slideTo(lab, label, end);
    await startsOrSays(lab);
    const { spec } = await startedRun(lab.page, 'full');
    expect(spec.batchSize).toBe(end === 'Home' ? 1 : 64);
    await closeSound(lab);
  });

  it.each(['Home', 'End'] as const)('the lab trains with everything at %s', async (end) => {
    const targets = end === 'Home' ? 'k' : 'q,k,v,o,gate,up,down';
    // The batch stays small at the far end, which the test above has had.
    const lab = await open('lora-idea', { targets, batch: end === 'Home' ? 1 : 4 });
    for (const label of ['秩 r', /^α/, 'LoRA 学习率', '全量学习率']) await slideTo(lab, label, end);
    await startsOrSays(lab);
    const { spec } = await startedRun(lab.page, 'lora');
    expect(spec.method).toMatchObject(
      end === 'Home' ? { r: 1, loraAlpha: 1, targets: ['k'] } : { r: 64, loraAlpha: 256 },
    );
    await closeSound(lab);
  });
});
