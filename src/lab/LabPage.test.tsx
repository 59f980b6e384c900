// @vitest-environment jsdom
/** @file The lab page on a double of the worker: what each control asks of the engine, and what the page shows. */
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FakeWorker, fakeEvaluation } from '../client/testing/fake-worker.ts';
import { freshPage } from '../client/testing/fresh-page.ts';
import { pair } from '../data/conversation.ts';
import { setPackWorker } from '../exports/packer.ts';
import { packHere } from '../exports/testing/pack-here.ts';
import { fill, setLanguage } from '../page/language.ts';
import { memoryStorage } from '../page/storage/memory.ts';
import { setPageStorage } from '../page/storage/page-storage.ts';
import { encodeSpec } from '../recipes/spec-address.ts';
import { readOwnText, withExamples } from '../recipes/spec-data.ts';
import { presetSpec } from '../recipes/spec-fields.ts';
import { forgetSweeps } from '../sweeps/sweep-runner.ts';
import { setOwnData } from '../widgets/data-workshop/own-data.ts';
import { pass } from '../widgets/testing.tsx';
import { readLabAddress } from './address.ts';
import { forgetForm } from './form-store.ts';
import LabPage from './LabPage.tsx';
import { lab } from './runs/store.ts';
import { texts } from './texts.ts';

let workers: FakeWorker[];
const worker = () => workers.at(-1)!;
/** Waits for the delayed write of the form into the address. */
const addressIs = (check: (hash: string) => void) => vi.waitFor(() => check(location.hash));

async function open(hash = '#lab') {
  workers = freshPage();
  setPackWorker(packHere);
  history.replaceState(null, '', `/${hash}`);
  forgetForm();
  setPageStorage(memoryStorage(true));
  vi.stubGlobal('ResizeObserver', undefined);
  render(<LabPage back="#peft" />);
  await pass(0);
  return userEvent.setup();
}

/** Runs the current run to its end and answers the request for its weights. */
async function finish(steps: number): Promise<void> {
  const { runs } = worker().last('start');
  worker().runTo(steps);
  worker().say({ type: 'evaluation', runId: runs[0]!.runId, point: fakeEvaluation(steps) });
  worker().finish();
  await pass();
  const { requestId } = worker().last('exportWeights');
  worker().say({
    type: 'exported',
    requestId,
    files: [{ name: 'adapter_config.json', bytes: new Uint8Array(1) }],
  });
  await pass();
}

beforeEach(() => forgetSweeps());
afterEach(() => {
  cleanup();
  lab.close();
  forgetSweeps();
  setPageStorage(null);
  setLanguage('zh');
});

