/**
 * @file A device that has no memory left, refuses a program, or reports an error later: every creation is whole or
 * leaves nothing, and no number computed after an error is returned.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineFaultError, OutOfMemoryError } from '../../src/engine/engine.ts';
import { randomBatch, settings } from '../../src/engine/testing/random.ts';
import { refuseBuffers } from '../../src/engine/testing/refusing.ts';
import { openTrainer } from '../../src/engine/testing/run.ts';
import { type Gpu, openGpu, WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { planTrainer } from '../../src/engine/webgpu/plan.ts';
import { loraSpec, subject } from '../../src/peft/testing/tiny.ts';

let gpu: Gpu;
let engine: WebGpuEngine;
beforeAll(async () => {
  gpu = await openGpu(navigator.gpu);
  engine = new WebGpuEngine(gpu);
});
afterAll(() => gpu.dispose());

const { model, frozen, trainable } = subject(loraSpec());
const size = { batchSize: 3, sequenceLength: 5 };

/** Everything that can be made, each from weights that are there already. */
const creations: Record<string, () => Promise<{ dispose(): void }>> = {
  trainer: () => openTrainer(engine, { model, frozen, trainable }),
  'trainer of Muon': () => {
    const full = subject({ name: 'full' });
    const options = { model: full.model, ...size, frozen: null, trainable: full.trainable };
    return engine.createTrainer({ ...options, optimizer: 'muon' });
  },
  scorer: async () => {
    const weights = engine.createWeights(new Map([...frozen!, ...trainable]));
    try {
      const scorer = await engine.createScorer({ model, ...size, weights: [weights] });
      return { dispose: () => [scorer, weights].map((part) => part.dispose()) };
    } catch (error) {
      weights.dispose();
      throw error;
    }
  },
  decoder: async () => {
    const weights = engine.createWeights(new Map([...frozen!, ...trainable]));
    try {
      const decoder = await engine.createDecoder({ model, weights: [weights] });
      return { dispose: () => [decoder, weights].map((part) => part.dispose()) };
    } catch (error) {
      weights.dispose();
      throw error;
    }
  },
};

describe.each(Object.entries(creations))('a %s', (_, create) => {
  it('is refused whole, whichever of its buffers there is no memory for', async () => {
    const before = gpu.counts.buffersCreated;
    (await create()).dispose();
    const buffers = gpu.counts.buffersCreated - before;
    expect(buffers).toBeGreaterThan(4);
    const held = engine.allocatedBytes;
    for (let refused = 0; refused < buffers; refused++) {
      let made = 0;
      const generous = refuseBuffers(gpu.device, () => made++ === refused);
      await expect(create(), `buffer ${refused}`).rejects.toThrow(OutOfMemoryError);
      generous();
      expect(engine.allocatedBytes, `after the refusal of buffer ${refused}`).toBe(held);
    }
    // The device is as good as before.
    (await create()).dispose();
    expect(engine.allocatedBytes).toBe(held);
  });

  it('leaves nothing where the driver refuses a program', async () => {
    // Other source than before, so that it is compiled again.
    const { createShaderModule } = GPUDevice.prototype;
    let compiled = 0;
    const spy = vi.spyOn(GPUDevice.prototype, 'createShaderModule').mockImplementation(function (
      this: GPUDevice,
      descriptor,
    ) {
      const code = compiled++ % 3 === 2 ? 'no program' : descriptor.code;
      return createShaderModule.call(this, { ...descriptor, code });
    });
    const fresh = await openGpu(navigator.gpu);
    const [known, knownEngine] = [gpu, engine];
    [gpu, engine] = [fresh, new WebGpuEngine(fresh)];
    try {
      await expect(create()).rejects.toThrow(EngineFaultError);
      expect(engine.allocatedBytes).toBe(0);
      // The engine has no further fault to report.
      expect(await Promise.race([engine.fault, Promise.resolve('none')])).toBe('none');
    } finally {
      spy.mockRestore();
      fresh.dispose();
      [gpu, engine] = [known, knownEngine];
    }
  });
});

it('weights that nothing reads yet say whether there was memory for them', async () => {
  const held = engine.allocatedBytes;
  const generous = refuseBuffers(gpu.device, ({ label }) => label === 'frozen weights');
  const refused = engine.createWeights(frozen!);
  generous();
  await expect(refused.allocated!()).rejects.toThrow(OutOfMemoryError);
  refused.dispose();
  const granted = engine.createWeights(frozen!);
  await granted.allocated!();
  granted.dispose();
  expect(engine.allocatedBytes).toBe(held);
});

describe('what a device allows', () => {
  it('is compared with the plan before anything is allocated', () => {
    const options = { model, ...size, trainable };
    const { largestBuffer } = planTrainer(options);
    const { limits } = gpu.device;
    const allowing = (bytes: number) =>
      vi.spyOn(gpu.device, 'limits', 'get').mockReturnValue({
        maxBufferSize: limits.maxBufferSize,
        maxStorageBufferBindingSize: bytes,
      } as GPUSupportedLimits);
    const before = gpu.counts.buffersCreated;
    const spy = allowing(largestBuffer - 16);
    let error: unknown;
    try {
      engine.checkLargestBuffer(options);
    } catch (thrown) {
      error = thrown;
    }
    spy.mockRestore();
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect((error as OutOfMemoryError).limit).toEqual({ needed: largestBuffer, allowed: largestBuffer - 16 });
    expect(gpu.counts.buffersCreated).toBe(before);
    allowing(largestBuffer);
    expect(() => engine.checkLargestBuffer(options)).not.toThrow();
    vi.restoreAllMocks();
  });

  it('plans the largest buffer that a trainer makes', async () => {
    const spy = vi.spyOn(gpu.device, 'createBuffer');
    const trainer = await engine.createTrainer({
      model,
      ...size,
      frozen: engine.createWeights(frozen!),
      trainable,
    });
    const made = spy.mock.calls.filter(([{ label }]) => label !== 'frozen weights').map(([{ size }]) => size);
    spy.mockRestore();
    trainer.dispose();
    expect(planTrainer({ model, ...size, trainable }).largestBuffer).toBe(Math.max(...made));
  });
});

describe('an error that belongs to nothing under way', () => {
  const report = ({ device }: Gpu, error: GPUError) =>
    device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));

  it.each([
    ['out of memory', () => new GPUOutOfMemoryError('no memory'), OutOfMemoryError],
    ['a refused command', () => new GPUValidationError('no such thing'), EngineFaultError],
    ['a failure within', () => new GPUInternalError('driver'), EngineFaultError],
  ] as const)('ends the readout that follows, and is told: %s', async (_, make, kind) => {
    const own = await openGpu(navigator.gpu);
    const ownEngine = new WebGpuEngine(own);
    const { trainer } = await openTrainer(ownEngine, { model, frozen, trainable });
    trainer.step(randomBatch('sound'), settings(1));
    expect(await trainer.metrics()).toHaveLength(1);
    report(own, make());
    expect(await ownEngine.fault).toBeInstanceOf(kind);
    trainer.step(randomBatch('after'), settings(2));
    await expect(trainer.metrics()).rejects.toThrow(kind);
    own.dispose();
  });

  it('is heard when WebGPU itself reports it', async () => {
    const own = await openGpu(navigator.gpu);
    own.device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    own.device.queue.submit([]);
    expect(await own.fault).toBeInstanceOf(EngineFaultError);
    own.dispose();
  });
});
