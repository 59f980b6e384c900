/**
 * @file A device that refuses buffers as one without memory does: the buffer is invalid, and the error is for the scope
 * that waits for it, or for nobody.
 */

interface Scope {
  filter: GPUErrorFilter;
  error: GPUError | null;
}

/** @param refuses asked for every buffer. @returns how to make the device generous again. */
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
    // A buffer of such use is invalid, and WebGPU says so; that is not what is asked here.
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
