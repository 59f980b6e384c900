/** @file Faults of a GPU, put in front of the worker's code. */
import type { BrowserContext, Page } from 'playwright';
import { refuseBuffers } from '../../../src/engine/testing/refusing.ts';
import { slideShown } from './deck.ts';
import { eventsOf, until } from './lab.ts';

/** What a page is prepared with, so that its worker runs this script before all else. */
export const breaking =
  (...faults: string[]) =>
  (context: BrowserContext): Promise<unknown> =>
    context.route(/worker-[^/]*\.js$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: [...faults, await response.text()].join('\n') });
    });

/** The software adapter counts as a GPU. */
export const HIDE_NAME = `Object.defineProperty(GPUAdapter.prototype, 'info', { value: undefined });`;

/** The software adapter loses the race of engines, which a real GPU would win. Loads the page again. */
export async function letGpuWin(page: Page): Promise<void> {
  await until('a race', async () => (await eventsOf(page, 'device')).length === 1);
  const { race } = (await eventsOf(page, 'device'))[0]!.device;
  const won = JSON.stringify({ ...race, webgpu: 1, cpu: 2 });
  await page.evaluate((race) => localStorage.setItem('lesson7:race', race), won);
  await page.reload();
  await slideShown(page);
}

/** The memory of a worker's device, counted and bounded. Tests read and write it in the worker. */
export interface DeviceMemory {
  /** Bytes of all buffers that were made and not destroyed. */
  held: number;
  /** The most bytes held at once, and the largest buffer, since the last start. */
  peak: number;
  largest: number;
  /** Bytes that there are, in all and in one piece; null: as many as there are. */
  all: number | null;
  piece: number | null;
  /** There is none for a base, however small. */
  noneForBases: boolean;
  /** The device reports that it has none, at the third submit after the next readout of a run. */
  goes: boolean;
}

/** Refuses buffers as WebGPU does. `initially` is how every worker begins. */
export const boundedMemory = (initially: Partial<DeviceMemory> = {}) => `{
  const refuseBuffers = ${refuseBuffers};
  const none = { held: 0, peak: 0, largest: 0, all: null, piece: null, noneForBases: false, goes: false };
  const memory = (globalThis.deviceMemory = { ...none, ...${JSON.stringify(initially)} });
  self.addEventListener('message', ({ data }) => {
    if (data.type === 'start') Object.assign(memory, { peak: memory.held, largest: 0 });
  });
  let device;
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...options) {
    device = await request.apply(this, options);
    const { limits } = device;
    Object.defineProperty(device, 'limits', {
      get: () =>
        memory.piece === null
          ? limits
          : { maxBufferSize: memory.piece, maxStorageBufferBindingSize: memory.piece },
    });
    const create = device.createBuffer.bind(device);
    let refused = false;
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      if (refused) return buffer;
      const { size } = descriptor;
      memory.held += size;
      memory.peak = Math.max(memory.peak, memory.held);
      memory.largest = Math.max(memory.largest, size);
      buffer.destroy = () => {
        delete buffer.destroy;
        memory.held -= size;
        buffer.destroy();
      };
      return buffer;
    };
    refuseBuffers(device, ({ size, label }) => {
      const tooMuch = memory.all !== null && memory.held + size > memory.all;
      refused = tooMuch || (memory.noneForBases && label === 'frozen weights');
      return refused;
    });
    return device;
  };
  let submits = null;
  const post = self.postMessage.bind(self);
  self.postMessage = (event, ...rest) => {
    if (memory.goes && event.type === 'steps') submits ??= 0;
    return post(event, ...rest);
  };
  const submit = GPUQueue.prototype.submit;
  GPUQueue.prototype.submit = function (...buffers) {
    submit.apply(this, buffers);
    if (submits === null || ++submits !== 3) return;
    const error = new GPUOutOfMemoryError('gone');
    device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
  };
}`;

/** The memory of the page's present worker, after these changes. */
export function deviceMemory(page: Page, changes: Partial<DeviceMemory> = {}): Promise<DeviceMemory> {
  return page
    .workers()
    .at(-1)!
    .evaluate((wanted) => {
      const { deviceMemory } = globalThis as unknown as { deviceMemory: DeviceMemory };
      return { ...Object.assign(deviceMemory, wanted) };
    }, changes);
}
