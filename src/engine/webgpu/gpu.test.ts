/** @file What is known of an adapter from what its browser tells of it. */
import { expect, it } from 'vitest';
import { Gpu } from './gpu.ts';

const SILENT = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false };

function gpuWith(info: Partial<GPUAdapterInfo>): Gpu {
  const device = { lost: new Promise(() => {}), addEventListener: () => {} };
  return new Gpu(device as unknown as GPUDevice, { ...SILENT, ...info } as GPUAdapterInfo);
}

it.each([
  ['Chromium on SwiftShader', { vendor: 'google', architecture: 'swiftshader' }],
  ['Dawn on lavapipe', { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }],
  ['Windows without a driver', { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }],
  ['Firefox on lavapipe, without a name', { isFallbackAdapter: true }],
])('an adapter that computes on the CPU is known as such: %s', (_, info) => {
  expect(gpuWith(info).software).toBe(true);
});

it.each([
  ['named', { vendor: 'intel', architecture: 'gen-12lp' }, 'intel gen-12lp'],
  ['without a name', {}, ''],
  ['of a browser older than isFallbackAdapter', { vendor: 'apple', isFallbackAdapter: undefined }, 'apple'],
] as const)('a GPU is none of these: %s', (_, info, name) => {
  const gpu = gpuWith(info as Partial<GPUAdapterInfo>);
  expect([gpu.software, gpu.adapterName]).toEqual([false, name]);
});
