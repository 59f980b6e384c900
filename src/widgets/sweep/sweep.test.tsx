// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chartTexts } from '../../charts/texts.ts';
import { FAKE_FACTS, fakeEvaluation, fakeStep } from '../../client/testing/fake-worker.ts';
import { setLanguage } from '../../page/language.ts';
import { memoryStorage } from '../../page/storage/memory.ts';
import { setPageStorage } from '../../page/storage/page-storage.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { cellName, cellSpec, newSweep } from '../../sweeps/sweep.ts';
import { sweepPlan } from '../../sweeps/sweep-plan.ts';
import { forgetSweeps } from '../../sweeps/sweep-runner.ts';
import { partTexts } from '../parts/texts.ts';
import { openWidget, pass } from '../testing.tsx';
import Sweep from './index.tsx';
import { texts } from './texts.ts';

const plan = sweepPlan(defaultsOf(WIDGET_PARAMS.sweep), 'lesson7-zh');

/** A recording of made-up numbers: the middle column is best, the last one diverged. For tests only. */
function recording(): string {
  const runs = newSweep(plan).cells.map((_, i) => {
    const column = i % 5;
    const diverged = column === 4;
    const end = { ...fakeEvaluation(100), heldOutExactMatch: [0.1, 0.5, 0.9, 0.6, 0][column]! - i / 1000 };
    return {
      name: cellName(plan, i),
      spec: cellSpec(plan, i),
      facts: FAKE_FACTS,
      steps: [fakeStep(diverged ? 9 : 100)],
      evaluations: diverged ? [fakeEvaluation(0)] : [fakeEvaluation(0), end],
    };
  });
  return JSON.stringify({
    version: 1,
    id: 'sweep-zh',
    date: '2026-11-23',
    engine: 'cpu',
    adapter: 'test double',
    seed: 42,
    model: 'lesson7-zh',
    runs,
  });
}

beforeEach(() => {
  forgetSweeps();
  setPageStorage(memoryStorage(true));
});
afterEach(() => {
  cleanup();
  setLanguage('zh');
  setPageStorage(null);
});

const open = (search = '') =>
  openWidget(Sweep, { assets: { 'runs/sweep-zh.json': recording() }, ...(search ? { search } : {}) });

describe('the recorded sweep', () => {
  it('is shown first, labelled, with every number in its cell, the best one marked and the diverged ones crossed', async () => {
    const { container } = await open();
    await pass();
    expect(screen.getByText(partTexts.zh.recording)).toBeTruthy();
    const grid = container.querySelector('.cell-grid')!;
    expect([...grid.querySelectorAll('text')].map((one) => one.textContent).join(' ')).toContain('★ 90%');
    expect(grid.querySelectorAll('.cell-cross')).toHaveLength(5);
    expect(container.querySelector('.finding')!.textContent).toMatch(
      /最好的格子：r = 1、学习率 3e-3，100 步后留出题答对 90%.*学习率比秩要紧。每个秩最好的学习率都是 3e-3。.*5 格发散/,
    );
  });

  it('is the same as a table', async () => {
    const { user } = await open();
    await pass();
    await user.click(screen.getByRole('button', { name: /以表格显示/ }));
    const rows = screen.getAllByRole('row');
    expect(rows).toHaveLength(6);
    expect(
      within(rows[1]!)
        .getAllByRole('cell')
        .map((one) => one.textContent),
    ).toEqual(['10%', '50%', '90%', '60%', chartTexts.zh.divergedCell]);
  });
});

describe('a sweep of one’s own', () => {
  it('waits for a guess, fills cell by cell, pauses, resumes, and says what came out', async () => {
    const { user, worker, container } = await open('?w=sweep&ranks=1,8&rates=1e-3,3e-3&steps=10');
    await pass();
    await user.click(screen.getByRole('button', { name: texts.zh.start }));
    expect(worker().count('start')).toBe(0);
    await user.click(screen.getByRole('button', { name: '3e-3' }));
    await user.click(screen.getByRole('button', { name: texts.zh.start }));
    await pass();
    for (const cell of [1, 2, 3, 4]) {
      expect(worker().count('start')).toBe(cell);
      const { runs, evaluation } = worker().last('start');
      expect(evaluation).toEqual({ everySteps: 10, samplePrompts: [] });
      expect(runs[0]!.spec).toMatchObject({ steps: 10 });
      worker().runTo(5);
      await pass();
      expect(container.querySelector('.run-status')!.textContent).toContain(`第 ${cell}/4 格`);
      if (cell === 2) {
        await user.click(screen.getByRole('button', { name: texts.zh.pause }));
        expect(worker().last('pause')).toBeTruthy();
        const { groupId } = worker().last('start');
        worker().say({ type: 'groupState', groupId, state: 'paused', pauseReason: 'user' });
        await pass();
        expect(container.querySelector('.run-status')!.textContent).toContain('已暂停，完成 1/4 格');
        await user.click(screen.getByRole('button', { name: texts.zh.resume }));
        expect(worker().last('resume').groupId).toBe(groupId);
      }
      worker().runTo(10, 5);
      worker().say({ type: 'evaluation', runId: runs[0]!.runId, point: fakeEvaluation(10) });
      worker().finish();
      await pass();
    }
    // Each cell's memory goes back.
    expect(worker().count('discard')).toBe(4);
    expect(container.querySelector('.run-status')!.textContent).toContain('已完成，共 4 格');
    expect(container.querySelector('.finding')!.textContent).toContain('最好的格子');
    await user.click(screen.getByRole('button', { name: texts.zh.clearToRecording }));
    await pass();
    expect(screen.getByText(partTexts.zh.recording)).toBeTruthy();
  });

  it('can be cancelled, keeps what is done and can go on', async () => {
    const { user, worker, container } = await open('?w=sweep&ranks=1,8&rates=1e-3&steps=10&hide=predict');
    await pass();
    await user.click(screen.getByRole('button', { name: texts.zh.start }));
    await pass();
    worker().runTo(10);
    worker().finish();
    await pass();
    worker().runTo(5);
    await pass();
    await user.click(screen.getByRole('button', { name: texts.zh.cancel }));
    expect(container.querySelector('.run-status')!.textContent).toContain('已取消，完成的 1/2 格还在');
    expect(document.activeElement?.textContent).toBe(texts.zh.again);
    await user.click(screen.getByRole('button', { name: texts.zh.resume }));
    await pass();
    expect(worker().last('start').runs[0]!.spec.method).toMatchObject({ name: 'lora', r: 8 });
  });

  it('offers alpha twice the rank, or always the same', async () => {
    const { user, worker } = await open('?w=sweep&ranks=64&rates=1e-3&steps=10&hide=predict');
    await pass();
    await user.click(screen.getByRole('radio', { name: /α = 16/ }));
    await user.click(screen.getByRole('button', { name: texts.zh.start }));
    await pass();
    expect(worker().last('start').runs[0]!.spec.method).toMatchObject({ r: 64, loraAlpha: 16 });
  });
});
