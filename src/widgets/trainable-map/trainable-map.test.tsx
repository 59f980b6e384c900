// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import { forgetModelConfigs } from '../../page/model-config.ts';
import { openWidget, pass } from '../testing.tsx';
import TrainableMap from './index.tsx';
import { texts } from './texts.ts';

const TINY = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 1024,
  hidden_size: 128,
  intermediate_size: 336,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  tie_word_embeddings: true,
};
const ASSETS = { 'models/lesson7-zh/config.json': JSON.stringify(TINY) };
/** A slider's output is a status too, so the finding is identified by its class. */
const finding = () => document.querySelector('.finding[role=status]')?.textContent;
const radio = (name: string) => screen.getByRole('radio', { name });
const tab = (name: string) => screen.getByRole('tab', { name });
const model = () => screen.getByRole('combobox', { name: texts.zh.model });

afterEach(() => {
  cleanup();
  forgetModelConfigs();
});

describe('the trainable map', () => {
  it('shows the tiny model with exact counts', async () => {
    await openWidget(TrainableMap, { assets: ASSETS });
    await pass(0);
    expect(finding()).toContain('910,464');
    expect(screen.getByRole('figure', { name: /本课小模型：训练哪里（全量）/ })).toBeTruthy();
  });

  it('draws one block of the lesson’s model with the same counts, for every method that has a place there', async () => {
    const page = await openWidget(TrainableMap, {
      assets: { 'models/lesson7-zh/config.json': JSON.stringify({ ...TINY, max_position_embeddings: 128 }) },
    });
    await pass(0);
    await page.user.click(tab('一个块'));
    for (const name of ['全量', '输出层', '归一化层', '适配器', '提示微调', '前缀微调', '(IA)³', 'LoRA']) {
      await page.user.click(radio(name));
      const trained = /(?:训练|另加) ([\d,]+) 个/.exec(finding() ?? '')?.[1];
      expect(trained, finding() ?? '').toBeDefined();
      expect(screen.getByRole('img').getAttribute('aria-label'), name).toContain(trained);
    }
    await page.user.click(radio('偏置（BitFit）'));
    expect(screen.queryByRole('img')).toBeNull();
    // A published model has other blocks.
    await page.user.selectOptions(model(), 'huggyllama/llama-7b');
    expect(screen.queryByRole('tab', { name: '一个块' })).toBeNull();
    expect(tab('模型图').getAttribute('aria-selected')).toBe('true');
  });

  it('shows a published model while there is no tiny one, and says so', async () => {
    await openWidget(TrainableMap);
    expect(screen.getByText(/小模型还没有随页面发布/)).toBeTruthy();
    expect(finding()).toContain('1,235,814,400');
  });

  it('says that a tied head changes the input too', async () => {
    const page = await openWidget(TrainableMap);
    await page.user.click(radio('输出层'));
    expect(finding()).toContain('输出层与词嵌入共享权重');
    expect(finding()).toContain('262,668,288');
  });

  it('says that Llama has no biases to train', async () => {
    const page = await openWidget(TrainableMap);
    await page.user.click(radio(texts.zh.bitfit));
    expect(finding()).toContain('没有偏置');
  });

  it('follows model, method and rank by keyboard-operable controls', async () => {
    const page = await openWidget(TrainableMap);
    await page.user.selectOptions(model(), 'huggyllama/llama-7b');
    await page.user.click(radio('LoRA'));
    expect(finding()).toContain('4,194,304');
    fireEvent.change(screen.getByRole('slider', { name: texts.zh.rank }), { target: { value: '4' } });
    expect(finding()).toContain('8,388,608');
  });

  it('has the same numbers as a table', async () => {
    const page = await openWidget(TrainableMap);
    await page.user.click(radio('LoRA'));
    await page.user.click(screen.getByRole('button', { name: /表格/ }));
    const row = screen.getByRole('row', { name: /注意力/ });
    expect(within(row).getByText('851,968')).toBeTruthy();
  });

  it('compares every method on the tiny model and on a large one', async () => {
    const page = await openWidget(TrainableMap, { assets: ASSETS });
    await pass(0);
    await page.user.click(tab(texts.zh.countTab));
    const table = screen.getByRole('table', { name: /小模型和大模型/ });
    expect(within(table).getAllByRole('columnheader', { name: /小模型|Llama 3.2 1B/ })).toHaveLength(2);
    expect(within(table).getByRole('row', { name: /^全量/ }).textContent).toContain('910,464');
  });

  it('draws r (in + out) with the reader’s rank', async () => {
    const page = await openWidget(TrainableMap);
    await page.user.click(tab('r × (in + out)'));
    expect(screen.getByRole('img').getAttribute('aria-label')).toContain('8 × (2,048 + 2,048) = 32,768');
    await page.user.selectOptions(screen.getByRole('combobox', { name: texts.zh.matrix }), 'down_proj');
    expect(screen.getByRole('img').getAttribute('aria-label')).toContain('8 × (8,192 + 2,048) = 81,920');
  });

  it('speaks English', async () => {
    await openWidget(TrainableMap);
    act(() => setLanguage('en'));
    expect(screen.getByRole('region', { name: texts.en.name })).toBeTruthy();
    expect(finding()).toContain('has 1,235,814,400 parameters');
  });
});
