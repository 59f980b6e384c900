// @vitest-environment jsdom
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fill } from '../../page/language.ts';
import { labSpecs, makeSpec, WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import type { RunSpec } from '../../train/spec.ts';
import { fakeRecording, openWidget, pass } from '../testing.tsx';
import Pipeline from './index.tsx';
import { texts } from './texts.ts';

const station = (name: string) => within(screen.getByRole('heading', { name }).closest('li')!);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('the pipeline', () => {
  it('shows the base once it is there, and counts the data', async () => {
    await openWidget(Pipeline);
    await pass();
    expect(
      station(texts.zh.base).getByText(fill(texts.zh.baseFacts, { parameters: '850,000', bytes: '1.7 MB' })),
    ).toBeTruthy();
    expect(station(texts.zh.data).getByText(/训练 \d+ 条，留出 \d+ 条/)).toBeTruthy();
  });

  it('downloads the data as messages, one pair a line', async () => {
    const page = await openWidget(Pipeline);
    const blobs: Blob[] = [];
    vi.stubGlobal(
      'URL',
      Object.assign(URL, {
        createObjectURL: (blob: Blob) => `blob:${blobs.push(blob)}`,
        revokeObjectURL: () => {},
      }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    await page.user.click(station(texts.zh.data).getByRole('button'));
    const text = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result as string);
      reader.readAsText(blobs[0]!);
    });
    const pair = JSON.parse(text.split('\n')[0]!);
    expect(pair.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant']);
  });

  it('does SFT on all parameters or on LoRA alone, keeps both, and compares their files', async () => {
    const page = await openWidget(Pipeline);
    await pass();
    const trained: unknown[] = [];
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }));
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    for (const [name, bytes] of [
      [texts.zh.full, 1_700_000],
      ['LoRA（PEFT）', 100_000],
    ] as const) {
      await page.user.click(station('SFT').getByRole('radio', { name }));
      await page.user.click(station('SFT').getByRole('button', { name: texts.zh.run }));
      await pass(0);
      trained.push(page.worker().last('start').runs[0]!.spec);
      act(() => {
        page.worker().runTo(200);
        page.worker().finish();
      });
      await pass();
      expect(station('SFT').getByText(/留出题答对 95%/)).toBeTruthy();
      await page.user.click(station('SFT').getByRole('button', { name: /下载/ }));
      await act(async () => {
        const { requestId } = page.worker().last('exportWeights');
        const files = [{ name: 'weights', bytes: new Uint8Array(bytes) }];
        page.worker().say({ type: 'exported', requestId, files });
      });
    }
    expect(
      screen.getByText(fill(texts.zh.compare, { full: '1.7 MB', adapter: '100 kB', times: 17 })),
    ).toBeTruthy();
    // The choice changes the parameters that are trained, with their rate, and neither data nor objective.
    const [full, lora] = trained as RunSpec[];
    expect({ ...lora, method: full!.method, optimizer: full!.optimizer }).toEqual(full);
    expect(lora!.method.name).toBe('lora');
    // The first run is still there.
    await page.user.click(station('SFT').getByRole('radio', { name: texts.zh.full }));
    expect(station('SFT').getByRole('button', { name: texts.zh.again })).toBeTruthy();
  });

  it('shows what the lab’s recorded runs, which are its own, came to before anything is trained', async () => {
    const runs = labSpecs(defaultsOf(WIDGET_PARAMS['lora-lab']), 'lesson7-zh');
    const { seed } = defaultsOf(WIDGET_PARAMS.pipeline);
    expect(runs[0]!.spec).toEqual(makeSpec({ model: 'lesson7-zh', seed }));
    const page = await openWidget(Pipeline, {
      live: false,
      assets: { 'runs/lora-lab-zh.json': fakeRecording('lora-lab-zh', runs) },
    });
    await pass();
    expect(station('SFT').getByText(/留出题答对 95%/)).toBeTruthy();
    await page.user.click(station('SFT').getByRole('radio', { name: 'LoRA（PEFT）' }));
    expect(station('SFT').getByText(/留出题答对 95%/)).toBeTruthy();
    expect(screen.getByText(/test double/)).toBeTruthy();
  });

  it('does not start one way while the other trains', async () => {
    const page = await openWidget(Pipeline);
    await page.user.click(station('SFT').getByRole('button', { name: texts.zh.run }));
    await pass(0);
    await page.user.click(station('SFT').getByRole('radio', { name: 'LoRA（PEFT）' }));
    await page.user.click(station('SFT').getByRole('button', { name: texts.zh.run }));
    expect(station('SFT').getByText(texts.zh.busy)).toBeTruthy();
    expect(page.worker().count('start')).toBe(1);
  });
});
