/** @file The race on a real device: the GPU's steps are the CPU engine's, and a GPU that computes wrongly is found out. */
import { afterEach, expect, it, vi } from 'vitest';
import { openBrowserCpu } from '../engine/cpu/browser.ts';
import { openGpu, WebGpuEngine } from '../engine/webgpu/index.ts';
import { openEngine } from './open-engine.ts';
import { agree, raceSteps } from './race.ts';

/** How the WGSL of a broken driver would read, by what it does to one operation. */
const FAULTS: Record<string, (code: string) => string> = {
  'halves every fma': (code) => code.replaceAll(/\bfma\(/g, '0.5 * fma('),
  'halves every square root': (code) => code.replaceAll(/\bsqrt\(/g, '0.5 * sqrt('),
  'is a hundredth off in every exponential': (code) => code.replaceAll(/\bexp\(/g, '1.01 * exp('),
};

/** Every shader from now on is another. */
function breakShaders(fault: (code: string) => string): void {
  const { createShaderModule } = GPUDevice.prototype;
  vi.spyOn(GPUDevice.prototype, 'createShaderModule').mockImplementation(function (
    this: GPUDevice,
    descriptor,
  ) {
    return createShaderModule.call(this, { ...descriptor, code: fault(descriptor.code) });
  });
}

/** The software adapter under a name that does not identify it. */
function hideName(): void {
  vi.spyOn(GPUAdapter.prototype, 'info', 'get').mockReturnValue(undefined as unknown as GPUAdapterInfo);
}

afterEach(() => void vi.restoreAllMocks());

it('has the losses and gradients of the CPU engine, to a hundredth of what is tolerated', async () => {
  const gpu = new WebGpuEngine(await openGpu(navigator.gpu));
  const theirs = await raceSteps(gpu, 1);
  const ours = await raceSteps(await openBrowserCpu(), 1);
  gpu.dispose();
  expect(theirs.steps).toHaveLength(2);
  expect(agree(theirs, ours)).toBe(true);
  theirs.steps.forEach(({ loss, gradientNorm }, i) => {
    expect(Math.abs(loss / ours.steps[i]!.loss - 1)).toBeLessThan(1e-5);
    expect(Math.abs(gradientNorm / ours.steps[i]!.gradientNorm - 1)).toBeLessThan(1e-4);
  });
});

it.each([
  ['halves every fma', 'auto'],
  ['halves every square root', 'webgpu'],
  ['is a hundredth off in every exponential', 'auto'],
] as const)('passes over a GPU that %s, asked for by %s, and says why', async (name, preference) => {
  breakShaders(FAULTS[name]!);
  hideName();
  const { engine, device } = await openEngine(preference);
  expect([device.backend, device.reason]).toEqual(['cpu', 'wrong']);
  expect(device.trials.map(({ backend, passedOver }) => [backend, passedOver])).toEqual([
    ['webgpu', 'wrong'],
    ['cpu', null],
  ]);
  engine?.dispose();
});
