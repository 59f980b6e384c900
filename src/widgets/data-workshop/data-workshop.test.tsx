// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FAKE_FACTS, fakeEvaluation } from '../../client/testing/fake-worker.ts';
import { compact, expand } from '../../data/compact.ts';
import { pair, promptOf, responseOf } from '../../data/conversation.ts';
import { COLUMN_NAMES, DATA_PROBLEMS, DataError, FORMATS } from '../../data/formats/index.ts';
import { leakPlaces } from '../../data/statistics.ts';
import { LABELLED_SETS, templatesOf } from '../../data/templates.ts';
import { readData } from '../../data/testing/read-data.ts';
import { fill, setLanguage } from '../../page/language.ts';
import { forgetParams, getParams, shareUrl } from '../../page/param-store.ts';
import { forgetShared } from '../../page/shared-state.ts';
import { forgetTokenizers } from '../../page/tokenizers.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { decodeSpec } from '../../recipes/spec-address.ts';
import { partTexts } from '../parts/texts.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
import { importTexts, problemTexts } from './import-texts.ts';
import DataWorkshop from './index.tsx';
import { forgetOwnData } from './own-data.ts';
import { problemSentence } from './problem.ts';
import { templatedData, workshopSpec } from './specs.ts';
import { texts } from './texts.ts';

const read = (language: string) => readFileSync(`public/models/lesson7-${language}/tokenizer.json`, 'utf8');
const spec = workshopSpec(defaultsOf(WIDGET_PARAMS['data-workshop']), 'lesson7-zh');
const ASSETS = {
  'runs/data-workshop-zh.json': fakeRecording('data-workshop-zh', [{ name: 'own', spec }]),
  'models/lesson7-zh/tokenizer.json': read('zh'),
  'models/lesson7-en/tokenizer.json': read('en'),
};
const LANGUAGES = ['zh', 'en'] as const;
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const tab = (name: string) => screen.getByRole('tab', { name });

async function open(search = ''): Promise<Page> {
  const page = await openWidget(DataWorkshop, { assets: ASSETS, ...(search && { search }) });
  await pass(0);
  return page;
}

async function write(page: Page, question: string, answer: string, press = true): Promise<void> {
  fireEvent.change(screen.getByLabelText('问题'), { target: { value: question } });
  fireEvent.change(screen.getByLabelText('回答'), { target: { value: answer } });
  if (press) await page.user.click(button(texts.zh.add));
}

async function paste(page: Page, text: string): Promise<void> {
  await page.user.click(tab(texts.zh.files));
  fireEvent.change(screen.getByLabelText(importTexts.zh.dropHere, { exact: false }), {
    target: { value: text },
  });
  await page.user.click(button(importTexts.zh.readPaste));
}

/** The test page's files have no `text()`. */
function textOf(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}

/** All that the page has just reported. */
const said = () =>
  screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent)
    .join(' ');
const own = () => screen.getAllByRole('listitem').filter((item) => within(item).queryByText('✎'));

