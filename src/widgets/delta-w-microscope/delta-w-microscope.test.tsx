// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FAKE_FACTS, FAKE_SPEED, fakeEvaluation, fakeStep } from '../../client/testing/fake-worker.ts';
import { fill, setLanguage } from '../../page/language.ts';
import { getParams } from '../../page/param-store.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { microscopeSpecs } from '../../recipes/method-specs.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { heatMap } from '../../train/inspection/heat-map.ts';
import type { Inspection, MatrixMaps, MatrixReport } from '../../train/inspection/types.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import { linesOf } from './HeatMapView.tsx';
import Microscope from './index.tsx';
import { energyOf, largestShare, matrixSharesOf, snapshotAt } from './reports.ts';
import { texts } from './texts.ts';

const SPECS = microscopeSpecs(defaultsOf(WIDGET_PARAMS['delta-w-microscope']), 'lesson7-zh');

function report(target: MatrixReport['target'], share: number, values: number[]): MatrixReport {
  return {
    layer: 3,
    target,
    shape: [8, 8],
    norm: Math.hypot(...values),
    share,
    singularValues: values,
    effectiveRank: values.length - 0.5,
    stableRank: 1.5,
  };
}

const FULL: Inspection = {
  matrices: [report('v', 0.2, [4, 3, 2, 1, 0.5]), report('up', 0.5, [1, 1])],
  otherShare: 0.3,
  prompt: null,
};
const LORA: Inspection = { matrices: [report('v', 1, [2, 1])], otherShare: 0, prompt: null };
const NOTHING: Inspection = {
  matrices: [report('v', 0, [0, 0])],
  otherShare: 0,
  prompt: null,
};
const MAPS: MatrixMaps = {
  layer: 3,
  target: 'v',
  delta: heatMap([0.5, -0.25, 0, 1], 2, 2),
  a: heatMap([1, -1], 1, 2),
  b: heatMap([0.5, 0.25], 2, 1),
};

const inspections: Record<string, Inspection> = { full: FULL, lora: LORA };
const RECORDING = JSON.stringify({
  ...JSON.parse(fakeRecording('delta-w-microscope-zh', SPECS)),
  runs: SPECS.map(({ name, spec }) => ({
    name,
    spec,
    facts: FAKE_FACTS,
    speed: FAKE_SPEED,
    steps: [fakeStep(1)],
    evaluations: [0, 200].map((step) => ({
      ...fakeEvaluation(step),
      inspection: step === 0 ? NOTHING : inspections[name],
    })),
    maps: [name === 'lora' ? MAPS : { ...MAPS, a: null, b: null }],
    ...(name === 'lora' ? { merge: { maxLogitDifference: 2.4e-6, speed: { apart: 2, merged: 1 } } } : {}),
  })),
});
const ASSETS = { 'runs/delta-w-microscope-zh.json': RECORDING };
const tab = (name: string) => screen.getByRole('tab', { name });
const heats = () => screen.getAllByRole('application', { name: /绝对值最大/ });

// jsdom draws nothing.
HTMLCanvasElement.prototype.getContext = () => null;

afterEach(cleanup);

async function train(page: Page) {
  await page.user.click(screen.getByRole('button', { name: partTexts.zh.train }));
  await pass(0);
}

describe('the recorded view', () => {
  it('draws full ΔW, A, B and their product, and says what is seen', async () => {
    await openWidget(Microscope, { assets: ASSETS, skips: true });
    expect(heats()).toHaveLength(4);
    expect(
      screen.getByText(
        '第 200 步，第 4 层 v：全量微调的 ΔW 有效秩 4.5（最多 5），前 8 个奇异值占能量的 100%。LoRA 的有效秩 1.5（最多 2）。全量微调的改变里，up占得最多，50%。LoRA 里是 v，100%。',
      ),
    ).toBeTruthy();
    const table = screen.getByRole('table');
    expect(within(table).getByRole('row', { name: /全量 5.5 4.5 \/ 5 1.5 100%/ })).toBeTruthy();
  });

  it('says a cell’s place and value to keyboard and pointer', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS, skips: true });
    const [full] = heats();
    act(() => full!.focus());
    await page.user.keyboard('{ArrowRight}');
    expect(screen.getByText(fill(texts.zh.cell, { row: 1, column: 1, value: '0.5' }))).toBeTruthy();
    await page.user.keyboard('{ArrowRight}');
    expect(screen.getByText(fill(texts.zh.cell, { row: 1, column: 2, value: '−0.25' }))).toBeTruthy();
    await page.user.keyboard('{ArrowDown}{ArrowDown}');
    expect(screen.getByText(fill(texts.zh.cell, { row: 2, column: 2, value: 1 }))).toBeTruthy();
    act(() => full!.blur());
    expect(screen.queryByText(fill(texts.zh.cell, { row: 2, column: 2, value: 1 }))).toBeNull();
  });

  it('goes back to an earlier step', async () => {
    await openWidget(Microscope, { assets: ASSETS, skips: true });
    fireEvent.change(screen.getByLabelText(texts.zh.stepAt), { target: { value: '0' } });
    expect(screen.getByText(texts.zh.noChange)).toBeTruthy();
    expect(screen.getByText(texts.zh.waiting)).toBeTruthy();
  });

  it('says so where LoRA has no adapter', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS, skips: true });
    await page.user.click(screen.getByRole('radio', { name: 'up' }));
    expect(getParams('delta-w-microscope').matrix).toBe('up');
    expect(screen.getByText(texts.zh.notAdapted)).toBeTruthy();
  });

  it('compares the matrices by share and by weight', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS, skips: true });
    await page.user.click(tab(texts.zh.carriers));
    const list = screen.getByRole('list', { name: texts.zh.full });
    expect(list.textContent).toBe('v20%up50%词嵌入与归一化30%');
    await page.user.click(screen.getByRole('radio', { name: texts.zh.byWeight }));
    expect(screen.getByRole('list', { name: texts.zh.full }).textContent).toBe('v0.69up0.18');
  });

  it('tells what merging came to', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS, skips: true });
    await page.user.click(tab(texts.zh.merge));
    expect(screen.getByText(/录制时合并过一次。合并前后 logit 的最大差：2.4e-6。/)).toBeTruthy();
    expect(screen.getByText(/合并后每个词元的时间是合并前的 0.50 倍/)).toBeTruthy();
  });

  it('speaks English', async () => {
    await openWidget(Microscope, {
      assets: { 'runs/delta-w-microscope-en.json': RECORDING.replaceAll('-zh', '-en') },
    });
    act(() => setLanguage('en'));
    await pass(0);
    await pass(0);
    expect(screen.getByText(/Step 200, layer 4, v: the ΔW of full fine-tuning/)).toBeTruthy();
  });
});

