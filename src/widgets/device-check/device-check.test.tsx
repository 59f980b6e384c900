// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeWorker } from '../../client/testing/fake-worker.ts';
import { setWorkerFactory } from '../../client/worker-factory.ts';
import { fill } from '../../page/language.ts';
import { forgetPreferences, getPreference } from '../../page/preferences.ts';
import { openWidget, pass } from '../testing.tsx';
import DeviceCheck from './index.tsx';
import { texts } from './texts.ts';

afterEach(cleanup);

describe('the device check', () => {
  it('looks by itself under the eye, and names what it found', async () => {
    await openWidget(DeviceCheck);
    await pass();
    expect(screen.getByText('WebGPU', { selector: 'dd' })).toBeTruthy();
    expect(screen.getByText('test double（软件模拟，较慢）')).toBeTruthy();
    expect(
      screen.getByText(fill(texts.zh.modelInfo, { parameters: '850,000', vocabulary: 512, context: 128 })),
    ).toBeTruthy();
    expect(screen.getByText(texts.zh.yes)).toBeTruthy();
  });

  it('does nothing before it is looked at, and checks when asked', async () => {
    const page = await openWidget(DeviceCheck, { live: false });
    expect(page.workers).toHaveLength(0);
    await page.user.click(screen.getByRole('button', { name: texts.zh.check }));
    await pass();
    expect(page.workers).toHaveLength(1);
    expect(screen.getByText(texts.zh.yes)).toBeTruthy();
  });

  it('tells which engines were looked at, how fast they were and which is in use', async () => {
    const page = await openWidget(DeviceCheck, { live: false });
    const fake = new FakeWorker();
    fake.device = {
      ...fake.device,
      backend: 'cpu',
      trials: [
        {
          backend: 'webgpu',
          adapter: 'intel gen-12',
          software: false,
          milliseconds: 41.23,
          passedOver: 'slower',
        },
        { backend: 'cpu', adapter: 'SIMD', software: false, milliseconds: 12, passedOver: null },
      ],
    };
    setWorkerFactory(() => fake);
    page.show({ live: true });
    await pass();
    const rows = screen.getAllByRole('row', { hidden: true }).map(({ textContent }) => textContent);
    expect(rows.slice(1)).toEqual([
      'WebGPUintel gen-1241.2 毫秒较慢，未采用',
      'CPU (WASM SIMD)SIMD12.0 毫秒采用',
    ]);
  });

  it('says of a GPU without a name that the browser gives none, whether it is in use or not', async () => {
    const page = await openWidget(DeviceCheck, { live: false });
    const fake = new FakeWorker();
    const unnamed = { adapter: '', milliseconds: null } as const;
    fake.device = {
      ...fake.device,
      adapter: '',
      software: false,
      trials: [
        { ...unnamed, backend: 'webgpu', software: false, milliseconds: 20, passedOver: 'slower' },
        { ...unnamed, backend: 'tfjs-webgl', software: true, passedOver: 'software' },
        { ...unnamed, backend: 'tfjs-wasm', software: false, passedOver: 'noAdapter' },
      ],
    };
    setWorkerFactory(() => fake);
    page.show({ live: true });
    await pass();
    expect(screen.getByText(texts.zh.unnamed, { selector: 'dd' })).toBeTruthy();
    const cells = screen
      .getAllByRole('row', { hidden: true })
      .map(({ children }) => children[1]?.textContent);
    expect(cells.slice(1)).toEqual([texts.zh.unnamed, '浏览器没有说明（软件模拟，较慢）', '–']);
  });

  it('says in one sentence that nothing can train here', async () => {
    const page = await openWidget(DeviceCheck, { live: false });
    const bare = new FakeWorker();
    bare.device = { backend: null, adapter: '', software: false, reason: 'noWebGpu', trials: [], race: null };
    setWorkerFactory(() => bare);
    page.show({ live: true });
    await pass();
    expect(screen.getByText(/没有可用的计算后端/)).toBeTruthy();
  });

  it('says that the base is missing, though the engine works', async () => {
    const page = await openWidget(DeviceCheck, { live: false });
    const fake = new FakeWorker();
    fake.answersOpening = false;
    setWorkerFactory(() => fake);
    page.show({ live: true });
    act(() => fake.say({ type: 'device', device: fake.device }));
    await pass(0);
    act(() => fake.say({ type: 'error', code: 'modelMissing', about: 'lesson7-zh', detail: '404' }));
    await pass();
    expect(screen.getByText(/没有找到基座模型文件/)).toBeTruthy();
  });

  it('says why a base that was loaded cannot be trained', async () => {
    const page = await openWidget(DeviceCheck);
    await pass();
    act(() =>
      page.worker().say({ type: 'error', code: 'internal', about: 'lesson7-zh', detail: 'no kernel' }),
    );
    await pass();
    expect(screen.getByText(texts.zh.no)).toBeTruthy();
    expect(screen.getByText(/引擎出错停止了/)).toBeTruthy();
  });

  it('tries another engine with a new worker', async () => {
    const page = await openWidget(DeviceCheck);
    await pass();
    await page.user.selectOptions(screen.getByRole('combobox'), 'tfjs-wasm');
    expect(page.workers[0]!.terminated).toBe(true);
    expect(page.worker().last('open').backend).toBe('tfjs-wasm');
    expect(getPreference('engine')).toBe('tfjs-wasm');
    forgetPreferences();
    localStorage.clear();
  });
});
