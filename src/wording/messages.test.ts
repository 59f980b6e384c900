/** @file Sentences with figures in them. */
import { expect, it } from 'vitest';
import { deviceNotice, errorMessage } from './messages.ts';

it('says how much a run needs and how much the GPU allows, never the same of both', () => {
  const limit = { needed: 310 * 2 ** 20 - 5, allowed: 256 * 2 ** 20 };
  const error = { code: 'bufferTooLarge', detail: '', limit } as const;
  expect(errorMessage(error, 'en')).toBe(
    'This run needs 310 MB in one piece, this GPU allows 256 MB: choose a smaller batch.',
  );
  expect(errorMessage(error, 'zh')).toMatch(/310 MB.*256 MB.*请减小批大小/);
  const close = {
    code: 'bufferTooLarge',
    detail: '',
    limit: { needed: 2 ** 28 + 16, allowed: 2 ** 28 },
  } as const;
  expect(errorMessage(close, 'en')).toMatch(/257 MB.*256 MB/);
});

it('says which engine computes wrongly, and which trains instead', () => {
  const trial = { adapter: 'odd', software: false, milliseconds: 1 };
  const device = {
    backend: 'cpu',
    adapter: 'SIMD',
    software: false,
    reason: 'wrong',
    race: null,
    trials: [
      { ...trial, backend: 'webgpu', passedOver: 'wrong' },
      { ...trial, backend: 'cpu', passedOver: null },
    ],
  } as const;
  expect(deviceNotice(device, 'en')).toMatch(/^WebGPU computes wrong results .*training uses CPU/);
  expect(deviceNotice(device, 'zh')).toMatch(/^WebGPU 在这台设备上算出的结果不对.*改用 CPU/);
});
