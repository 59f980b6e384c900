// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { summarise } from '../../charts/summary.ts';
import { FAKE_FACTS } from '../../client/testing/fake-worker.ts';
import { writeSafetensors } from '../../model/safetensors.ts';
import { fill } from '../../page/language.ts';
import { forgetModelConfigs } from '../../page/model-config.ts';
import { getParams } from '../../page/param-store.ts';
import { labSpecs, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import LoraLab from './index.tsx';
import { texts } from './texts.ts';

/** Each drawing of a chart summarises its curves once. */
vi.mock('../../charts/summary.ts', async (original) => {
  const real = await original<typeof import('../../charts/summary.ts')>();
  return { summarise: vi.fn(real.summarise) };
});

const SPECS = labSpecs(defaultsOf(WIDGET_PARAMS['lora-lab']), 'lesson7-zh');
const ASSETS = {
  'runs/lora-lab-zh.json': fakeRecording('lora-lab-zh', SPECS),
  'models/lesson7-zh/config.json': JSON.stringify({
    hidden_size: 128,
    intermediate_size: 336,
    num_hidden_layers: 4,
    num_attention_heads: 4,
    vocab_size: 512,
  }),
};
/** The files of the base as embedded in the one-file edition. */
function shippedBase(): Record<string, string> {
  const path = (file: string) => `models/lesson7-zh/${file}`;
  return Object.fromEntries(
    (
      [
        ['config.json', 'utf8'],
        ['tokenizer.json', 'utf8'],
        ['model.safetensors', 'base64'],
      ] as const
    ).map(([file, encoding]) => [path(file), readFileSync(`public/${path(file)}`, encoding)]),
  );
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const tab = (name: string) => screen.getByRole('tab', { name });

async function trained(page: Page, steps = 200) {
  await page.user.click(button('跳过'));
  await page.user.click(button(texts.zh.training));
  await pass(0);
  act(() => page.worker().runTo(steps));
  await pass();
}

afterEach(() => {
  cleanup();
  forgetModelConfigs();
});

describe('the lab', () => {
  it('draws the recorded race of both methods', async () => {
    await openWidget(LoraLab, { assets: ASSETS });
    const match = screen.getByRole('figure', { name: texts.zh.matchChart });
    expect(within(match).getByText(/全量：0% → 95%（200 步）；LoRA r=8：0% → 95%（200 步）/)).toBeTruthy();
    expect(screen.getByText(/录制于/)).toBeTruthy();
  });

  it('draws a chart again only when its own curves have changed', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    const drawn = vi.mocked(summarise);
    const quantities = () =>
      new Set(drawn.mock.calls.flatMap(([series]) => series.map((one) => one.quantity)));
    await trained(page, 20);
    drawn.mockClear();
    fireEvent.change(screen.getByLabelText(texts.zh.rank), { target: { value: '2' } });
    await pass();
    expect(quantities()).toEqual(new Set());
    // Steps without a measurement are new to the loss alone.
    act(() => page.worker().runTo(25, 20));
    await pass();
    expect(quantities()).toEqual(new Set(['training', 'heldOut']));
    expect(drawn.mock.calls.every(([series]) => series.some((one) => one.quantity === 'training'))).toBe(
      true,
    );
  });

  it('starts both on the same seed, batches and steps', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await trained(page);
    const { runs } = page.worker().last('start');
    expect(runs.map(({ spec }) => spec.method.name)).toEqual(['full', 'lora']);
    expect(runs[0]!.spec.seed).toBe(runs[1]!.spec.seed);
    expect(runs[0]!.spec.batchSize).toBe(runs[1]!.spec.batchSize);
  });

  it('trains LoRA alone where the race is off', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS, search: '/?race=0' });
    await page.user.click(button(texts.zh.training));
    await pass(0);
    expect(page.worker().last('start').runs).toHaveLength(1);
  });

  it('counts parameters from the reader’s rank and matrices', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS, search: '/?w=lora-lab&targets=q,v,o&r=8' });
    await pass(0);
    await page.user.click(tab(texts.zh.formula));
    expect(
      screen.getByText(fill(texts.zh.formulaTotal, { layers: 4, perLayer: '6,144', total: '24,576' }), {
        exact: false,
      }),
    ).toBeTruthy();
    fireEvent.change(screen.getByLabelText(texts.zh.rank), { target: { value: '0' } });
    await page.user.click(screen.getByLabelText('down'));
    expect(getParams('lora-lab')).toMatchObject({ r: 1, targets: ['q', 'v', 'o', 'down'] });
    expect(
      screen.getByText(fill(texts.zh.formulaTotal, { layers: 4, perLayer: '1,232', total: '4,928' }), {
        exact: false,
      }),
    ).toBeTruthy();
  });

  it('keeps at least one matrix', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS, search: '/?w=lora-lab&targets=q' });
    const q = screen.getByLabelText('q') as HTMLInputElement;
    expect(q.disabled).toBe(true);
    await page.user.click(screen.getByLabelText('v'));
    expect(getParams('lora-lab').targets).toEqual(['q', 'v']);
  });

  it('hands each learning rate to its own run', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await trained(page, 20);
    const { runs } = page.worker().last('start');
    fireEvent.change(screen.getByLabelText(texts.zh.loraRate), { target: { value: '20' } });
    expect(page.worker().last('setLearningRate').runId).toBe(runs[1]!.runId);
    fireEvent.change(screen.getByLabelText(texts.zh.fullRate), { target: { value: '20' } });
    expect(page.worker().last('setLearningRate').runId).toBe(runs[0]!.runId);
  });

  it('judges a guess about the gap', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await page.user.click(button(texts.zh.equal));
    await page.user.click(button(texts.zh.training));
    await pass(0);
    act(() => {
      page.worker().runTo(200);
      page.worker().finish();
    });
    await pass();
    expect(
      screen.getByText(fill(partTexts.zh.right, { guess: '相差不到 10 个点', result: 'LoRA 95%，全量 95%' })),
    ).toBeTruthy();
  });

  it('compares the costs that were measured', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await trained(page);
    act(() => {
      const { runs } = page.worker().last('start');
      const facts = { ...FAKE_FACTS, trainableParameters: 850_000, dispatches: null };
      page.worker().say({ type: 'runFacts', runId: runs[0]!.runId, facts });
    });
    await pass();
    const list = screen.getByRole('list', { name: texts.zh.trainable });
    expect(list.textContent).toContain('850,000');
    expect(list.textContent).toContain('24,576');
    expect(screen.getByRole('list', { name: texts.zh.dispatches }).textContent).toBe('LoRA r=8120');
  });
});

