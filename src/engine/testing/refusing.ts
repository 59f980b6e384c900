/**
 * @file A device that refuses buffers like one without memory: the buffer is invalid, and the error goes to the error scope,
 * or is uncaptured.
 */

interface Scope {
  filter: GPUErrorFilter;
  error: GPUError | null;
}

/** @param refuses called for every buffer. @returns a function that restores the device. */
export function refuseBuffers(
  device: GPUDevice,
  refuses: (descriptor: GPUBufferDescriptor) => boolean,
): () => void {
  const scopes: Scope[] = [];
  const push = device.pushErrorScope.bind(device);
  const pop = device.popErrorScope.bind(device);
  const create = device.createBuffer.bind(device);
  device.pushErrorScope = (filter) => {
    scopes.push({ filter, error: null });
    return push(filter);
  };
  device.popErrorScope = async () => {
    const scope = scopes.pop();
    const native = await pop();
    return scope?.error ?? native;
  };
  device.createBuffer = (descriptor) => {
    if (!refuses(descriptor)) return create(descriptor);
    const error = new GPUOutOfMemoryError(`no ${descriptor.size} bytes for ${descriptor.label}`);
    const scope = scopes.findLast(({ filter }) => filter === 'out-of-memory');
    if (scope) scope.error ??= error;
    else device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    // Using such a buffer is a validation error of its own, which these tests ignore.
    push('validation');
    const buffer = create({ ...descriptor, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    void pop();
    return buffer;
  };
  return () => {
    device.pushErrorScope = push;
    device.popErrorScope = pop;
    device.createBuffer = create;
  };
}