beforeEach(() => {
  forgetOwnData();
  forgetShared();
  sessionStorage.clear();
  forgetTokenizers();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('templates', () => {
  it('open with ten of them, a row as it comes out, and the recorded run', async () => {
    await open();
    expect(screen.getAllByRole('checkbox', { name: /使用模板/ })).toHaveLength(10);
    expect(screen.getByText(/240 条数据，200 步：留出题完全匹配率 0% → 95%/)).toBeTruthy();
    expect(screen.getByText(/第 1\/240 条/)).toBeTruthy();
  });

  it('say which ask backwards, and that a recording of other data is not about these', async () => {
    const page = await open();
    expect(screen.getAllByText(texts.zh.inverse)).toHaveLength(3);
    const note = texts.zh.foreign;
    expect(screen.queryByText(note)).toBeNull();
    await page.user.click(screen.getByRole('checkbox', { name: fill(texts.zh.useTemplate, { number: 1 }) }));
    expect(screen.getByText(note)).toBeTruthy();
    expect(screen.getByText(texts.zh.waiting)).toBeTruthy();
    await page.user.click(screen.getByRole('checkbox', { name: fill(texts.zh.useTemplate, { number: 1 }) }));
    expect(screen.queryByText(note)).toBeNull();
  });

  it('show an edit at once, and say what is wrong with one', async () => {
    const page = await open();
    const question = screen.getByLabelText(texts.zh.templatePrompt);
    fireEvent.change(question, { target: { value: '好还是坏？{text}' } });
    expect(screen.getAllByText(/^好还是坏？这个/)).toBeTruthy();
    for (const [value, sentence] of [
      ['', texts.zh.templateEmpty],
      ['{cat}', fill(texts.zh.templateUnknown, { names: '{text} {label}' })],
      ['好', fill(texts.zh.templateNone, { names: '{text} {label}' })],
      ['{text}{label}', texts.zh.templateGivesAway],
    ]) {
      fireEvent.change(question, { target: { value } });
      expect(screen.getByRole('alert').textContent).toBe(sentence);
    }
    await page.user.click(button(texts.zh.resetTemplates));
    expect((question as HTMLInputElement).value).toBe('判断情感：{text}');
  });

  it('train on what the chosen templates make, and ask held-out rows the same way', async () => {
    const page = await open();
    for (const number of [2, 3, 4, 5, 6, 7, 8, 9, 10])
      await page.user.click(screen.getByRole('checkbox', { name: `使用模板 ${number}` }));
    await page.user.click(button(texts.zh.trainThis));
    await pass(0);
    const [run] = page.worker().last('start').runs;
    const { examples, heldOut, mask } = run!.spec.data;
    expect(mask).toBe('completion');
    for (const one of [...examples!, ...heldOut!])
      expect(one.turns[0]!.content.startsWith('判断情感：')).toBe(true);
    expect(page.worker().last('start').evaluation.samplePrompts.length).toBeGreaterThan(0);
  });

  it('lock Train where no template is left', async () => {
    const page = await open();
    for (const box of screen.getAllByRole('checkbox', { name: /使用模板/ })) await page.user.click(box);
    await page.user.click(button(texts.zh.trainThis));
    expect(page.worker().count('start')).toBe(0);
    expect(screen.getAllByText(texts.zh.nothing).length).toBeGreaterThan(0);
  });

  it('leaf through rows, change the set, and go over to writing by hand', async () => {
    const page = await open();
    await page.user.click(screen.getAllByRole('button', { name: texts.zh.next })[0]!);
    expect(screen.getByText(/第 2\/240 条/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText(texts.zh.labelledSet), { target: { value: 'qa' } });
    expect(screen.getByDisplayValue('{text}')).toBeTruthy();
    await page.user.click(button(texts.zh.toHand));
    expect(getParams('data-workshop').source).toBe('hand');
    expect(own().length).toBe(50);
  });

  it('go behind what was written by hand, and take nothing away from it', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab(texts.zh.templates));
    await page.user.click(button(texts.zh.toHand));
    expect(own()[0]!.textContent).toContain('牛怎么叫？ → 哞哞');
    expect(own().length).toBe(50);
    expect(screen.getByText(/共 241 条/)).toBeTruthy();
  });
});

describe('dialogue and code', () => {
  it.each(LANGUAGES)('have templates over columns of their own (%s)', async (language) => {
    const page = await open('/?w=data-workshop&set=code');
    act(() => setLanguage(language));
    await pass(0);
    const t = texts[language];
    expect(screen.getByText(t.codeColumns)).toBeTruthy();
    const question = screen.getByLabelText(t.templatePrompt);
    fireEvent.change(question, { target: { value: '{harm}' } });
    expect(screen.getByRole('alert').textContent).toContain('{text} {label} {output} {gap} {missing}');
    fireEvent.change(question, { target: { value: '{gap} {text}' } });
    expect(screen.getByText(/^print\("[?？]"\)/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText(t.labelledSet), { target: { value: 'dialogue' } });
    expect(screen.getByText(t.talkColumns)).toBeTruthy();
    await page.user.click(button(t.trainThis));
    await pass(0);
    const { data } = page.worker().last('start').runs[0]!.spec;
    expect(data.examples!.length).toBeGreaterThan(150);
    expect(data.heldOut!.length).toBeGreaterThan(40);
  });

  it('count a program as right that prints the right thing', async () => {
    const page = await open('/?w=data-workshop&set=code');
    for (const number of [2, 3, 4, 5, 6, 7, 8, 9, 10])
      await page.user.click(screen.getByRole('checkbox', { name: `使用模板 ${number}` }));
    await page.user.click(button(texts.zh.trainThis));
    await pass(0);
    const { runs, evaluation } = page.worker().last('start');
    const { runId, spec: started } = runs[0]!;
    const wanted = new Map(started.data.heldOut!.map((one) => [promptOf(one), responseOf(one)]));
    const [same, other, ...rest] = evaluation.samplePrompts;
    const said = (prompt: string) =>
      prompt === same ? `${wanted.get(prompt)} # 好` : prompt === other ? 'print("x")' : 'x';
    act(() => {
      page.worker().say({ type: 'runFacts', runId, facts: FAKE_FACTS });
      for (const step of [0, 80]) {
        const samples = evaluation.samplePrompts.map((prompt) => ({ prompt, answer: said(prompt) }));
        page.worker().say({ type: 'evaluation', runId, point: { ...fakeEvaluation(step), samples } });
      }
    });
    await pass();
    expect(screen.getAllByRole('img', { name: '✓' })).toHaveLength(1);
    expect(screen.getAllByRole('img', { name: '✗' })).toHaveLength(1 + rest.length);
  });

  it.each(LANGUAGES.flatMap((language) => LABELLED_SETS.map((set) => [language, set] as const)))(
    'and every other set ask what they do not train on (%s, %s)',
    (language, set) => {
      const { training, heldOut } = templatedData(language, set, templatesOf(language, set), 42);
      expect(training.length).toBeGreaterThanOrEqual(140);
      expect(training.length).toBeLessThanOrEqual(300);
      expect(heldOut.length).toBeGreaterThanOrEqual(40);
      expect(heldOut.length).toBeLessThanOrEqual(72);
      expect(leakPlaces(training, heldOut.map(promptOf))).toEqual([]);
    },
  );
});

describe('writing by hand', () => {
  it('counts tokens, shows the mask, and warns of doubles, leaks and unknown characters', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '猫喜欢吃什么？', '鱼');
    expect(own()).toHaveLength(1);
    await write(page, '猫喜欢吃什么', '鱼', false);
    expect(screen.getByText(/个词元，上下文最多 128 个/)).toBeTruthy();
    expect(screen.getByRole('list', { name: texts.zh.preview }).textContent).toContain('鱼：计入损失');
    expect(screen.getByText(fill(texts.zh.duplicate, { number: 1 }))).toBeTruthy();
    const asked = page.container.textContent;
    expect(asked).toContain('这个问题在留出题里');
    await write(page, '犇骉', '鱼'.repeat(140), false);
    expect(screen.getByText(/模型没见过这些字.*犇 骉/)).toBeTruthy();
    expect(screen.getByText(/超过上下文的 128 个/)).toBeTruthy();
  });

  it('asks for both halves, edits, follows up, removes one and all', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(button(texts.zh.add));
    expect(screen.getByRole('alert').textContent).toBe(texts.zh.needBoth);
    await write(page, '狗怎么叫？', '汪汪');
    await page.user.click(screen.getByLabelText(texts.zh.followUp));
    await write(page, '猫呢？', '喵喵');
    expect(own()).toHaveLength(1);
    expect(own()[0]!.textContent).toContain('狗怎么叫？ → 汪汪 猫呢？ → 喵喵');
    await page.user.click(button(fill(texts.zh.edit, { number: 1 })));
    fireEvent.change(screen.getByLabelText('回答'), { target: { value: '喵' } });
    await page.user.click(button(texts.zh.save));
    expect(own()[0]!.textContent).toContain('→ 喵 ');
    await page.user.click(button(fill(texts.zh.remove, { number: 1 })));
    expect(screen.getByText(texts.zh.handEmpty, { exact: false })).toBeTruthy();
    await page.user.click(screen.getByLabelText(texts.zh.followUp));
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(button(texts.zh.clear));
    await page.user.click(button(texts.zh.cancel));
    expect(own()).toHaveLength(1);
    await page.user.click(button(texts.zh.clear));
    await page.user.click(button(texts.zh.clearYes));
    expect(screen.getByText(texts.zh.handEmpty, { exact: false })).toBeTruthy();
  });

  it('survives a reload', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    page.unmount();
    // What a fresh page knows: the browser's storage, and no address.
    forgetOwnData();
    forgetParams();
    history.replaceState(null, '', '/?w=data-workshop&source=hand');
    render(<DataWorkshop slideId="slide" live={false} />);
    await pass(0);
    expect(own()[0]!.textContent).toContain('牛怎么叫？ → 哞哞');
  });

  it('is not set back by its own address, which follows a moment late', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await vi.waitFor(() => expect(location.search).toContain('own='));
    const address = location.search;
    await write(page, '狗怎么叫？', '汪汪');
    page.unmount();
    forgetOwnData();
    forgetParams();
    history.replaceState(null, '', address);
    render(<DataWorkshop slideId="slide" live={false} />);
    await pass(0);
    expect(own()).toHaveLength(2);
  });

  it('goes into the link where it is small, and trains from it elsewhere with the same spec', async () => {
    const page = await open('/?w=data-workshop&source=hand&steps=20');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(button(texts.zh.trainThis));
    await pass(0);
    const here = page.worker().last('start').runs[0]!.spec;
    const toLab = screen.getByRole('link', { name: texts.zh.toLab }).getAttribute('href')!;
    const inLab = decodeSpec(new URLSearchParams(toLab.split('?')[1]), 'lesson7-en');
    expect(inLab).toMatchObject({ model: 'lesson7-zh', data: { examples: [pair('牛怎么叫？', '哞哞')] } });
    const url = new URL(shareUrl('data-workshop', 'data-sources'));
    expect(expand(url.searchParams.get('own')!)).toEqual([pair('牛怎么叫？', '哞哞')]);
    page.unmount();
    // Another machine: nothing in storage.
    forgetOwnData();
    sessionStorage.clear();
    const other = await open(url.search);
    await other.user.click(button(texts.zh.trainThis));
    await pass(0);
    expect(other.worker().last('start').runs[0]!.spec).toEqual(here);
  });

  it('says when the browser keeps nothing, and when a set is too large for a link', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await write(page, '牛怎么叫？', '哞哞'.repeat(1500));
    expect(screen.getByText(texts.zh.unsavedRefused)).toBeTruthy();
    expect(screen.getByText(texts.zh.linkTooLarge)).toBeTruthy();
  });

  it('ignores a link that holds no data', async () => {
    await open('/?w=data-workshop&source=hand&own=xyz');
    expect(screen.getByText(texts.zh.handEmpty, { exact: false })).toBeTruthy();
    cleanup();
    forgetOwnData();
    await open(`/?w=data-workshop&source=hand&own=${compact([pair('a', 'b')])}`);
    expect(own()).toHaveLength(1);
  });
});