describe('the form', () => {
  it('opens with the run of the address and trains exactly that', async () => {
    const user = await open('#lab?v=1&base=zh&method=lora&r=4&targets=k&steps=20&seed=7');
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    expect(worker().last('start').runs[0]!.spec).toMatchObject({
      method: { name: 'lora', r: 4, targets: ['k'] },
      steps: 20,
      seed: 7,
    });
  });

  it('shows a method’s own settings, and brings its measured rate', async () => {
    const user = await open();
    expect(screen.queryByLabelText('瓶颈宽度')).toBeNull();
    await user.selectOptions(screen.getByLabelText('方法'), 'houlsby');
    expect(screen.getByLabelText('瓶颈宽度')).toBeTruthy();
    expect(screen.queryByLabelText('秩 r')).toBeNull();
    expect(screen.getByText(/每层插入两个小瓶颈/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Houlsby et al. 2019' })).toBeTruthy();
    await user.selectOptions(screen.getByLabelText('优化器'), 'sgd');
    expect(screen.getByLabelText('动量')).toBeTruthy();
  });

  it('writes every change into the address, and forgets all on reset', async () => {
    const user = await open();
    await user.selectOptions(screen.getByLabelText('任务'), 'summary');
    await addressIs((hash) => expect(hash).toBe('#lab?v=1&base=zh&method=lora&task=summary&seed=42'));
    await user.click(screen.getByRole('button', { name: texts.zh.reset }));
    await addressIs((hash) => expect(hash).toBe('#lab?v=1&base=zh&method=lora&seed=42'));
  });

  it('hides what the address hides, and says so', async () => {
    await open('#lab?hide=data,chat,lr');
    expect(screen.queryByLabelText('任务')).toBeNull();
    expect(screen.queryByLabelText('学习率')).toBeNull();
    expect(screen.queryByRole('tab', { name: texts.zh.chat })).toBeNull();
    expect(screen.getByText(texts.zh.hiddenByTeacher)).toBeTruthy();
  });
});

describe('the data', () => {
  const few = [pair('猫吃什么？', '鱼。'), pair('你是谁？', '一个模型。')];
  const many = Array.from({ length: 400 }, (_, i) => pair(`第 ${i} 个问题？`, `答案 ${i}`));
  afterEach(() => setOwnData([]));

  it('may be those of the workshop, which are trained on and stand in the address', async () => {
    const user = await open();
    expect(screen.getByRole('link', { name: texts.zh.workshop }).getAttribute('href')).toBe('#data-sources');
    act(() => setOwnData(few));
    await user.click(screen.getByRole('radio', { name: fill(texts.zh.ownData, { count: 2 }) }));
    expect(screen.getByText(/留出题仍取自任务“问答”/)).toBeTruthy();
    await addressIs((hash) =>
      expect(readOwnText(new URLSearchParams(hash.split('?')[1]).get('own') ?? '')).toEqual(few),
    );
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    expect(worker().last('start').runs[0]!.spec.data.examples).toEqual(few);
    await user.click(screen.getByRole('radio', { name: texts.zh.worldData }));
    await addressIs((hash) => expect(hash).not.toContain('own='));
  });

  it('too large for a link is said to be so, and found again where it is stored', async () => {
    const user = await open();
    act(() => setOwnData(many));
    await user.click(screen.getByRole('radio', { name: fill(texts.zh.ownData, { count: 400 }) }));
    expect(screen.getByText(texts.zh.ownTooLarge, { exact: false })).toBeTruthy();
    await addressIs((hash) => expect(hash).toContain('own='));
    forgetForm();
    expect(readLabAddress(location.hash, '', 'lesson7-zh', many)).toMatchObject({
      spec: { data: { examples: many } },
      dataMissing: false,
    });
    act(() => setOwnData(few));
    cleanup();
    await open(location.hash);
    expect(screen.getByText(texts.zh.ownMissing, { exact: false })).toBeTruthy();
    await user.selectOptions(screen.getByLabelText('任务'), 'summary');
    expect(screen.queryByText(texts.zh.ownMissing, { exact: false })).toBeNull();
  });

  it('of a link are offered beside the reader’s own', async () => {
    const link = encodeSpec(withExamples(presetSpec('lesson7-zh'), few)).toString();
    const user = await open(`#lab?${link}`);
    act(() => setOwnData(many));
    expect(
      (screen.getByRole('radio', { name: fill(texts.zh.linkedData, { count: 2 }) }) as HTMLInputElement)
        .checked,
    ).toBe(true);
    await user.click(screen.getByRole('radio', { name: fill(texts.zh.ownData, { count: 400 }) }));
    expect(screen.queryByRole('radio', { name: fill(texts.zh.linkedData, { count: 2 }) })).toBeNull();
  });

  it('may be mixed from several tasks by shares, the last of which stays', async () => {
    const user = await open();
    const mix = within(screen.getByRole('group', { name: texts.zh.mixOf, hidden: true }));
    const check = (name: string) => mix.getByRole('checkbox', { name, hidden: true }) as HTMLInputElement;
    expect([check('问答').checked, check('问答').disabled]).toEqual([true, true]);
    await user.click(check('代码'));
    const shares = within(screen.getByRole('group', { name: texts.zh.mixShares, hidden: true }));
    fireEvent.change(shares.getByLabelText('问答'), { target: { value: '3' } });
    expect(screen.getByText(/问答 75% · 代码 25%/)).toBeTruthy();
    await addressIs((hash) => expect(hash).toContain('mix=qa.3+code.1'));
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    expect(worker().last('start').runs[0]!.spec.data.mix).toEqual([
      { task: 'qa', weight: 3 },
      { task: 'code', weight: 1 },
    ]);
    await user.click(check('代码'));
    await addressIs((hash) => expect(hash).not.toContain('mix='));
    // A single task that differs from the evaluated one counts as a mix.
    await user.click(check('代码'));
    await user.click(check('问答'));
    await addressIs((hash) => expect(hash).toContain('mix=code.1'));
  });
});

describe('a training config', () => {
  const choose = (user: Awaited<ReturnType<typeof open>>, text: string) =>
    user.upload(
      screen.getByLabelText('打开配置文件（YAML）'),
      Object.assign(new File([text], 'train.yaml'), { text: async () => text }),
    );

  it('fills the form, and what does not carry over is listed', async () => {
    const user = await open('#lab?v=1&method=full');
    await choose(
      user,
      'stage: sft\nlora_rank: 4\nmodel_name_or_path: Qwen/Qwen3-4B\nmax_steps: 30\nmax_samples: 9\n',
    );
    expect(await screen.findByText(/已按 LLaMA-Factory 的配置填好表单。没有照搬的：/)).toBeTruthy();
    const items = within(document.querySelector<HTMLElement>('.lab-config')!).getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'model_name_or_path: Qwen/Qwen3-4B——这里用课程自带的小基座。',
      'max_samples: 9——这里没有这项设置。',
    ]);
    expect((screen.getByLabelText('方法') as HTMLSelectElement).value).toBe('lora');
    await addressIs((hash) => expect(hash).toMatch(/r=4.*steps=30/));
  });

  it('that is none gets one sentence, and the form stays', async () => {
    const user = await open('#lab?v=1&method=full');
    await choose(user, 'stage: sft\nx: "');
    expect(await screen.findByText(/第 2 行不是正确的 YAML/)).toBeTruthy();
    expect((screen.getByLabelText('方法') as HTMLSelectElement).value).toBe('full');
  });
});

