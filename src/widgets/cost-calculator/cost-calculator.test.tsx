// @vitest-environment jsdom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { CostError, explain, findModel, METHODS, QUANTITIES, quotations } from '../../costs/index.ts';
import { fill, setLanguage } from '../../page/language.ts';
import { forgetModelConfigs } from '../../page/model-config.ts';
import { openWidget, pass } from '../testing.tsx';
import { plainArithmetic } from './Derivation.tsx';
import { errorText } from './error-text.ts';
import CostCalculator from './index.tsx';
import { METHOD_IDS, planMethod } from './methods.ts';
import { texts } from './texts.ts';

const TINY = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: 1024,
  hidden_size: 128,
  intermediate_size: 336,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  max_position_embeddings: 128,
  tie_word_embeddings: true,
  torch_dtype: 'float16',
};
/** A slider's output is a status too, so the finding is identified by its class. */
const finding = () => document.querySelector('.finding[role=status]')?.textContent;
const chip = (name: string) => screen.getByRole('checkbox', { name });
const tab = (name: string) => screen.getByRole('tab', { name });
const model = () => screen.getByRole('combobox', { name: texts.zh.model });
const bars = () => screen.getByRole('figure', { name: texts.zh.memoryChart });

afterEach(() => {
  cleanup();
  forgetModelConfigs();
});