describe('a model as teacher', () => {
  it('is measured against the truth, whatever screens it', async () => {
    const page = await open('/?w=data-workshop&source=generated');
    const row = (name: string) =>
      within(screen.getByRole('row', { name: new RegExp(`^${name}`) }))
        .getAllByRole('cell')
        .map((cell) => cell.textContent);
    expect(row(texts.zh.none)[0]).toBe('160');
    expect(Number.parseFloat(row('规则 \\+ 投票')[1]!)).toBeGreaterThan(
      Number.parseFloat(row(texts.zh.none)[1]!),
    );
    fireEvent.change(screen.getByLabelText(texts.zh.errors), { target: { value: '0' } });
    expect(row(texts.zh.none)).toEqual(['160', '100%', '100%']);
    fireEvent.change(screen.getByLabelText(/投票/), { target: { value: '0' } });
    await page.user.click(screen.getByLabelText(texts.zh.rules, { exact: false }));
    expect(row(texts.zh.yours)).toEqual(row(texts.zh.none));
    await page.user.click(button(texts.zh.trainThis));
    await pass(0);
    expect(page.worker().last('start').runs[0]!.spec.data.examples).toHaveLength(160);
    expect(page.worker().last('start').runs[0]!.spec.data.heldOut).toBeUndefined();
  });
});