it('a link with settings, followed after an earlier visit, fills the form; one without leaves it as it was', async () => {
  const user = await open();
  await user.selectOptions(screen.getByLabelText('方法'), 'full');
  await addressIs((hash) => expect(hash).toContain('method=full'));
  const again = (hash: string) => {
    cleanup();
    history.replaceState(null, '', `/${hash}`);
    render(<LabPage back="#peft" />);
    return (screen.getByLabelText('方法') as HTMLSelectElement).value;
  };
  expect(again('#lab')).toBe('full');
  expect(again('#lab?v=1&method=ia3')).toBe('ia3');
});

describe('runs', () => {
  it('queue, one trains at a time, and the table says what differs', async () => {
    const user = await open('#lab?v=1&base=zh&method=lora&r=4&steps=20');
    await user.click(screen.getByRole('button', { name: '训练' }));
    await user.selectOptions(screen.getByLabelText('方法'), 'full');
    await user.click(screen.getByRole('button', { name: texts.zh.queueIt }));
    await pass();
    expect(worker().count('start')).toBe(1);
    expect(screen.getByText(fill(texts.zh.queued, { count: 1 }))).toBeTruthy();
    await finish(20);
    expect(worker().count('start')).toBe(2);
    expect(worker().count('discard')).toBe(1);
    await finish(20);
    const [head, second, first] = screen.getAllByRole('row');
    expect(head!.textContent).toContain(fill(texts.zh.differsColumn, { run: '#1' }));
    expect(first!.textContent).toMatch(/#1 LoRA r=4.*参照.*完成/);
    expect(second!.textContent).toMatch(/#2 全量.*方法：LoRA → 全量微调；学习率：.*完成/);
    // One crosshair over three charts of both runs.
    expect(screen.getAllByRole('figure')).toHaveLength(3);
  });

  it('are downloaded, alone where the base cannot be read, and the page says so', async () => {
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }));
    const user = await open('#lab?v=1&base=zh&method=lora&quant=nf4&steps=20');
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    await finish(20);
    await user.click(screen.getByRole('button', { name: /^下载 #1.*的权重$/ }));
    await screen.findByText(
      '这次训练没有打包完整，lesson7-zh-lora-seed42.zip 里只有训练后的文件：adapter_config.json。',
    );
  });

  it('pause, resume and stop', async () => {
    const user = await open('#lab?v=1&method=lora&steps=20');
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    worker().runTo(5);
    await pass();
    const { groupId } = worker().last('start');
    await user.click(screen.getByRole('button', { name: texts.zh.pause }));
    worker().say({ type: 'groupState', groupId, state: 'paused', pauseReason: 'user' });
    await pass();
    await user.click(screen.getByRole('button', { name: texts.zh.resume }));
    expect(worker().count('resume')).toBe(1);
    await user.click(screen.getByRole('button', { name: texts.zh.stop }));
    expect(worker().last('stop').groupId).toBe(groupId);
    worker().say({ type: 'groupState', groupId, state: 'stopped', pauseReason: null });
    await pass();
    worker().say({ type: 'exported', requestId: worker().last('exportWeights').requestId, files: [] });
    await pass();
    expect(screen.getAllByRole('row')[1]!.textContent).toContain(texts.zh.stopped);
  });

  it('pin, leave the charts, go back into the form, run again, and are deleted', async () => {
    const user = await open('#lab?v=1&base=zh&method=lora&r=4&steps=20');
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    await finish(20);
    const act1 = (name: string) => screen.getByRole('button', { name });
    await user.click(act1(fill(texts.zh.pin, { run: '#1 LoRA r=4' })));
    expect(act1(fill(texts.zh.pin, { run: '#1 LoRA r=4' })).getAttribute('aria-pressed')).toBe('true');
    await user.click(screen.getByRole('checkbox', { name: fill(texts.zh.show, { run: '#1 LoRA r=4' }) }));
    expect(screen.getByText(texts.zh.noneShown)).toBeTruthy();
    await user.selectOptions(screen.getByLabelText('方法'), 'full');
    await user.click(act1(fill(texts.zh.toForm, { run: '#1 LoRA r=4' })));
    expect((screen.getByLabelText('方法') as HTMLSelectElement).value).toBe('lora');
    await user.click(act1(fill(texts.zh.rerun, { run: '#1 LoRA r=4' })));
    await pass();
    await finish(20);
    await user.click(act1(texts.zh.removeOthers));
    expect(screen.getAllByRole('row')).toHaveLength(2);
    await user.click(act1(fill(texts.zh.remove, { run: '#1 LoRA r=4' })));
    expect(screen.getByText(texts.zh.noRuns, { exact: false })).toBeTruthy();
  });

  it('sort by any column, what has no number last', async () => {
    const user = await open('#lab?v=1&base=zh&method=lora&steps=20');
    await user.click(screen.getByRole('button', { name: texts.zh.threeSeeds }));
    await pass();
    await finish(20);
    const names = () =>
      screen
        .getAllByRole('row')
        .slice(1)
        .map((row) => within(row).getByRole('rowheader').textContent?.trim().slice(0, 2));
    expect(names()).toEqual(['#3', '#2', '#1']);
    await user.click(screen.getByTitle(fill(texts.zh.sortBy, { column: '留出题答对' })));
    expect(names()[0]).toBe('#1');
    await user.click(screen.getByTitle(fill(texts.zh.sortBy, { column: '名称' })));
    expect(names()).toEqual(['#3', '#2', '#1']);
  });
});

describe('the sweep over any two settings', () => {
  it('takes typed values, refuses what is none in one sentence, and trains cell by cell', async () => {
    const user = await open('#lab?v=1&base=zh&method=lora&steps=10');
    await user.click(screen.getByRole('tab', { name: texts.zh.sweep }));
    await user.selectOptions(screen.getByLabelText('行'), 'r');
    const values = screen.getByLabelText(fill(texts.zh.values, { name: '秩 r' }));
    await user.clear(values);
    await user.type(values, '1, many');
    expect(screen.getByRole('alert').textContent).toBe(
      fill(texts.zh.badValue, { text: 'many', name: '秩 r', allowed: '1–64' }),
    );
    await user.clear(values);
    await user.type(values, '1, 2');
    await user.selectOptions(screen.getByLabelText('列'), 'r');
    expect(screen.getByRole('alert').textContent).toBe(texts.zh.sameAxis);
    await user.selectOptions(screen.getByLabelText('列'), 'schedule');
    await user.click(screen.getByRole('button', { name: '开始扫描' }));
    await pass();
    expect(worker().last('start').runs[0]!.spec).toMatchObject({
      method: { r: 1 },
      schedule: { name: 'constant' },
      steps: 10,
    });
    await user.click(screen.getByRole('button', { name: '取消' }));
    expect(screen.getByText(/已取消/)).toBeTruthy();
  });
});

describe('the chat', () => {
  it('asks the base and a stored run side by side, whose weights are loaded first', async () => {
    const user = await open('#lab?v=1&base=zh&method=lora&r=4&steps=20');
    await user.click(screen.getByRole('button', { name: '训练' }));
    await pass();
    await finish(20);
    await user.click(screen.getByRole('tab', { name: texts.zh.chat }));
    await user.click(screen.getByRole('button', { name: texts.zh.ask }));
    await pass();
    const { runId, spec } = worker().last('openAdapter');
    expect(spec.method).toMatchObject({ name: 'lora', r: 4 });
    worker().say({ type: 'adapterReady', runId, milliseconds: 1 });
    await pass();
    expect(worker().commands.filter(({ type }) => type === 'generate')).toHaveLength(2);
    expect(worker().last('generate').runId).toBe(runId);
    await user.click(screen.getByRole('button', { name: texts.zh.addColumn }));
    expect(
      screen
        .getAllByRole('combobox')
        .filter((one) => /第 \d 个模型/.test(one.getAttribute('aria-label') ?? '')),
    ).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: fill(texts.zh.removeColumn, { index: 3 }) }));
    await user.clear(screen.getByLabelText(texts.zh.question));
    await user.click(screen.getByRole('button', { name: texts.zh.ask }));
    expect(screen.getByRole('alert')).toBeTruthy();
  });
});

it('says everything in English too', async () => {
  const user = await open();
  await user.click(screen.getByRole('button', { name: 'English' }));
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Lab');
  for (const tab of [texts.en.runs, texts.en.sweep, texts.en.chat])
    await user.click(screen.getByRole('tab', { name: tab }));
  expect(document.body.textContent).not.toMatch(/[\u4e00-\u9fff]{3,}/);
  expect((screen.getByRole('link', { name: /Back to the slides/ }) as HTMLAnchorElement).hash).toBe('#peft');
});
