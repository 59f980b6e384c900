/** @file The packing worker: a run of thousands of examples takes a second, in which the page is to answer. */
import { answer, type PackRequest } from './pack.ts';

addEventListener('message', ({ data }: MessageEvent<PackRequest>) => {
  const answered = answer(data);
  postMessage(answered, { transfer: 'bytes' in answered ? [answered.bytes.buffer] : [] });
});