describe('files', () => {
  it.each(FORMATS.map((format) => [format.id, format] as const))(
    'reads %s from the clipboard',
    async (_id, format) => {
      const page = await open('/?w=data-workshop&source=hand');
      await paste(page, format.write([pair('牛怎么叫？', '哞哞'), pair('a "b", c', '1\n2')]));
      expect(screen.getByText(/读入 2 条/)).toBeTruthy();
      expect(own()).toHaveLength(2);
    },
  );

  it('reads a chosen file and adds to what is there, if asked to', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab(texts.zh.files));
    await page.user.click(screen.getByLabelText(importTexts.zh.append));
    const file = new File(['prompt,completion\r\na,b\r\n'], 'x.csv', { type: 'text/csv' });
    await page.user.upload(screen.getByLabelText(importTexts.zh.importFile), file);
    await pass(0);
    expect(own()).toHaveLength(2);
  });

  it('does not read a file that is too large, says so, and keeps what was there', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab(texts.zh.files));
    const file = new File(['prompt,completion\r\na,b\r\n'], 'x.csv');
    Object.defineProperty(file, 'size', { value: 3e9 });
    const read = vi.spyOn(file, 'arrayBuffer');
    await page.user.upload(screen.getByLabelText(importTexts.zh.importFile), file);
    await pass(0);
    expect(screen.getByText(problemSentence(new DataError('tooLarge'), 'zh'))).toBeTruthy();
    expect(read).not.toHaveBeenCalled();
    expect(own()).toHaveLength(1);
  });

  it('reads what is dropped', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(tab(texts.zh.files));
    const zone = page.container.querySelector('.drop-zone')!;
    const file = new File(['{"prompt":"a","completion":"b"}'], 'x.jsonl');
    fireEvent.drop(zone, { dataTransfer: { files: [file], getData: () => '' } });
    await pass(0);
    expect(own()).toHaveLength(1);
    fireEvent.drop(zone, {
      dataTransfer: { files: [], getData: () => '[{"instruction":"c","output":"d"}]' },
    });
    expect(own()[0]!.textContent).toContain('c');
  });

  it('names the line of what is wrong, and keeps what was there', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await paste(page, '[{"prompt":"a","completion":"b"},\n{"prompt" "a"}]');
    expect(screen.getByText('第 2 行：不是合法的 JSON，请检查这里的引号、逗号和括号。')).toBeTruthy();
    expect(own()).toHaveLength(1);
  });

  it('counts what cannot be read, changes nothing until told to, and takes the rest', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    const lines = ['{"prompt":"a","completion":"b"}', '{"prompt":"c"}', '{"prompt":"d","completion":"e"}'];
    await paste(page, lines.join('\n'));
    expect(screen.getByText(fill(importTexts.zh.someBad, { all: 3, bad: 1 }))).toBeTruthy();
    // In the list of reasons, and beside its row.
    expect(screen.getAllByText('第 2 行，字段 completion：缺少这个字段。')).toHaveLength(2);
    expect(own()[0]!.textContent).toContain('哞哞');
    expect(screen.getByRole('region', { name: importTexts.zh.source }).textContent).toContain(
      '{"prompt":"c"}',
    );
    await page.user.click(button(importTexts.zh.dropped));
    expect(screen.queryByText(/读不了/)).toBeNull();
    expect(document.activeElement?.getAttribute('role')).toBe('status');
    await page.user.click(button(importTexts.zh.readPaste));
    await page.user.click(button(fill(importTexts.zh.takeRest, { bad: 1, count: 2 })));
    expect(said()).toContain(fill(importTexts.zh.leftOut, { count: 1 }));
    expect(own().map((item) => item.textContent?.[0])).toEqual(['a', 'd']);
  });

  it('undoes an import, until the set is changed by hand', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await paste(page, '{"prompt":"a","completion":"b"}');
    expect(own()[0]!.textContent).toContain('a');
    await page.user.click(button(importTexts.zh.undo));
    expect(own()).toHaveLength(1);
    expect(own()[0]!.textContent).toContain('哞哞');
    expect(screen.getByText(fill(importTexts.zh.undone, { count: 1 }))).toBeTruthy();
    await page.user.click(button(importTexts.zh.readPaste));
    await write(page, '狗怎么叫？', '汪汪');
    expect(screen.queryByRole('button', { name: importTexts.zh.undo })).toBeNull();
  });

  it('shows every row beside what it was read as', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await paste(page, '标题,提问,答案\n甲,"说""好""",好\n乙,,空\n丙,问,答');
    await page.user.click(button(fill(importTexts.zh.takeRest, { bad: 1, count: 2 })));
    expect(said()).toContain(fill(importTexts.zh.unread, { names: '标题' }));
    await page.user.click(screen.getByText(importTexts.zh.rows));
    const source = () => screen.getByRole('region', { name: importTexts.zh.source }).textContent;
    const made = () => screen.getByRole('region', { name: importTexts.zh.made }).textContent;
    expect(source()).toBe('原文乙,,空');
    await page.user.click(button(importTexts.zh.previousRow));
    expect(source()).toBe('原文甲,"说""好""",好');
    expect(made()).toBe('读成问题说"好"回答好');
    await page.user.click(button(importTexts.zh.nextRow));
    await page.user.click(button(importTexts.zh.nextBad));
    expect(source()).toBe('原文乙,,空');
    expect(made()).toBe('读成第 3 行，字段 提问：文字是空的。');
    await page.user.click(button(importTexts.zh.nextRow));
    expect(made()).toBe('读成问题问回答答');
    await page.user.click(button(importTexts.zh.previousRow));
    expect(screen.getByText('第 2/3 条')).toBeTruthy();
  });

  it('asks which column is which, and keeps the choice for the next file', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await paste(page, '本科;怎样报名？;在网上报名。\n硕士;几时开学？;九月。');
    await page.user.click(button(importTexts.zh.readColumns));
    expect(screen.getByRole('alert').textContent).toBe(importTexts.zh.needColumns);
    const column = (name: string) => screen.getByLabelText(name, { selector: 'select' });
    fireEvent.change(column('问题'), { target: { value: '1' } });
    fireEvent.change(column('回答'), { target: { value: '1' } });
    await page.user.click(button(importTexts.zh.readColumns));
    expect(screen.getByRole('alert')).toBeTruthy();
    fireEvent.change(column('回答'), { target: { value: '2' } });
    await page.user.click(button(importTexts.zh.readColumns));
    expect(own().map((item) => item.textContent)).toHaveLength(2);
    expect(own()[0]!.textContent).toContain('怎样报名？ → 在网上报名。');
    await paste(page, '甲\t住哪？\t家里。\n乙\t吃什么？\t面。');
    expect((column('问题') as HTMLSelectElement).value).toBe('1');
    await page.user.click(button(importTexts.zh.readColumns));
    expect(own()[1]!.textContent).toContain('吃什么？ → 面。');
    await paste(page, '甲\t住哪？\n乙\t吃什么？');
    expect((column('问题') as HTMLSelectElement).value).toBe('-1');
    await page.user.click(button(importTexts.zh.dropped));
    expect(screen.queryByText(importTexts.zh.header)).toBeNull();
  });

  it('asks for the fields of JSON that has no known ones, and says which formats are known', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await paste(page, '[{"q":"a","a":"b"}]');
    expect(screen.getByText(/不属于这些格式：OpenAI messages JSONL、ShareGPT JSON/)).toBeTruthy();
    await paste(page, '[{"n":1}]');
    expect(
      screen.getByText(/^第 1 行，字段 \[0\]：认不出这是哪种格式。支持：OpenAI messages JSONL/),
    ).toBeTruthy();
  });

  it('reads GB18030 and UTF-16, says so, and says when it knows no encoding', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(tab(texts.zh.files));
    const upload = async (bytes: Uint8Array<ArrayBuffer>) => {
      await page.user.upload(screen.getByLabelText(importTexts.zh.importFile), new File([bytes], 'x.csv'));
      await pass(0);
    };
    await upload(new Uint8Array(readFileSync('tests/data/cases/csv_gbk_ask_answer.csv')));
    expect(own()[0]!.textContent).toContain('一次能借几本书？ → 一次能借五本。');
    expect(said()).toContain(fill(importTexts.zh.encoded, { encoding: 'GB18030' }));
    await upload(new Uint8Array(readFileSync('tests/data/cases/utf16_excel.csv')));
    expect(own()[0]!.textContent).toContain('一周有几天？ → 七天。');
    await upload(new Uint8Array([0xff, 0x20, 0xff]));
    expect(screen.getByText(problemTexts.zh.encoding, { exact: false })).toBeTruthy();
    expect(own()).toHaveLength(1);
  });

  it('lists the names that reading goes by', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(tab(texts.zh.files));
    await page.user.click(screen.getByText(importTexts.zh.help));
    for (const names of Object.values(COLUMN_NAMES)) expect(screen.getByText(names.join('、'))).toBeTruthy();
  });

  it('shows markup as text', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    const markup = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    await paste(page, JSON.stringify({ prompt: markup, completion: markup }));
    expect(own()[0]!.textContent).toContain(markup);
    expect(page.container.querySelector('img, script')).toBeNull();
    await page.user.click(tab(texts.zh.data));
    expect('hacked' in window).toBe(false);
  });

  it('writes the set in every format, and says what a format cannot hold', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    const rich = [{ system: 's', turns: [...pair('a', 'b').turns, ...pair('c', 'd').turns] }];
    await paste(page, FORMATS.find(({ id }) => id === 'messages')!.write(rich));
    const written: Blob[] = [];
    vi.stubGlobal(
      'URL',
      Object.assign(URL, {
        createObjectURL: (blob: Blob) => {
          written.push(blob);
          return 'blob:x';
        },
        revokeObjectURL: () => {},
      }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    for (const { id, extension } of FORMATS) {
      fireEvent.change(screen.getByLabelText(texts.zh.format), { target: { value: id } });
      await page.user.click(button(fill(texts.zh.exportNow, { count: 1 })));
      expect(screen.getByText(`已导出 lesson7-${id}.${extension}。`)).toBeTruthy();
      const text = await textOf(written.at(-1)!);
      const wanted = id === 'oasst' ? [{ turns: rich[0]!.turns }] : rich;
      expect(readData(text).data).toEqual(wanted);
    }
    fireEvent.change(screen.getByLabelText(texts.zh.format), { target: { value: 'oasst' } });
    expect(screen.getByText(fill(texts.zh.lost, { what: '系统提示' }))).toBeTruthy();
  });

  it('leaves as a plan for Python before it was trained', async () => {
    const path = (file: string) => `models/lesson7-zh/${file}`;
    const base = {
      [path('config.json')]: readFileSync(`public/${path('config.json')}`, 'utf8'),
      [path('model.safetensors')]: readFileSync(`public/${path('model.safetensors')}`, 'base64'),
    };
    const page = await openWidget(DataWorkshop, {
      assets: { ...ASSETS, ...base },
      search: '/?w=data-workshop&source=hand',
    });
    await pass(0);
    await page.user.click(tab(texts.zh.files));
    expect(button(texts.zh.exportPlan)).toHaveProperty('disabled', true);
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab(texts.zh.files));
    const made: Blob[] = [];
    const createObjectURL = (blob: Blob) => {
      made.push(blob);
      return 'blob:x';
    };
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL, revokeObjectURL: () => {} }));
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    await page.user.click(button(texts.zh.exportPlan));
    await vi.waitFor(() => expect(screen.getByText(/^已下载：/)).toBeTruthy(), { timeout: 20_000 });
    const bytes = await new Promise<Uint8Array>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
      reader.readAsArrayBuffer(made[0]!);
    });
    const files = unzipSync(bytes);
    const text = (name: string) => new TextDecoder().decode(files[name]);
    expect(JSON.parse(text('data/all.jsonl').trim())).toEqual({
      messages: [
        { role: 'user', content: '牛怎么叫？' },
        { role: 'assistant', content: '哞哞' },
      ],
    });
    expect(text('README.md')).toContain('这是一份计划');
    expect(Object.keys(files)).toContain('trl/train.py');
    expect(Object.keys(files).filter((name) => name.startsWith('trained/'))).toEqual([]);
  }, 30_000);
});

