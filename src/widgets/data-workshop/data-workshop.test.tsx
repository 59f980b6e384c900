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
import { setLanguage } from '../../page/language.ts';
import { forgetParams, getParams, shareUrl } from '../../page/param-store.ts';
import { forgetShared } from '../../page/shared-state.ts';
import { forgetTokenizers } from '../../page/tokenizers.ts';
import { WIDGET_PARAMS } from '../../recipes/defaults.ts';
import { defaultsOf } from '../../recipes/params.ts';
import { decodeSpec } from '../../recipes/spec-address.ts';
import { fakeRecording, openWidget, type Page, pass } from '../testing.tsx';
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
  if (press) await page.user.click(button('加进数据集'));
}

async function paste(page: Page, text: string): Promise<void> {
  await page.user.click(tab('文件'));
  fireEvent.change(screen.getByLabelText(/或者粘贴文本/), { target: { value: text } });
  await page.user.click(button('读入'));
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
    expect(screen.getAllByText('反过来问')).toHaveLength(3);
    const note = texts.zh.foreign;
    expect(screen.queryByText(note)).toBeNull();
    await page.user.click(screen.getByRole('checkbox', { name: '使用模板 1' }));
    expect(screen.getByText(note)).toBeTruthy();
    expect(screen.getByText(texts.zh.waiting)).toBeTruthy();
    await page.user.click(screen.getByRole('checkbox', { name: '使用模板 1' }));
    expect(screen.queryByText(note)).toBeNull();
  });

  it('show an edit at once, and say what is wrong with one', async () => {
    const page = await open();
    const question = screen.getByLabelText('问法');
    fireEvent.change(question, { target: { value: '好还是坏？{text}' } });
    expect(screen.getAllByText(/^好还是坏？这个/)).toBeTruthy();
    for (const [value, sentence] of [
      ['', '问法和答法都不能空着。'],
      ['{cat}', '花括号里只能写这些：{text} {label}'],
      ['好', '问法和答法里各要有一个花括号，比如：{text} {label}'],
      ['{text}{label}', '问法里已经写出了要答的东西。'],
    ]) {
      fireEvent.change(question, { target: { value } });
      expect(screen.getByRole('alert').textContent).toBe(sentence);
    }
    await page.user.click(button('恢复模板'));
    expect((question as HTMLInputElement).value).toBe('判断情感：{text}');
  });

  it('train on what the chosen templates make, and ask held-out rows the same way', async () => {
    const page = await open();
    for (const number of [2, 3, 4, 5, 6, 7, 8, 9, 10])
      await page.user.click(screen.getByRole('checkbox', { name: `使用模板 ${number}` }));
    await page.user.click(button('用这份数据训练'));
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
    await page.user.click(button('用这份数据训练'));
    expect(page.worker().count('start')).toBe(0);
    expect(screen.getAllByText('数据集是空的，先加几条。').length).toBeGreaterThan(0);
  });

  it('leaf through rows, change the set, and go over to writing by hand', async () => {
    const page = await open();
    await page.user.click(screen.getAllByRole('button', { name: '下一条' })[0]!);
    expect(screen.getByText(/第 2\/240 条/)).toBeTruthy();
    fireEvent.change(screen.getByLabelText('标注数据'), { target: { value: 'qa' } });
    expect(screen.getByDisplayValue('{text}')).toBeTruthy();
    await page.user.click(button('放进“手写”继续编辑'));
    expect(getParams('data-workshop').source).toBe('hand');
    expect(own().length).toBe(50);
  });

  it('go behind what was written by hand, and take nothing away from it', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab('套模板'));
    await page.user.click(button('放进“手写”继续编辑'));
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
    await page.user.click(button('用这份数据训练'));
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
    expect(screen.getByRole('list', { name: '预览' }).textContent).toContain('鱼：计入损失');
    expect(screen.getByText('这一条和第 1 条相同。')).toBeTruthy();
    const asked = page.container.textContent;
    expect(asked).toContain('这个问题在留出题里');
    await write(page, '犇骉', '鱼'.repeat(140), false);
    expect(screen.getByText(/模型没见过这些字.*犇 骉/)).toBeTruthy();
    expect(screen.getByText(/超过上下文的 128 个/)).toBeTruthy();
  });

  it('asks for both halves, edits, follows up, removes one and all', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(button('加进数据集'));
    expect(screen.getByRole('alert').textContent).toBe('问题和回答都要写。');
    await write(page, '狗怎么叫？', '汪汪');
    await page.user.click(screen.getByLabelText('接着上一条追问'));
    await write(page, '猫呢？', '喵喵');
    expect(own()).toHaveLength(1);
    expect(own()[0]!.textContent).toContain('狗怎么叫？ → 汪汪 猫呢？ → 喵喵');
    await page.user.click(button('修改第 1 条'));
    fireEvent.change(screen.getByLabelText('回答'), { target: { value: '喵' } });
    await page.user.click(button('保存修改'));
    expect(own()[0]!.textContent).toContain('→ 喵 ');
    await page.user.click(button('删除第 1 条'));
    expect(screen.getByText(/还没有数据/)).toBeTruthy();
    await page.user.click(screen.getByLabelText('接着上一条追问'));
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(button('全部删除'));
    await page.user.click(button('取消'));
    expect(own()).toHaveLength(1);
    await page.user.click(button('全部删除'));
    await page.user.click(button('删除'));
    expect(screen.getByText(/还没有数据/)).toBeTruthy();
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
    await page.user.click(button('用这份数据训练'));
    await pass(0);
    const here = page.worker().last('start').runs[0]!.spec;
    const toLab = screen.getByRole('link', { name: '在实验台里训练' }).getAttribute('href')!;
    const inLab = decodeSpec(new URLSearchParams(toLab.split('?')[1]), 'lesson7-en');
    expect(inLab).toMatchObject({ model: 'lesson7-zh', data: { examples: [pair('牛怎么叫？', '哞哞')] } });
    const url = new URL(shareUrl('data-workshop', 'data-sources'));
    expect(expand(url.searchParams.get('own')!)).toEqual([pair('牛怎么叫？', '哞哞')]);
    page.unmount();
    // Another machine: nothing in storage.
    forgetOwnData();
    sessionStorage.clear();
    const other = await open(url.search);
    await other.user.click(button('用这份数据训练'));
    await pass(0);
    expect(other.worker().last('start').runs[0]!.spec).toEqual(here);
  });

  it('says when the browser keeps nothing, and when a set is too large for a link', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await write(page, '牛怎么叫？', '哞哞'.repeat(1500));
    expect(screen.getByText('浏览器不让保存；刷新前请先导出。')).toBeTruthy();
    expect(screen.getByText('数据太多，放不进链接；请导出文件再分享。')).toBeTruthy();
  });

  it('ignores a link that holds no data', async () => {
    await open('/?w=data-workshop&source=hand&own=xyz');
    expect(screen.getByText(/还没有数据/)).toBeTruthy();
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
    expect(row('不筛')[0]).toBe('160');
    expect(Number.parseFloat(row('规则 \\+ 投票')[1]!)).toBeGreaterThan(Number.parseFloat(row('不筛')[1]!));
    fireEvent.change(screen.getByLabelText('老师的出错率'), { target: { value: '0' } });
    expect(row('不筛')).toEqual(['160', '100%', '100%']);
    fireEvent.change(screen.getByLabelText(/投票/), { target: { value: '0' } });
    await page.user.click(screen.getByLabelText(/按规则筛/));
    expect(row('你的设置')).toEqual(row('不筛'));
    await page.user.click(button('用这份数据训练'));
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
    await page.user.click(tab('文件'));
    await page.user.click(screen.getByLabelText('接在已有的后面'));
    const file = new File(['prompt,completion\r\na,b\r\n'], 'x.csv', { type: 'text/csv' });
    await page.user.upload(screen.getByLabelText('选择文件'), file);
    await pass(0);
    expect(own()).toHaveLength(2);
  });

  it('does not read a file that is too large, says so, and keeps what was there', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab('文件'));
    const file = new File(['prompt,completion\r\na,b\r\n'], 'x.csv');
    Object.defineProperty(file, 'size', { value: 3e9 });
    const read = vi.spyOn(file, 'arrayBuffer');
    await page.user.upload(screen.getByLabelText('选择文件'), file);
    await pass(0);
    expect(screen.getByText(problemSentence(new DataError('tooLarge'), 'zh'))).toBeTruthy();
    expect(read).not.toHaveBeenCalled();
    expect(own()).toHaveLength(1);
  });

  it('reads what is dropped', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(tab('文件'));
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
    expect(screen.getByText('共 3 条，其中 1 条读不了；现在什么都还没有改动。')).toBeTruthy();
    // In the list of reasons, and beside its row.
    expect(screen.getAllByText('第 2 行，字段 completion：缺少这个字段。')).toHaveLength(2);
    expect(own()[0]!.textContent).toContain('哞哞');
    expect(screen.getByRole('region', { name: '原文' }).textContent).toContain('{"prompt":"c"}');
    await page.user.click(button('不导入'));
    expect(screen.queryByText(/读不了/)).toBeNull();
    expect(document.activeElement?.getAttribute('role')).toBe('status');
    await page.user.click(button('读入'));
    await page.user.click(button('略去这 1 条，读入其余 2 条'));
    expect(said()).toContain('略去了 1 条读不了的。');
    expect(own().map((item) => item.textContent?.[0])).toEqual(['a', 'd']);
  });

  it('undoes an import, until the set is changed by hand', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await write(page, '牛怎么叫？', '哞哞');
    await paste(page, '{"prompt":"a","completion":"b"}');
    expect(own()[0]!.textContent).toContain('a');
    await page.user.click(button('撤销导入'));
    expect(own()).toHaveLength(1);
    expect(own()[0]!.textContent).toContain('哞哞');
    expect(screen.getByText('已撤销导入，恢复为原来的 1 条。')).toBeTruthy();
    await page.user.click(button('读入'));
    await write(page, '狗怎么叫？', '汪汪');
    expect(screen.queryByRole('button', { name: '撤销导入' })).toBeNull();
  });

  it('shows every row beside what it was read as', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await paste(page, '标题,提问,答案\n甲,"说""好""",好\n乙,,空\n丙,问,答');
    await page.user.click(button('略去这 1 条，读入其余 2 条'));
    expect(said()).toContain('没有用到：标题。');
    await page.user.click(screen.getByText('逐条对照原文'));
    const source = () => screen.getByRole('region', { name: '原文' }).textContent;
    const made = () => screen.getByRole('region', { name: '读成' }).textContent;
    expect(source()).toBe('原文乙,,空');
    await page.user.click(button('上一条原文'));
    expect(source()).toBe('原文甲,"说""好""",好');
    expect(made()).toBe('读成问题说"好"回答好');
    await page.user.click(button('下一条原文'));
    await page.user.click(button('下一条读不了的'));
    expect(source()).toBe('原文乙,,空');
    expect(made()).toBe('读成第 3 行，字段 提问：文字是空的。');
    await page.user.click(button('下一条原文'));
    expect(made()).toBe('读成问题问回答答');
    await page.user.click(button('上一条原文'));
    expect(screen.getByText('第 2/3 条')).toBeTruthy();
  });

  it('asks which column is which, and keeps the choice for the next file', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await paste(page, '本科;怎样报名？;在网上报名。\n硕士;几时开学？;九月。');
    await page.user.click(button('按这些列读入'));
    expect(screen.getByRole('alert').textContent).toBe('问题和回答要各选一列，一列只能用一次。');
    const column = (name: string) => screen.getByLabelText(name, { selector: 'select' });
    fireEvent.change(column('问题'), { target: { value: '1' } });
    fireEvent.change(column('回答'), { target: { value: '1' } });
    await page.user.click(button('按这些列读入'));
    expect(screen.getByRole('alert')).toBeTruthy();
    fireEvent.change(column('回答'), { target: { value: '2' } });
    await page.user.click(button('按这些列读入'));
    expect(own().map((item) => item.textContent)).toHaveLength(2);
    expect(own()[0]!.textContent).toContain('怎样报名？ → 在网上报名。');
    await paste(page, '甲\t住哪？\t家里。\n乙\t吃什么？\t面。');
    expect((column('问题') as HTMLSelectElement).value).toBe('1');
    await page.user.click(button('按这些列读入'));
    expect(own()[1]!.textContent).toContain('吃什么？ → 面。');
    await paste(page, '甲\t住哪？\n乙\t吃什么？');
    expect((column('问题') as HTMLSelectElement).value).toBe('-1');
    await page.user.click(button('不导入'));
    expect(screen.queryByText('第一行是列名')).toBeNull();
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
    await page.user.click(tab('文件'));
    const upload = async (bytes: Uint8Array<ArrayBuffer>) => {
      await page.user.upload(screen.getByLabelText('选择文件'), new File([bytes], 'x.csv'));
      await pass(0);
    };
    await upload(new Uint8Array(readFileSync('tests/data/cases/csv_gbk_ask_answer.csv')));
    expect(own()[0]!.textContent).toContain('一次能借几本书？ → 一次能借五本。');
    expect(said()).toContain('文件编码是 GB18030。');
    await upload(new Uint8Array(readFileSync('tests/data/cases/utf16_excel.csv')));
    expect(own()[0]!.textContent).toContain('一周有几天？ → 七天。');
    await upload(new Uint8Array([0xff, 0x20, 0xff]));
    expect(screen.getByText(/认不出文件的编码/)).toBeTruthy();
    expect(own()).toHaveLength(1);
  });

  it('lists the names that reading goes by', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    await page.user.click(tab('文件'));
    await page.user.click(screen.getByText('认得哪些格式和列名'));
    for (const names of Object.values(COLUMN_NAMES)) expect(screen.getByText(names.join('、'))).toBeTruthy();
  });

  it('shows markup as text', async () => {
    const page = await open('/?w=data-workshop&source=hand');
    const markup = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    await paste(page, JSON.stringify({ prompt: markup, completion: markup }));
    expect(own()[0]!.textContent).toContain(markup);
    expect(page.container.querySelector('img, script')).toBeNull();
    await page.user.click(tab('词元与掩码'));
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
      fireEvent.change(screen.getByLabelText('格式'), { target: { value: id } });
      await page.user.click(button('导出 1 条'));
      expect(screen.getByText(`已导出 lesson7-${id}.${extension}。`)).toBeTruthy();
      const text = await textOf(written.at(-1)!);
      const wanted = id === 'oasst' ? [{ turns: rich[0]!.turns }] : rich;
      expect(readData(text).data).toEqual(wanted);
    }
    fireEvent.change(screen.getByLabelText('格式'), { target: { value: 'oasst' } });
    expect(screen.getByText('这种格式存不下：系统提示。导出时会省去。')).toBeTruthy();
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
    await page.user.click(tab('文件'));
    expect(button('下载训练计划（zip）')).toHaveProperty('disabled', true);
    await write(page, '牛怎么叫？', '哞哞');
    await page.user.click(tab('文件'));
    const made: Blob[] = [];
    const createObjectURL = (blob: Blob) => {
      made.push(blob);
      return 'blob:x';
    };
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL, revokeObjectURL: () => {} }));
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
    await page.user.click(button('下载训练计划（zip）'));
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
    await page.user.click(tab('词元与掩码'));
    const list = () => screen.getByRole('list', { name: '第 1 条的词元' });
    expect(list().textContent).toContain('牛：不计入');
    await page.user.click(screen.getByText(/更多设置/));
    await page.user.click(screen.getByLabelText('全部'));
    expect(list().textContent).toContain('牛：计入损失');
    await page.user.click(tab('统计'));
    expect(screen.getByText(/打包后 1 行/)).toBeTruthy();
    expect(screen.getByText('中文 1')).toBeTruthy();
  });

  it('compares before and after on held-out questions', async () => {
    const page = await open();
    await page.user.click(button('用这份数据训练'));
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
    for (const name of ['By hand', 'A model writes', 'Tokens and mask', 'Statistics', 'Files'])
      await page.user.click(tab(name));
    expect(button('Train on this')).toBeTruthy();
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