describe('the prediction', () => {
  it('comes before every result, and is judged by the recording', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS });
    const finding = () => screen.getByText(/全量微调的 ΔW 有效秩/);
    expect(finding().closest('[data-on]')).not.toBeNull();
    await page.user.click(screen.getByRole('button', { name: texts.zh.nearlyAll }));
    expect(finding().closest('[data-on]')).toBeNull();
    // Eight directions of five are all of them.
    expect(
      screen.getByText(fill(partTexts.zh.right, { guess: '80% 以上', result: '100%' }), { exact: false }),
    ).toBeTruthy();
  });
});

describe('a live run', () => {
  it('asks for the weights at each evaluation and for pictures of the chosen matrix', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS, skips: true });
    await train(page);
    expect(page.worker().last('start').evaluation.inspect).toBe(true);
    act(() => page.worker().runTo(20));
    await pass();
    const asked = page.worker().commands.filter((command) => command.type === 'inspect');
    expect(asked.map(({ runId, matrix }) => [runId, matrix])).toEqual(
      page
        .worker()
        .last('start')
        .runs.map(({ runId }) => [runId, { layer: 3, target: 'v' }]),
    );
    act(() => {
      for (const { requestId, runId } of asked) {
        const maps = runId === asked[1]!.runId ? MAPS : { ...MAPS, a: null, b: null };
        page.worker().say({ type: 'inspected', requestId, step: 20, inspection: null, maps });
      }
    });
    await pass();
    expect(heats()).toHaveLength(4);
    await page.user.click(screen.getByRole('radio', { name: '2' }));
    await pass(0);
    expect(page.worker().last('inspect').matrix).toEqual({ layer: 1, target: 'v' });
  });

  it('merges the trained LoRA', async () => {
    const page = await openWidget(Microscope, { assets: ASSETS, skips: true });
    await train(page);
    act(() => {
      page.worker().runTo(200);
      page.worker().finish();
    });
    await pass();
    await page.user.click(tab(texts.zh.merge));
    await page.user.click(screen.getByRole('button', { name: '合并进权重' }));
    const { runId } = page.worker().last('setMerged');
    expect(runId).toBe(page.worker().last('start').runs[1]!.runId);
    act(() => {
      const speed = { apart: 4, merged: 3 };
      page.worker().say({ type: 'merged', runId, merged: true, maxLogitDifference: 1e-6, speed });
    });
    await pass();
    expect(screen.getByText('已合并。合并前后 logit 的最大差：1.0e-6。')).toBeTruthy();
    expect(screen.getByText(/0.75 倍/)).toBeTruthy();
  });
});

describe('reading', () => {
  it('adds energies, layers and shares up', () => {
    expect(energyOf([2, 1], 1)).toBeCloseTo(0.8);
    expect(energyOf([0, 0], 1)).toBe(0);
    const snapshot = {
      step: 1,
      inspection: { ...LORA, matrices: [report('v', 0.3, [3]), report('v', 0.7, [4])] },
    };
    const [carrier] = matrixSharesOf(snapshot);
    expect(carrier).toMatchObject({ id: 'v', share: 1, perWeight: Math.sqrt(25 / 128) });
    expect(largestShare(matrixSharesOf({ step: 1, inspection: FULL }))?.id).toBe('up');
    expect(largestShare([])).toBeUndefined();
  });

  it('takes the inspection at a step, or the last one before it', () => {
    const evaluations = [0, 100, 200].map((step) => ({ ...fakeEvaluation(step), inspection: FULL }));
    const run = { evaluations, evaluationCount: 3 } as unknown as ShownRun;
    const at = (step: number | null) => snapshotAt(run, step)?.step;
    expect([at(null), at(200), at(150), at(0)]).toEqual([200, 200, 100, 0]);
  });

  it('names the lines a cell stands for', () => {
    expect([linesOf(0, 32, 96), linesOf(31, 32, 96), linesOf(3, 8, 8)]).toEqual(['1–3', '94–96', '4']);
  });
});
