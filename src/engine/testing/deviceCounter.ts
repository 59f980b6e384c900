/** @file Counts what is done to a device from the outside, so that the engine's own counts can be checked. */

interface DeviceCounts {
  submits: number;
  dispatches: number;
  passes: number;
  buffersCreated: number;
  /** Bytes of buffers created and not destroyed since the count began. */
  bytes: number;
  /** The most that `bytes` has been. */
  peakBytes: number;
}

type Method = (...parameters: never[]) => unknown;

/** Replaces a method by one that calls `seen` with the result first; returns how to put it back. */
function watch<T extends object>(
  target: T,
  name: keyof T,
  seen: (result: unknown, self: unknown) => void,
): () => void {
  const original = target[name] as Method;
  const replaced = function (this: unknown, ...parameters: never[]) {
    const result = original.apply(this, parameters);
    seen(result, this);
    return result;
  };
  (target as Record<keyof T, unknown>)[name] = replaced;
  return () => {
    (target as Record<keyof T, unknown>)[name] = original;
  };
}

/** Counts from now until `stop`. */
export function countDevice(): { counts: DeviceCounts; stop: () => void } {
  const counts: DeviceCounts = {
    submits: 0,
    dispatches: 0,
    passes: 0,
    buffersCreated: 0,
    bytes: 0,
    peakBytes: 0,
  };
  const alive = new Map<unknown, number>();
  const restore = [
    watch(GPUQueue.prototype, 'submit', () => counts.submits++),
    watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++),
    watch(GPUCommandEncoder.prototype, 'beginComputePass', () => counts.passes++),
    watch(GPUDevice.prototype, 'createBuffer', (buffer) => {
      counts.buffersCreated++;
      alive.set(buffer, (buffer as GPUBuffer).size);
      counts.bytes += (buffer as GPUBuffer).size;
      counts.peakBytes = Math.max(counts.peakBytes, counts.bytes);
    }),
    watch(GPUBuffer.prototype, 'destroy', (_, buffer) => {
      counts.bytes -= alive.get(buffer) ?? 0;
      alive.delete(buffer);
    }),
  ];
  const stop = () => {
    for (const put of restore) put();
  };
  return { counts, stop };
}
