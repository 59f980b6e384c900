// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetTokenizers } from '../../page/tokenizers.ts';
import { openWidget, pass } from '../testing.tsx';
import ChatTemplate from './index.tsx';
import { texts } from './texts.ts';

const ASSETS = {
  'models/lesson7-zh/tokenizer.json': readFileSync('public/models/lesson7-zh/tokenizer.json', 'utf8'),
};
const tokens = () => screen.getByRole('list', { name: texts.zh.asTokens });
const trained = () => [...tokens().children].filter((item) => item.className.includes('is-trained'));

beforeEach(forgetTokenizers);
afterEach(cleanup);

async function open() {
  const page = await openWidget(ChatTemplate, { assets: ASSETS });
  await pass();
  return page;
}

describe('the chat template', () => {
  it('puts a pair into roles and counts the response and its end only', async () => {
    await open();
    expect(tokens().textContent).toMatch(/^<bos>.*<user>.*<assistant>.*<eos>/);
    const texts = trained().map((item) => item.firstChild?.textContent);
    expect(texts.at(-1)).toBe('<eos>');
    expect(texts.slice(0, -1).join('')).toBe((screen.getByLabelText(/回答/) as HTMLTextAreaElement).value);
  });

  it('counts the prompt too when told to', async () => {
    const page = await open();
    const before = trained().length;
    await page.user.click(screen.getByLabelText(texts.zh.promptLoss));
    expect(trained().length).toBe(tokens().children.length - 1);
    expect(trained().length).toBeGreaterThan(before);
  });

  it('says what a missing end token does', async () => {
    const page = await open();
    await page.user.click(screen.getByLabelText(texts.zh.noEnd, { exact: false }));
    expect(tokens().textContent).not.toContain('<eos>');
    expect(screen.getByText(texts.zh.noEndNote, { exact: false })).toBeTruthy();
  });

  it('follows what is typed, and names characters it does not know', async () => {
    await open();
    fireEvent.change(screen.getByLabelText(/指令/), { target: { value: '饕餮吃什么？' } });
    expect(screen.getByText(/不在词表里，变成了 <unk>：饕 餮/)).toBeTruthy();
  });

  it('says what is wrong with nothing and with too much', async () => {
    await open();
    fireEvent.change(screen.getByLabelText(/指令/), { target: { value: ' ' } });
    expect(screen.getByText(texts.zh.empty)).toBeTruthy();
    fireEvent.change(screen.getByLabelText(/指令/), { target: { value: '猫'.repeat(10_000) } });
    expect(screen.getByText(texts.zh.tooLong, { exact: false })).toBeTruthy();
  });

  it('needs no engine', async () => {
    const page = await open();
    expect(page.workers).toHaveLength(0);
  });

  it('says that the vocabulary is missing where it is', async () => {
    await openWidget(ChatTemplate);
    await pass();
    expect(screen.getByText(texts.zh.missing, { exact: false })).toBeTruthy();
  });
});