describe('beside the source', () => {
  it('shows exact tokens under the chosen mask, and counts what is in the set', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab(texts.zh.data));
    const list = () => screen.getByRole('list', { name: fill(texts.zh.inThis, { number: 1 }) });
    expect(list().textContent).toContain('牛：不计入');
    await page.user.click(screen.getByText(partTexts.zh.more, { exact: false }));
    await page.user.click(screen.getByLabelText(texts.zh.everything));
    expect(list().textContent).toContain('牛：计入损失');
    await page.user.click(tab(texts.zh.statistics));
    expect(screen.getByText(/打包后 1 行/)).toBeTruthy();
    expect(screen.getByText('中文 1')).toBeTruthy();
  });

  it('compares before and after on held-out questions', async () => {
    const page = await open();
    await page.user.click(button(texts.zh.trainThis));
    await pass(0);
    const { runs, evaluation } = page.worker().last('start');
    const runId = runs[0]!.runId;
    act(() => {
      page.worker().say({ type: 'runFacts', runId, facts: FAKE_FACTS });
      for (const step of [0, 80]) {
        const samples = evaluation.samplePrompts.map((prompt) => ({
          prompt,
          answer: step === 0 ? '？' : '正面',
        }));
        page.worker().say({ type: 'evaluation', runId, point: { ...fakeEvaluation(step), samples } });
      }
    });
    await pass();
    expect(screen.getByText(/240 条数据，80 步：留出题完全匹配率 0% → 40%/)).toBeTruthy();
    expect(screen.getAllByText('？').length).toBeGreaterThan(0);
    expect(screen.getAllByRole('img', { name: '✓' }).length).toBeGreaterThan(0);
  });

  it('speaks English as well', async () => {
    const page = await open();
    act(() => setLanguage('en'));
    await pass(0);
    expect(screen.getByDisplayValue('Sentiment: {text}')).toBeTruthy();
    for (const name of [
      texts.en.hand,
      texts.en.generated,
      texts.en.data,
      texts.en.statistics,
      texts.en.files,
    ])
      await page.user.click(tab(name));
    expect(button(texts.en.trainThis)).toBeTruthy();
    expect(page.container.textContent).not.toMatch(/\{\w+\}/);
  });
});

it('has a sentence for every problem in both languages', () => {
  for (const code of DATA_PROBLEMS) {
    for (const language of ['zh', 'en'] as const) {
      const bare = problemSentence(new DataError(code), language);
      const placed = problemSentence(new DataError(code, 3, 'output'), language);
      expect(bare.length).toBeGreaterThan(5);
      expect(placed).toContain('3');
      expect(placed).toContain('output');
    }
  }
});
