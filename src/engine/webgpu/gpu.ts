/**
 * @file The one owned `GPUDevice`: opened once, counted, and handed to everything that computes, tfjs included.
 */
import { DeviceLostError } from '../engine.ts';

/** Why no device could be opened. */
export class NoGpuError extends Error {
  readonly reason: 'noWebGpu' | 'noAdapter' | 'deviceFailed';
  constructor(reason: NoGpuError['reason'], detail: string) {
    super(detail);
    this.name = 'NoGpuError';
    this.reason = reason;
  }
}

export interface GpuCounts {
  submits: number;
  buffersCreated: number;
  allocatedBytes: number;
}

/** Bytes of the buffer that holds so many: whole vec4s. */
export function bufferBytes(bytes: number): number {
  return Math.max(16, Math.ceil(bytes / 16) * 16);
}

/** A device with its pipelines and the count of what was made on it. */
export class Gpu {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly counts: GpuCounts = { submits: 0, buffersCreated: 0, allocatedBytes: 0 };
  /** Settles when the device goes away, `dispose` included. */
  readonly lost: Promise<string>;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    this.device = device;
    this.info = info;
    this.lost = device.lost.then(({ reason, message }) => message || reason || 'unknown');
  }

  get adapterName(): string {
    return (
      [this.info.vendor, this.info.architecture || this.info.description].filter(Boolean).join(' ') || 'GPU'
    );
  }

  /** Storage for `bytes`, rounded up to whole vec4s. */
  createBuffer(bytes: number, label: string, usage: number): GPUBuffer {
    const size = bufferBytes(bytes);
    const buffer = this.device.createBuffer({ size, usage, label });
    this.counts.buffersCreated++;
    this.counts.allocatedBytes += size;
    return buffer;
  }

  destroyBuffer(buffer: GPUBuffer): void {
    this.counts.allocatedBytes -= buffer.size;
    buffer.destroy();
  }

  /** The compute pipeline of some WGSL; equal source is compiled once. */
  pipeline(code: string): Promise<GPUComputePipeline> {
    let pipeline = this.pipelines.get(code);
    if (!pipeline) {
      const module = this.device.createShaderModule({ code });
      pipeline = this.device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module, entryPoint: 'main' },
      });
      this.pipelines.set(code, pipeline);
    }
    return pipeline;
  }

  submit(encoder: GPUCommandEncoder): void {
    this.device.queue.submit([encoder.finish()]);
    this.counts.submits++;
  }

  /** Maps a buffer for reading. A lost device may never settle a map, so the loss is raced against it. */
  async map(buffer: GPUBuffer): Promise<void> {
    const mapped = buffer.mapAsync(GPUMapMode.READ).then(() => null);
    // Firefox looks for finished work about every 100 ms; an empty submit wakes it (1.4 ms instead).
    if (isFirefox()) this.device.queue.submit([]);
    const loss = await Promise.race([mapped, this.lost]);
    if (loss !== null) throw new DeviceLostError(loss);
  }

  /** Copies `bytes` from the start of `source` (at `offset`) to the CPU. */
  async read(source: GPUBuffer, bytes: number, offset = 0): Promise<ArrayBuffer> {
    const staging = this.createBuffer(bytes, 'read', GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    try {
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(source, offset, staging, 0, bytes);
      this.submit(encoder);
      await this.map(staging);
      return staging.getMappedRange(0, bytes).slice(0);
    } finally {
      this.destroyBuffer(staging);
    }
  }

  dispose(): void {
    this.device.destroy();
  }
}

function isFirefox(): boolean {
  return typeof navigator !== 'undefined' && /firefox/i.test(navigator.userAgent ?? '');
}

export const STORAGE = (): number =>
  GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** Opens the device of a `GPU` (navigator.gpu, or Dawn's in Node). Throws `NoGpuError`. */
export async function openGpu(gpu: GPU | undefined): Promise<Gpu> {
  if (!gpu) throw new NoGpuError('noWebGpu', 'this browser has no WebGPU');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) throw new NoGpuError('noAdapter', 'WebGPU found no adapter');
  const wanted: GPUFeatureName[] = ['timestamp-query'];
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
      requiredLimits: {
        maxStorageBuffersPerShaderStage: adapter.limits.maxStorageBuffersPerShaderStage,
        maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
        maxBufferSize: adapter.limits.maxBufferSize,
        maxComputeWorkgroupStorageSize: adapter.limits.maxComputeWorkgroupStorageSize,
        maxComputeInvocationsPerWorkgroup: adapter.limits.maxComputeInvocationsPerWorkgroup,
        maxComputeWorkgroupSizeX: adapter.limits.maxComputeWorkgroupSizeX,
      },
    });
    return new Gpu(device, adapter.info);
  } catch (error) {
    throw new NoGpuError('deviceFailed', error instanceof Error ? error.message : String(error));
  }
}