describe('the cost calculator', () => {
  it('opens with a 70B model and three methods, and states its finding', async () => {
    await openWidget(CostCalculator);
    expect(screen.getByText(fill(texts.zh.parameters, { count: '70,553,706,496' }))).toBeTruthy();
    const rows = within(bars()).getAllByRole('listitem');
    expect(rows.slice(0, 3).map((row) => row.querySelector('b')?.textContent)).toEqual([
      texts.zh.full,
      'LoRA',
      'QLoRA',
    ]);
    expect(finding()).toMatch(/LoRA 只训练 0.023% 的参数/);
    expect(
      within(bars()).getByText(
        fill(texts.zh.memorySummary, {
          method: '全量',
          total: '1.2 TB',
          item: '优化器状态',
          amount: '564 GB',
        }),
        { exact: false },
      ),
    ).toBeTruthy();
  });

  it('shows the bars as a table', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(screen.getByRole('button', { name: /表格/ }));
    const row = screen.getByRole('row', { name: /^全量/ });
    expect(row.textContent).toContain('282 GB');
  });

  it('adds a method, follows the rank and forgets none of it on leaving', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(chip(texts.zh.houlsby));
    expect(within(bars()).getByText(texts.zh.houlsby, { selector: 'b' })).toBeTruthy();
    fireEvent.change(screen.getByRole('slider', { name: /秩 r/ }), { target: { value: '4' } });
    expect(within(bars()).getByText(/训练 32,768,000 个参数/)).toBeTruthy();
    page.show({ live: false });
    expect(within(bars()).getByText(texts.zh.houlsby, { selector: 'b' })).toBeTruthy();
  });

  it('opens as a shared link says, and falls back where the link is wrong', async () => {
    await openWidget(CostCalculator, {
      search: '?w=cost-calculator&model=bigscience/bloom&methods=full,dora&r=64&precision=float32',
    });
    expect((model() as HTMLSelectElement).value).toBe('bigscience/bloom');
    const rows = within(bars()).getAllByRole('listitem');
    expect(rows.slice(0, 2).map((row) => row.querySelector('b')?.textContent)).toEqual([
      texts.zh.full,
      'DoRA',
    ]);
    expect(screen.getByRole('slider', { name: /秩 r/ }).getAttribute('aria-valuetext')).toBe('64');
    expect((screen.getByRole('combobox', { name: texts.zh.precision }) as HTMLSelectElement).value).toBe(
      'float32',
    );
    cleanup();
    await openWidget(CostCalculator, { search: '?w=cost-calculator&model=nobody/nothing&gpu=TPU&r=-3' });
    expect((model() as HTMLSelectElement).value).toBe('meta-llama/Llama-3.1-70B');
  });

  it('lets every method be unchecked', async () => {
    const page = await openWidget(CostCalculator);
    for (const name of [texts.zh.full, 'LoRA', 'QLoRA']) await page.user.click(chip(name));
    expect(screen.queryByRole('checkbox', { checked: true })).toBeNull();
  });

  it('says in one sentence what a method cannot do, and computes the others', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.selectOptions(model(), 'microsoft/Phi-3-mini-4k-instruct');
    await page.user.click(chip('(IA)³'));
    expect(within(bars()).getByText(/缺少 (target|feedforward)_modules/)).toBeTruthy();
    expect(within(bars()).getAllByText(/训练 .* 个参数/).length).toBe(3);
  });

  it('computes a pasted config and says what is wrong with it', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.selectOptions(model(), 'pasted');
    const field = screen.getByRole('textbox', { name: /config.json/ });
    expect(screen.getByText(fill(texts.zh.parameters, { count: '3,212,749,824' }))).toBeTruthy();
    fireEvent.change(field, { target: { value: `{"a":"${'b'.repeat(1_000_000)}"}` } });
    expect(screen.getByRole('alert').textContent).toBe(
      '这段文字有 1000008 个字符，不会是 config.json。请只粘贴这一个文件的内容。',
    );
    fireEvent.change(field, { target: { value: '{' } });
    expect(screen.getByRole('alert').textContent).toContain('不是 JSON');
    fireEvent.change(field, { target: { value: '{"model_type":"mamba"}' } });
    expect(screen.getByRole('alert').textContent).toContain('不认识 model_type mamba');
    const shape = { ...findModel('huggyllama/llama-7b').config, num_hidden_layers: -3 };
    fireEvent.change(field, { target: { value: JSON.stringify(shape) } });
    expect(screen.getByRole('alert').textContent).toContain('num_hidden_layers');
    fireEvent.change(field, { target: { value: JSON.stringify({ ...shape, num_hidden_layers: 16 }) } });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('computes a pasted adapter_config.json', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.selectOptions(model(), 'meta-llama/Llama-3.2-3B');
    await page.user.click(chip(texts.zh.custom));
    const field = screen.getByRole('textbox', { name: /adapter_config.json/ });
    fireEvent.change(field, {
      target: { value: '{"peft_type":"LORA","r":32,"target_modules":["q_proj","v_proj"]}' },
    });
    expect(within(bars()).getByText(/训练 9,175,040 个参数/)).toBeTruthy();
    fireEvent.change(field, { target: { value: '{"peft_type":"LORA","target_modules":["c_attn"]}' } });
    expect(screen.getByRole('alert').textContent).toContain('一个模块也没对上');
  });

  it('reads what Python writes, and names what it cannot say', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.selectOptions(model(), 'pasted');
    const config = JSON.stringify(findModel('meta-llama/Llama-3.2-3B').config).replace(
      '{',
      '{"rope_theta": Infinity, ',
    );
    fireEvent.change(screen.getByRole('textbox', { name: /^config.json/ }), { target: { value: config } });
    expect(screen.queryByRole('alert')).toBeNull();
    await page.user.click(chip(texts.zh.custom));
    const field = screen.getByRole('textbox', { name: /adapter_config.json/ });
    const paste = (target_modules: string): void => {
      const value = JSON.stringify({ peft_type: 'LORA', r: 32, target_modules });
      fireEvent.change(field, { target: { value } });
    };
    paste('(?i).*\\.(Q_PROJ|v_proj)\\Z');
    expect(within(bars()).getByText(/训练 9,175,040 个参数/)).toBeTruthy();
    paste('(?>.*)q_proj');
    expect(screen.getByRole('alert').textContent).toContain('用了 (?>');
  });

  it('counts an unknown model as a Llama when asked, the language part of one that sees, and stored weights', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.selectOptions(model(), 'pasted');
    const paste = (config: Record<string, unknown>): void => {
      const field = screen.getByRole('textbox', { name: /^config.json/ });
      fireEvent.change(field, { target: { value: JSON.stringify(config) } });
    };
    const llama = findModel('meta-llama/Llama-3.2-3B').config;
    paste({ ...llama, model_type: 'something_new', architectures: ['SomethingNewForCausalLM'] });
    expect(screen.getByRole('alert').textContent).toContain('不认识');
    await page.user.click(screen.getByRole('button', { name: texts.zh.asLlama }));
    expect(screen.getByText(fill(texts.zh.parameters, { count: '3,212,749,824' }))).toBeTruthy();
    expect(screen.getByText(/^近似值/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
    paste({ model_type: 'some_vl', text_config: { ...llama, architectures: undefined }, vision_config: {} });
    expect(screen.getByText(fill(texts.zh.parameters, { count: '3,212,749,824' }))).toBeTruthy();
    expect(screen.getByText(texts.zh.isTextPart, { exact: false })).toBeTruthy();
    expect(screen.queryByText(/^近似值/)).toBeNull();
    paste({ ...llama, quantization_config: { quant_method: 'awq', bits: 4 } });
    expect(screen.getByText(/按配置里的 awq/)).toBeTruthy();
    paste({ ...llama, model_type: 'mamba', state_size: 16 });
    expect(screen.queryByRole('button', { name: texts.zh.asLlama })).toBeNull();
  });

  it('counts GPUs, storage and hours', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(tab(texts.zh.gpuTab));
    expect(screen.getByRole('row', { name: /A100 80 GB/ }).textContent).toContain(texts.zh.fitsOne);
    await page.user.click(tab(texts.zh.storageTab));
    const row = screen.getByRole('row', { name: /^LoRA/ });
    expect(row.textContent).toContain('66 MB');
    expect(row.textContent).toContain('14 TB');
    fireEvent.change(screen.getByRole('slider', { name: texts.zh.tasks }), { target: { value: '0' } });
    expect(screen.getByRole('columnheader', { name: fill(texts.zh.allTasks, { tasks: 1 }) })).toBeTruthy();
  });

  it('derives a number step by step with the reader’s values', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(tab(texts.zh.formulaTab));
    const table = screen.getByRole('table', { name: /LoRA：可训练参数的推导/ });
    expect(within(table).getByText('80 × (8 × 8,192 + 1,024 × 8)')).toBeTruthy();
    expect(within(table).getByText('16,384,000')).toBeTruthy();
  });

  it('keeps quotations apart and says why they differ', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(tab(texts.zh.quotationTab));
    const row = screen.getByRole('row', { name: /GPT-3 全量微调的显存/ });
    expect(row.textContent).toContain('1.2 TB');
    expect(row.textContent).toContain('2.8 TB');
    expect(row.textContent).toContain('只能引用');
  });

  it('computes the tiny model beside what is really written', async () => {
    const page = await openWidget(CostCalculator, {
      assets: { 'models/lesson7-zh/config.json': JSON.stringify(TINY) },
    });
    await pass(0);
    await page.user.click(tab(texts.zh.tinyTab));
    expect(screen.getByRole('row', { name: /^模型参数/ }).textContent).toContain('910,464');
    const adapter = within(screen.getByRole('row', { name: /适配器文件/ })).getAllByRole('cell');
    expect(adapter[0]!.textContent).toBe(adapter[1]!.textContent);
  });

  it('says so where the tiny model is not there', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(tab(texts.zh.tinyTab));
    expect(screen.getByText(texts.zh.tinyMissing, { exact: false })).toBeTruthy();
  });

  it('keeps only one convention in float32', async () => {
    const page = await openWidget(CostCalculator);
    await page.user.click(screen.getByText(texts.zh.settings, { exact: false }));
    await page.user.selectOptions(screen.getByRole('combobox', { name: /每个训练参数/ }), '8');
    await page.user.selectOptions(screen.getByRole('combobox', { name: texts.zh.precision }), 'float32');
    expect(screen.getByText(/float32，每个训练参数 16 字节/)).toBeTruthy();
  });

  it('speaks English', async () => {
    await openWidget(CostCalculator);
    act(() => setLanguage('en'));
    expect(finding()).toContain('trains only 0.023% of the parameters');
  });
});

