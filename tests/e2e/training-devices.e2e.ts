/** @file Unusual machines: no GPU, no engine at all, a lost GPU, a hidden tab. */
import type { BrowserContext } from 'playwright';
import { describe, expect, inject, it } from 'vitest';
import { NO_GPU_FLAGS } from '../../scripts/lib/browser.ts';
import { engineName, messageTexts } from '../../src/wording/messages.ts';
import {
  button,
  commandsOf,
  eventsOf,
  openLab,
  pointsOf,
  reachesStep,
  setHidden,
  startedRun,
  stateIs,
  stepShown,
  until,
  words,
} from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

describe('in a browser whose WebGPU finds no adapter', () => {
  const stage = givenStage(NO_GPU_FLAGS);

  it.each(['zh', 'en'] as const)(
    'one sentence names the engine used instead, and LoRA trains (%s)',
    async (language) => {
      const query = { steps: 10, batch: 2, race: 0 };
      const lab = await openLab(stage, { slide: 'lora-idea', query, language });
      await until('a device', async () => (await eventsOf(lab.page, 'device')).length === 1);
      const { backend, reason } = (await eventsOf(lab.page, 'device'))[0]!.device;
      expect(backend).toBe('cpu');
      const sentence = messageTexts[language][reason as 'noAdapter'];
      const notes = lab.widget.locator('.engine-notice .note');
      await notes.first().waitFor();
      expect(await notes.allTextContents()).toEqual([sentence.replace('{engine}', engineName(backend!))]);
      if (language === 'zh') {
        await lab.primary.click();
        await stateIs(lab, 'done');
        const { runId } = await startedRun(lab.page, 'lora');
        const losses = (await pointsOf(lab.page, runId)).map(({ loss }) => loss);
        expect(losses).toHaveLength(10);
        expect(losses.every(Number.isFinite)).toBe(true);
        expect(losses.at(-1)).toBeLessThan(losses[0]!);
      }
      await closeSound(lab);
    },
  );

  it('trains on all cores where the host isolates the page, as `npm start` does', async () => {
    const host = { browser: stage.browser, url: inject('baseUrl') };
    const lab = await openLab(host, { slide: 'sft', query: { steps: 10, batch: 2 } });
    expect(await lab.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const cores = Math.min(8, await lab.page.evaluate(() => navigator.hardwareConcurrency));
    await until('a device', async () => (await eventsOf(lab.page, 'device')).length === 1);
    const { adapter } = (await eventsOf(lab.page, 'device'))[0]!.device;
    expect(adapter).toBe(cores > 1 ? `WebAssembly SIMD × ${cores}` : 'WebAssembly SIMD');
    await lab.primary.click();
    await stateIs(lab, 'done');
    const points = (await eventsOf(lab.page, 'steps')).flatMap((event) => event.points);
    expect(points).toHaveLength(10);
    expect(points.at(-1)!.loss).toBeLessThan(points[0]!.loss);
    await closeSound(lab);
  });

  it.each(['zh', 'en'] as const)(
    'and with every other backend gone: recordings, and that nothing can train (%s)',
    async (language) => {
      const lab = await openLab(stage, {
        slide: 'lora-idea',
        language,
        prepare: withoutBackends,
      });
      const notes = lab.widget.locator('.engine-notice .note');
      await notes.first().waitFor();
      expect(await notes.allTextContents()).toEqual([messageTexts[language].noBackend]);
      expect(await lab.widget.locator('.source-note').textContent()).toContain(words(language).recording);
      expect(await lab.widget.locator('.finding').textContent()).toMatch(
        language === 'zh' ? /第 200 步/ : /Step 200/,
      );
      // Pressing Train changes nothing but says so.
      await lab.primary.click();
      await stateIs(lab, 'failed');
      expect(await notes.allTextContents()).toEqual([messageTexts[language].noBackend]);
      expect(await lab.widget.locator('.finding').textContent()).toMatch(
        language === 'zh' ? /第 200 步/ : /Step 200/,
      );
      await closeSound(lab);
    },
  );
});

/** The worker finds neither GPU, WebGL nor WebAssembly, and its last resort cannot be loaded. */
async function withoutBackends(context: BrowserContext): Promise<void> {
  await context.route(/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const stubs = [
      `Object.defineProperty(navigator, 'gpu', { value: undefined });`,
      'OffscreenCanvas.prototype.getContext = () => null;',
      'delete globalThis.WebAssembly;',
    ];
    await route.fulfill({ response, body: stubs.join('') + (await response.text()) });
  });
  await context.route(/tfjs-[^/]*\.js$/, (route) => route.abort());
}

describe('on a software GPU', () => {
  const stage = givenStage();

  it('a device lost after a run is said in one sentence, and one button starts again', async () => {
    const t = words('zh');
    const lab = await openLab(stage, { slide: 'sft', query: { steps: 3, batch: 1, engine: 'webgpu' } });
    await lab.primary.click();
    await stateIs(lab, 'done');
    const devtools = await stage.browser.newBrowserCDPSession();
    // The answer never comes, because what would give it is gone.
    void devtools.send('Browser.crashGpuProcess').catch(() => {});
    const notes = lab.widget.locator('.engine-notice .note');
    await notes.first().waitFor({ timeout: 60_000 });
    expect(await notes.allTextContents()).toEqual([messageTexts.zh.deviceLost]);
    // The curve stays.
    const curve = lab.widget.getByRole('figure', { name: /损失/ }).locator('figcaption');
    expect(await curve.first().textContent()).toMatch(/训练损失：[\d.]+ → [\d.]+/);
    await button(lab, t.restart).click();
    await until('a new device', async () => (await eventsOf(lab.page, 'device')).length === 2);
    await until('the sentence is gone', async () => (await notes.count()) === 0);
    await lab.primary.click();
    await until('another start', async () => (await commandsOf(lab.page, 'start')).length === 2);
    await stateIs(lab, 'done');
    await closeSound(lab);
  });

  it('a hidden tab lets its run go on, or pauses it, as chosen, and says which on coming back', async () => {
    const t = words('en');
    const query = { steps: 1000, batch: 1 };
    const lab = await openLab(stage, { slide: 'sft', query, language: 'en' });
    await lab.primary.click();
    await reachesStep(lab, 2);
    const note = lab.widget.locator('.absence');

    await setHidden(lab.page, true);
    const left = await stepShown(lab);
    await reachesStep(lab, left + 2);
    await setHidden(lab.page, false);
    await note.waitFor();
    expect(await note.textContent()).toMatch(/Training went on while you were away: step \d+ → \d+/);

    await lab.widget.getByRole('radio', { name: t.leavePause }).check();
    await setHidden(lab.page, true);
    await stateIs(lab, 'paused');
    expect(await lab.status.textContent()).toContain(t.pausedHidden);
    await setHidden(lab.page, false);
    await stateIs(lab, 'running');
    expect(await note.textContent()).toMatch(/Training was paused when you left, at step \d+/);
    expect(await commandsOf(lab.page, 'start')).toHaveLength(1);
    await reachesStep(lab, left + 4);
    await closeSound(lab);
  });
});
