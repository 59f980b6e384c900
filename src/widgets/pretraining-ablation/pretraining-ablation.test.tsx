// @vitest-environment jsdom
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeEvaluation } from '../../client/testing/fake-worker.ts';
import { fill } from '../../page/language.ts';
import { ABLATION_SIZES, ablationSpecs } from '../../recipes/defaults.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import PretrainingAblation from './index.tsx';
import { texts } from './texts.ts';

const button = (name: string | RegExp) => screen.getByRole('button', { name });
afterEach(cleanup);

/** Ends the newest group; the run from random weights answers little. */
function finish(page: Page) {
  const { runs } = page.worker().last('start');
  page.worker().runTo(180);
  const [pretrained, random] = runs;
  page.worker().say({
    type: 'evaluation',
    runId: pretrained!.runId,
    point: { ...fakeEvaluation(200), heldOutExactMatch: 0.9, seenExactMatch: 1 },
  });
  page.worker().say({
    type: 'evaluation',
    runId: random!.runId,
    point: { ...fakeEvaluation(200), heldOutExactMatch: 0.05, seenExactMatch: 0.3 },
  });
  page.worker().finish();
}

describe('with and without pretraining', () => {
  it('changes the initial weights and the rate only', () => {
    const [pretrained, random] = ablationSpecs('32', 'lesson7-zh', 7);
    expect(pretrained!.spec.data).toEqual({ task: 'qa', size: 32, maskPrompt: true });
    expect({ ...random!.spec, init: 'pretrained', optimizer: pretrained!.spec.optimizer }).toEqual(
      pretrained!.spec,
    );
  });

  it('says the gap and its cause only when the gap is clear', async () => {
    const page = await openWidget(PretrainingAblation, { search: '/?hide=predict' });
    await page.user.click(button(partTexts.zh.train));
    await pass(0);
    act(() => finish(page));
    await pass();
    expect(
      screen.getByText(/从基座出发，留出题答对 90%；从随机权重出发，答对 5%.*差距就是预训练带来的/),
    ).toBeTruthy();
    const bars = screen.getByRole('list', { name: fill(texts.zh.sizeName, { n: 128 }) });
    expect(within(bars).getByText('90%')).toBeTruthy();
  });

  it('trains every size in turn, and keeps what each gave', async () => {
    const page = await openWidget(PretrainingAblation, { search: '/?hide=predict' });
    await page.user.click(button(texts.zh.trainAll));
    for (const size of ABLATION_SIZES) {
      await pass(0);
      expect(page.worker().last('start').runs[0]!.spec.data.size).toBe(size === 'all' ? null : Number(size));
      act(() => finish(page));
      await pass();
    }
    expect(page.worker().count('start')).toBe(4);
    await pass();
    expect(screen.getAllByRole('list', { name: /样本/ })).toHaveLength(4);
  });

  it('ends the queue when it is stopped', async () => {
    const page = await openWidget(PretrainingAblation, { search: '/?hide=predict' });
    await page.user.click(button(texts.zh.trainAll));
    await pass(0);
    act(() => page.worker().runTo(20));
    await pass();
    await page.user.click(button(partTexts.zh.stop));
    const { groupId } = page.worker().last('start');
    act(() => page.worker().say({ type: 'groupState', groupId, state: 'stopped', pauseReason: null }));
    await pass();
    expect(page.worker().count('start')).toBe(1);
  });

  it('draws a recording of all sizes', async () => {
    const runs = ABLATION_SIZES.flatMap((size) => ablationSpecs(size, 'lesson7-zh', 42));
    await openWidget(PretrainingAblation, {
      assets: { 'runs/pretraining-ablation-zh.json': fakeRecording('pretraining-ablation-zh', runs) },
    });
    expect(screen.getAllByRole('list', { name: /样本/ })).toHaveLength(4);
    expect(screen.queryByText(texts.zh.cause, { exact: false })).toBeNull();
  });
});
