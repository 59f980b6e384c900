/**
 * @file The `GPUDevice`: opened once, with its allocations counted, and shared by everything that computes, tfjs included.
 */
import { DeviceLostError, EngineFaultError, OutOfMemoryError } from '../engine.ts';

/** Why no device could be opened. */
export class NoGpuError extends Error {
  readonly reason: 'noWebGpu' | 'noAdapter' | 'deviceFailed';
  constructor(reason: NoGpuError['reason'], detail: string) {
    super(detail);
    this.name = 'NoGpuError';
    this.reason = reason;
  }
}

interface GpuCounts {
  submits: number;
  buffersCreated: number;
  allocatedBytes: number;
}

/** `bytes` rounded up to whole vec4s: the size of the buffer. */
export function bufferBytes(bytes: number): number {
  return Math.max(16, Math.ceil(bytes / 16) * 16);
}

/** Converts errors of the device into errors of the engine. */
function errorOf(error: GPUError): Error {
  const isMemory = typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError;
  return isMemory ? new OutOfMemoryError(error.message) : new EngineFaultError(error.message);
}

/** Error scopes, innermost last: a buffer without memory is also invalid, and out-of-memory is the error to report. */
const SCOPES: readonly GPUErrorFilter[] = ['internal', 'validation', 'out-of-memory'];

