/** @file The device: opening, failures to open, and loss. */
import { expect, it } from 'vitest';
import { DeviceLostError } from '../../src/engine/engine.ts';
import { sharedGpu } from '../../src/engine/testing/gpu.ts';
import { randomBatch, settings } from '../../src/engine/testing/random.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import { NoGpuError, openGpu, WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

const reasonOf = (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (error: unknown) => (error instanceof NoGpuError ? error.reason : String(error)),
  );

it('opens the software adapter and says its name', async () => {
  const { adapter, software } = new WebGpuEngine(await sharedGpu());
  expect([adapter, software]).toEqual(['google swiftshader', true]);
});

it('says why there is no device', async () => {
  const failing = (request: () => Promise<unknown>) => ({ requestAdapter: request }) as unknown as GPU;
  expect(await reasonOf(openGpu(undefined))).toBe('noWebGpu');
  expect(await reasonOf(openGpu(failing(async () => null)))).toBe('noAdapter');
  expect(await reasonOf(openGpu(failing(() => Promise.reject(new Error('blocked')))))).toBe('noAdapter');
  const adapter = {
    features: new Set(),
    limits: {},
    requestDevice: () => Promise.reject(new Error('no memory')),
  };
  expect(await reasonOf(openGpu(failing(async () => adapter)))).toBe('deviceFailed');
});

it('compiles equal source once', async () => {
  const gpu = await sharedGpu();
  const code =
    '@group(0) @binding(0) var<storage, read_write> y: array<f32>; @compute @workgroup_size(1) fn main() { y[0] = 1; }';
  expect(gpu.pipeline(code)).toBe(gpu.pipeline(code));
});

it('ends a readout with an error when the device is lost', async () => {
  const gpu = await openGpu(navigator.gpu);
  const engine = new WebGpuEngine(gpu);
  const { trainer } = await openTrainer(engine, subject(loraSpec()));
  trainer.step(randomBatch('lost'), settings(1));
  gpu.device.destroy();
  await expect(trainer.metrics()).rejects.toThrow(DeviceLostError);
  expect(await engine.lost).toMatch(/\w/);
});

it('asks for the compatibility level where no adapter is found at the core level', async () => {
  const asked: (string | undefined)[] = [];
  const found = await navigator.gpu.requestAdapter();
  const requestAdapter = async ({ featureLevel }: GPURequestAdapterOptions = {}) => {
    asked.push(featureLevel);
    return featureLevel === 'compatibility' ? found : null;
  };
  const gpu = await openGpu({ requestAdapter } as unknown as GPU);
  expect(asked).toEqual([undefined, 'compatibility']);
  gpu.dispose();
});

it('trains on an adapter that says nothing of itself', async () => {
  const found = await navigator.gpu.requestAdapter();
  const silent = new Proxy(found!, {
    get: (adapter, name) => {
      const value = name === 'info' ? undefined : Reflect.get(adapter, name, adapter);
      return typeof value === 'function' ? value.bind(adapter) : value;
    },
  });
  const engine = new WebGpuEngine(await openGpu({ requestAdapter: async () => silent } as unknown as GPU));
  expect([engine.adapter, engine.software]).toEqual(['', false]);
  const { trainer } = await openTrainer(engine, subject(loraSpec()));
  trainer.step(randomBatch('silent'), settings(1));
  expect(await trainer.metrics()).toHaveLength(1);
  engine.dispose();
});
