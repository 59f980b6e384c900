// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { quickSpec } from '../../recipes/defaults.ts';
import { harmfulRequest, sampleQuestions } from '../../recipes/questions.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import CompleteOrAnswer from './index.tsx';
import { texts } from './texts.ts';

const PROMPT = sampleQuestions('zh')[0]!.prompt;
const token = (text: string, probability: number) => ({
  text,
  probability,
  alternatives: [
    { text, probability },
    { text: '草', probability: (1 - probability) / 2 },
  ],
});
const ASSETS = {
  'runs/complete-or-answer-zh.json': fakeRecording(
    'complete-or-answer-zh',
    [{ name: 'lora', spec: quickSpec('lora', 'lesson7-zh', 42) }],
    {
      generations: [
        {
          prompt: PROMPT,
          form: 'raw',
          runName: null,
          text: '狗呢？',
          end: 'length',
          tokens: [token('狗', 0.4), token('呢', 0.5), token('？', 0.9)],
        },
        {
          prompt: PROMPT,
          form: 'chat',
          runName: 'lora',
          text: '鱼',
          end: 'endToken',
          tokens: [token('鱼', 0.8)],
        },
      ],
    },
  ),
};
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const side = (name: string) => within(screen.getByRole('region', { name }));

function answer(page: Page, requestId: string, texts: string[], end: 'endToken' | 'length') {
  for (const text of texts) page.worker().say({ type: 'token', requestId, ...token(text, 0.6) });
  page.worker().say({ type: 'generated', requestId, text: texts.join(''), end });
}

afterEach(cleanup);

describe('before anything runs', () => {
  it('shows the recorded pair, labelled, and the finding in words', async () => {
    await openWidget(CompleteOrAnswer, { assets: ASSETS });
    expect(side(texts.zh.base).getByRole('listbox').textContent).toBe('狗呢？');
    expect(side(texts.zh.tuned).getByText(texts.zh.endToken)).toBeTruthy();
    expect(screen.getByText(/基座接着写“狗呢？”，微调后的模型写“鱼”/)).toBeTruthy();
    expect(screen.getByText(/录制于 2026-11-23/)).toBeTruthy();
  });

  it('says that other words are not in the recording', async () => {
    const page = await openWidget(CompleteOrAnswer, { assets: ASSETS });
    await page.user.click(button(sampleQuestions('zh')[1]!.prompt));
    expect(screen.getByText(texts.zh.noneRecorded, { exact: false })).toBeTruthy();
  });

  it('shows the probabilities of the token under the arrow keys', async () => {
    const page = await openWidget(CompleteOrAnswer, { assets: ASSETS });
    const base = side(texts.zh.base);
    base.getByRole('listbox').focus();
    await page.user.keyboard('{Home}');
    expect(base.getByRole('option', { selected: true }).textContent).toBe('狗');
    expect(base.getByRole('list', { name: /最可能的词元/ }).textContent).toContain('40%');
    await page.user.keyboard('{ArrowRight}');
    expect(base.getByRole('option', { selected: true }).textContent).toBe('呢');
  });
});

it('says why a model tuned on questions alone does not refuse', async () => {
  const { prompt } = harmfulRequest('zh');
  const generations = [
    { prompt, form: 'raw', runName: null, text: '狗', end: 'length', tokens: [token('狗', 0.4)] },
    { prompt, form: 'chat', runName: 'lora', text: '鱼', end: 'endToken', tokens: [token('鱼', 0.8)] },
  ];
  const spec = quickSpec('lora', 'lesson7-zh', 42);
  const page = await openWidget(CompleteOrAnswer, {
    assets: {
      'runs/complete-or-answer-zh.json': fakeRecording('complete-or-answer-zh', [{ name: 'lora', spec }], {
        generations,
      }),
    },
  });
  expect(screen.queryByText(texts.zh.onlyQa, { exact: false })).toBeNull();
  await page.user.click(button(prompt));
  expect(screen.getByText(texts.zh.onlyQa, { exact: false })).toBeTruthy();
});