describe('words', () => {
  it('exist for every quotation, reason and step', () => {
    const keys = new Set(Object.keys(texts.en));
    for (const { id, reason } of quotations) {
      expect(keys).toContain(`quote_${id}`);
      expect(keys).toContain(reason);
    }
    const { config } = findModel('huggyllama/llama-7b');
    for (const quantity of QUANTITIES) {
      for (const step of explain(quantity, config, { peft_type: 'LORA', r: 8 }, { tokens: 1 }).steps) {
        if (step.kind === 'item')
          expect(keys).toContain(step.name === 'attention' ? 'attentionOperations' : step.name);
      }
    }
  });

  it('say every error with its field in both languages, leaving no hole open', () => {
    const error = new CostError('outOfRange', 'config', 'hidden_size', 'x.', { value: -1, min: 1, max: 9 });
    for (const language of ['zh', 'en'] as const) {
      expect(errorText(error, language)).toContain('hidden_size');
      for (const code of ['missingField', 'contradiction', 'unmatchedTarget', 'unsupportedField'] as const) {
        expect(errorText(new CostError(code, 'peft', 'r', 'x.'), language)).not.toMatch(/\{\w+\}/);
      }
    }
  });

  it('turn arithmetic into plain text', () => {
    expect(plainArithmetic('32 \\times (8 \\times 4{,}096 + 4{,}096 \\times 8)')).toBe(
      '32 × (8 × 4,096 + 4,096 × 8)',
    );
  });
});

describe('methods', () => {
  it('fit every architecture of the gallery or say why not', () => {
    for (const id of METHOD_IDS) {
      if (id === 'custom') continue;
      const planned = planMethod(id, findModel('google-t5/t5-base').config, {
        rank: 8,
        targets: 'default',
        tokens: 5,
        topLayers: 2,
        custom: null,
      });
      expect(Object.keys(METHODS)).toContain((planned.peft as { peft_type: string }).peft_type);
    }
  });
});