describe('afterwards', () => {
  it('asks base, full and LoRA the same question', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await trained(page);
    await page.user.click(tab(texts.zh.chat));
    await page.user.click(button(partTexts.zh.ask));
    await pass(0);
    expect(page.worker().count('generate')).toBe(3);
    const { requestId } = page.worker().last('generate');
    act(() => {
      page.worker().say({ type: 'token', requestId, text: '鱼', probability: 1, alternatives: [] });
      page.worker().say({ type: 'generated', requestId, text: '鱼', end: 'endToken' });
    });
    await pass();
    expect(screen.getByText('鱼')).toBeTruthy();
  });

  it.each([
    ['', '请先输入一句话。'],
    ['长'.repeat(10_000), '这段文字太长：模型一次最多读 128 个词元。请缩短后再试。'],
  ])('refuses a prompt in one sentence', async (prompt, sentence) => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await page.user.click(tab(texts.zh.chat));
    fireEvent.change(screen.getByLabelText(partTexts.zh.askLabel), { target: { value: prompt } });
    await page.user.click(button(partTexts.zh.ask));
    expect(screen.getByRole('alert').textContent).toBe(sentence);
    expect(page.worker().count('generate')).toBe(0);
  });

  it('merges only what is trained and shows that the logits stay', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    await page.user.click(tab(texts.zh.merge));
    expect(button('合并进权重')).toHaveProperty('disabled', true);
    await trained(page);
    act(() => page.worker().finish());
    await pass();
    await page.user.click(button('合并进权重'));
    const { runId, merged } = page.worker().last('setMerged');
    expect(merged).toBe(true);
    act(() =>
      page.worker().say({ type: 'merged', runId, merged: true, maxLogitDifference: 2.4e-6, speed: null }),
    );
    await pass();
    expect(screen.getByText('已合并。合并前后 logit 的最大差：2.4e-6。')).toBeTruthy();
    expect(button('取出来')).toBeTruthy();
  });

  it('downloads the run as one zip', async () => {
    const page = await openWidget(LoraLab, { assets: { ...ASSETS, ...shippedBase() } });
    await trained(page);
    const made: string[] = [];
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }));
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      made.push(this.download);
    });
    await page.user.click(tab(texts.zh.export));
    await page.user.click(button(texts.zh.exportNow));
    const { requestId } = page.worker().last('exportWeights');
    await act(async () => {
      const files = [
        { name: 'adapter_config.json', bytes: new TextEncoder().encode('{}') },
        { name: 'adapter_model.safetensors', bytes: writeSafetensors(new Map(), 'F32') },
      ];
      page.worker().say({ type: 'exported', requestId, files });
    });
    await vi.waitFor(() => expect(made).toEqual(['lesson7-zh-lora-seed42.zip']), { timeout: 20_000 });
    vi.restoreAllMocks();
    // The page says, as the README in the zip does, where a tool's curve will differ.
    const list = await screen.findByText(/^在别的工具里会有什么不同/);
    const told = list.parentElement!.textContent;
    expect(told).toContain('MLX-LM 0.32mlx/train.py 给出同样的曲线');
    expect(told).not.toContain('axolotl');
  }, 30_000);

  it('shares an address that holds the settings', async () => {
    const page = await openWidget(LoraLab, { assets: ASSETS });
    fireEvent.change(screen.getByLabelText(texts.zh.rank), { target: { value: '4' } });
    await page.user.click(button(partTexts.zh.share));
    const text = await navigator.clipboard.readText();
    expect(text).toContain('?w=lora-lab&r=16&seed=42#slide');
  });
});