/** A device with its pipelines and the count of what was made on it. */
export class Gpu {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly counts: GpuCounts = { submits: 0, buffersCreated: 0, allocatedBytes: 0 };
  /** Settles when the device goes away, `dispose` included. */
  readonly lost: Promise<string>;
  /** Settles with the first error of the device outside the error scopes of a creation. */
  readonly fault: Promise<Error>;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();
  /** The error of every buffer's creation: null if it succeeded. */
  private readonly outcomes = new WeakMap<GPUBuffer, Promise<Error | null>>();
  private failed: Error | null = null;
  private report: (error: Error) => void = () => {};

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    this.device = device;
    this.info = info;
    this.lost = device.lost.then(({ reason, message }) => message || reason || 'unknown');
    this.fault = new Promise((resolve) => {
      this.report = (error) => {
        this.failed ??= error;
        resolve(this.failed);
      };
    });
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      this.report(errorOf(event.error));
    });
  }

  /** Vendor and architecture, such as "google swiftshader"; empty where the browser gives neither, as Firefox does. */
  get adapterName(): string {
    return [this.info.vendor, this.info.architecture || this.info.description].filter(Boolean).join(' ');
  }

  /**
   * True where the adapter computes on the CPU. `isFallbackAdapter` says so (WebGPU, "GPUAdapterInfo"); browsers older
   * than that attribute, and Dawn for SwiftShader and lavapipe chosen by a flag, can be recognised by their names only.
   */
  get software(): boolean {
    const { isFallbackAdapter, vendor, architecture, device, description } = this.info;
    return (
      isFallbackAdapter === true || SOFTWARE_NAMES.test([vendor, architecture, device, description].join(' '))
    );
  }

  /** Throws an `OutOfMemoryError` where the device's limits allow no buffer of that size, or no binding of it. */
  checkLargestBuffer(bytes: number): void {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const allowed = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (bytes > allowed)
      throw new OutOfMemoryError(`a buffer of ${bytes} bytes, of ${allowed} allowed`, {
        needed: bytes,
        allowed,
      });
  }

  /** Storage for `bytes`, rounded up to whole vec4s. `check` reports whether there was memory for it. */
  createBuffer(bytes: number, label: string, usage: number): GPUBuffer {
    const size = bufferBytes(bytes);
    this.checkLargestBuffer(size);
    const { made: buffer, outcome } = this.scoped(() => this.device.createBuffer({ size, usage, label }));
    this.outcomes.set(buffer, outcome);
    this.counts.buffersCreated++;
    this.counts.allocatedBytes += size;
    return buffer;
  }

  destroyBuffer(buffer: GPUBuffer): void {
    this.counts.allocatedBytes -= buffer.size;
    buffer.destroy();
  }

  /** Throws an `OutOfMemoryError` or an `EngineFaultError` where one of these buffers was refused. */
  async check(buffers: Iterable<GPUBuffer>): Promise<void> {
    for (const buffer of new Set(buffers)) {
      const error = await this.outcomes.get(buffer);
      if (error) throw error;
    }
  }

  /** Fills a new buffer; without effect on one that was refused, which `check` reports. */
  fill(buffer: GPUBuffer, offset: number, data: ArrayBufferView<ArrayBuffer>): void {
    const { outcome } = this.scoped(() => this.device.queue.writeBuffer(buffer, offset, data));
    const before = this.outcomes.get(buffer);
    this.outcomes.set(
      buffer,
      Promise.all([before, outcome]).then(([refused, failed]) => {
        if (failed && !refused) this.report(failed);
        return refused ?? failed;
      }),
    );
  }

  /** The compute pipeline of some WGSL; equal source is compiled once. Throws an `EngineFaultError`. */
  pipeline(code: string): Promise<GPUComputePipeline> {
    let pipeline = this.pipelines.get(code);
    if (!pipeline) {
      pipeline = this.compile(code);
      this.pipelines.set(code, pipeline);
      // A refused pipeline may be requested again.
      pipeline.catch(() => this.pipelines.delete(code));
    }
    return pipeline;
  }

  private async compile(code: string): Promise<GPUComputePipeline> {
    // Errors of the shader are reported when the pipeline is created.
    const { made: module } = this.scoped(() => this.device.createShaderModule({ code }));
    try {
      return await this.device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module, entryPoint: 'main' },
      });
    } catch (error) {
      throw new EngineFaultError(error instanceof Error ? error.message : String(error));
    }
  }

  /** The bind group of a pipeline's buffers. Throws the error of a buffer that was refused, or an `EngineFaultError`. */
  async bindGroup(
    pipeline: GPUComputePipeline,
    places: readonly { buffer: GPUBuffer; offset: number; size: number }[],
  ): Promise<GPUBindGroup> {
    await this.check(places.map(({ buffer }) => buffer));
    const { made, outcome } = this.scoped(() =>
      this.device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: places.map((resource, binding) => ({ binding, resource })),
      }),
    );
    const error = await outcome;
    if (error) throw error;
    return made;
  }

  /** Runs `create` within error scopes; `outcome` is the error that they caught. Loss of the device is reported elsewhere. */
  private scoped<Made>(make: () => Made): { made: Made; outcome: Promise<Error | null> } {
    const { device } = this;
    for (const scope of SCOPES) device.pushErrorScope(scope);
    let made: Made;
    let caught: Promise<(GPUError | null)[]>;
    try {
      made = make();
    } finally {
      caught = Promise.all(SCOPES.map(() => device.popErrorScope()));
      caught.catch(() => {});
    }
    const outcome = caught.then(
      (errors) => {
        const error = errors.find((one) => one !== null);
        return error ? errorOf(error) : null;
      },
      () => null,
    );
    return { made, outcome };
  }

  submit(encoder: GPUCommandEncoder): void {
    this.device.queue.submit([encoder.finish()]);
    this.counts.submits++;
  }

  /**
   * Maps a buffer for reading, after all work queued before. A lost device may never settle a map, so the map
   * is raced against the loss; nothing computed after an error of the device is returned.
   */
  async map(buffer: GPUBuffer): Promise<void> {
    const mapped = buffer.mapAsync(GPUMapMode.READ).then(() => null);
    // Firefox polls for finished work about every 100 ms; an empty submit makes it poll at once (1.4 ms).
    if (isFirefox()) this.device.queue.submit([]);
    const loss = await Promise.race([mapped, this.lost, this.fault.then(() => null)]);
    if (loss !== null) throw new DeviceLostError(loss);
    if (this.failed) throw this.failed;
  }

  /** Copies `bytes` from the start of `source` (at `offset`) to the CPU. */
  async read(source: GPUBuffer, bytes: number, offset = 0): Promise<ArrayBuffer> {
    const staging = this.createBuffer(bytes, 'read', GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    try {
      await this.check([staging]);
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

/** Names of drivers that compute on the CPU. */
const SOFTWARE_NAMES = /swiftshader|llvmpipe|lavapipe|\bcpu\b|software|basic render/i;

/** Some versions of Safari have adapters without `info`. */
const NO_INFO = { vendor: '', architecture: '', device: '', description: '' } as GPUAdapterInfo;

/** Opens the device of a `GPU` (navigator.gpu, or Dawn's in Node). Throws `NoGpuError`. */
export async function openGpu(gpu: GPU | undefined): Promise<Gpu> {
  if (!gpu) throw new NoGpuError('noWebGpu', 'this browser has no WebGPU');
  const request = (options: GPURequestAdapterOptions) =>
    gpu.requestAdapter({ powerPreference: 'high-performance', ...options }).catch(() => null);
  // Older GPUs and drivers are available at the compatibility level only.
  const adapter = (await request({})) ?? (await request({ featureLevel: 'compatibility' }));
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
    return new Gpu(device, adapter.info ?? NO_INFO);
  } catch (error) {
    throw new NoGpuError('deviceFailed', error instanceof Error ? error.message : String(error));
  }
}