describe('live', () => {
  it('asks both models the same words and streams side by side', async () => {
    const page = await openWidget(CompleteOrAnswer);
    await page.user.click(button(texts.zh.tuneNow));
    await pass(0);
    act(() => {
      page.worker().runTo(200);
      page.worker().finish();
    });
    await pass();
    await page.user.click(button(texts.zh.generate));
    await pass(0);
    const asked = page.worker().commands.flatMap((one) => (one.type === 'generate' ? [one] : []));
    expect(asked.map(({ runId, form, prompt }) => [runId === null, form, prompt])).toEqual([
      [true, 'raw', PROMPT],
      [false, 'chat', PROMPT],
    ]);
    act(() => {
      answer(page, asked[0]!.requestId, ['羊', '呢'], 'length');
      answer(page, asked[1]!.requestId, ['鱼'], 'endToken');
    });
    await pass();
    expect(screen.getByText(/基座接着写“羊呢”，微调后的模型写“鱼”/)).toBeTruthy();
    expect(side(texts.zh.base).getByText(texts.zh.lengthEnd)).toBeTruthy();
  });

  it('offers to tune where nothing is tuned, and then answers by itself', async () => {
    const page = await openWidget(CompleteOrAnswer);
    expect(screen.getByText(/还没有微调过的模型/)).toBeTruthy();
    await page.user.click(button(texts.zh.generate));
    await pass(0);
    expect(page.worker().count('generate')).toBe(1);
    await page.user.click(button(texts.zh.tuneNow));
    await pass(0);
    act(() => {
      page.worker().runTo(200);
      page.worker().finish();
    });
    await pass();
    expect(page.worker().count('generate')).toBe(2);
    expect(page.worker().last('generate').runId).not.toBeNull();
  });

  it('marks characters that the model has never seen', async () => {
    const page = await openWidget(CompleteOrAnswer);
    fireEvent.change(screen.getByLabelText(texts.zh.prompt, { exact: false }), { target: { value: '饕餮' } });
    await pass();
    const { requestId, prompt } = page.worker().last('tokenize');
    expect(prompt).toBe('饕餮');
    await act(async () => {
      const tokens = [...prompt].map((text) => ({ text, known: false, special: false }));
      page.worker().say({ type: 'promptTokens', requestId, tokens });
    });
    expect(screen.getByText(texts.zh.unknown, { exact: false })).toBeTruthy();
    expect(screen.getAllByTitle(partTexts.zh.unknownToken)).toHaveLength(2);
  });

  it.each([
    ['', '请先输入一句话。'],
    ['长'.repeat(10_000), '这段文字太长：模型一次最多读 128 个词元。请缩短后再试。'],
  ])('refuses a prompt in one sentence', async (prompt, sentence) => {
    const page = await openWidget(CompleteOrAnswer);
    fireEvent.change(screen.getByLabelText(texts.zh.prompt, { exact: false }), { target: { value: prompt } });
    await page.user.click(button(texts.zh.generate));
    expect(screen.getByRole('alert').textContent).toBe(sentence);
    expect(page.worker().count('generate')).toBe(0);
  });

  it('says what the engine refused', async () => {
    const page = await openWidget(CompleteOrAnswer);
    await page.user.click(button(texts.zh.generate));
    await pass(0);
    const { requestId } = page.worker().last('generate');
    act(() => page.worker().say({ type: 'error', code: 'promptTooLong', about: requestId, detail: '' }));
    await pass();
    expect(side(texts.zh.base).getByRole('alert').textContent).toContain('太长');
  });

  it('stops when asked to', async () => {
    const page = await openWidget(CompleteOrAnswer);
    await page.user.click(button(texts.zh.generate));
    await pass(0);
    const { requestId } = page.worker().last('generate');
    act(() => page.worker().say({ type: 'token', requestId, ...token('羊', 0.5) }));
    await pass();
    await page.user.click(button(texts.zh.generating));
    expect(page.worker().last('cancelGenerate').requestId).toBe(requestId);
  });

  it('sends the temperature that is set', async () => {
    const page = await openWidget(CompleteOrAnswer);
    fireEvent.change(screen.getByLabelText(texts.zh.temperature), { target: { value: '0.8' } });
    await page.user.click(button(texts.zh.generate));
    await pass(0);
    expect(page.worker().last('generate').sampling).toMatchObject({ temperature: 0.8, seed: 42 });
  });
});
