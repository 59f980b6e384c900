// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { gallerySpecs } from '../../recipes/defaults.ts';
import { galleryCases } from '../../recipes/questions.ts';
import { createWorld, examplesOf } from '../../world/index.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, pass } from '../testing.tsx';
import MismatchGallery from './index.tsx';
import { texts } from './texts.ts';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
afterEach(cleanup);

describe('the cases', () => {
  it.each(['zh', 'en'] as const)('%s: are held out of the data their adapter learns', (language) => {
    for (const { id, question } of galleryCases(language)) {
      const train = examplesOf(createWorld(language), id).filter(({ split }) => split === 'train');
      expect(train.length).toBeGreaterThan(0);
      expect(train.map(({ prompt }) => prompt)).not.toContain(question.prompt);
    }
  });
});

describe('the gallery', () => {
  it('trains three adapters at once and asks each its own request, the base all', async () => {
    const page = await openWidget(MismatchGallery);
    await page.user.click(button(texts.zh.tune));
    await pass(0);
    const { runs } = page.worker().last('start');
    expect(runs.map(({ spec }) => [spec.method.name, spec.data.task])).toEqual([
      ['lora', 'qa'],
      ['lora', 'dialogue'],
      ['lora', 'summary'],
    ]);
    act(() => {
      page.worker().runTo(200);
      page.worker().finish();
    });
    await pass();
    await page.user.click(button(texts.zh.ask));
    await pass(0);
    const asked = page.worker().commands.flatMap((one) => (one.type === 'generate' ? [one] : []));
    expect(asked.filter(({ runId }) => runId === null)).toHaveLength(3);
    expect(asked.flatMap(({ runId }) => (runId ? [runId] : []))).toEqual(runs.map(({ runId }) => runId));
  });

  it('asks the base alone while nothing is trained', async () => {
    const page = await openWidget(MismatchGallery);
    await page.user.click(button(texts.zh.ask));
    await pass(0);
    expect(page.worker().count('generate')).toBe(3);
    expect(screen.getAllByText(texts.zh.notTuned)).toHaveLength(3);
    expect(screen.queryByText(/参考回答逐字相同的/)).toBeNull();
  });

  it('shows what was recorded, labelled', async () => {
    const cases = galleryCases('zh');
    const generations = cases.flatMap(({ id, question }) => [
      { prompt: question.prompt, form: 'raw', runName: null, tokens: [], text: `续写${id}` },
      { prompt: question.prompt, form: 'chat', runName: id, tokens: [], text: `回答${id}` },
    ]);
    await openWidget(MismatchGallery, {
      assets: {
        'runs/mismatch-gallery-zh.json': fakeRecording(
          'mismatch-gallery-zh',
          gallerySpecs('lesson7-zh', 42),
          { generations },
        ),
      },
    });
    expect(screen.getByText('续写dialogue')).toBeTruthy();
    expect(screen.getByText('回答summary')).toBeTruthy();
    expect(screen.getByText(/参考回答逐字相同的：基座 0 个，微调后 0 个/)).toBeTruthy();
    expect(screen.getByText(partTexts.zh.recording)).toBeTruthy();
  });
});
