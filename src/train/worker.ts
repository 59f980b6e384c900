/** @file The worker: hands commands to the session and its events back. */
import type { WorkerCommand, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

/** Buffers that nobody here needs any more cross without being copied. */
function transferred(event: WorkerEvent): Transferable[] {
  if (event.type !== 'checkpoint') return [];
  const { weights, first, second } = event.snapshot.state;
  return [weights, first, second].flatMap((tensors) => [...tensors.values()].map(({ data }) => data.buffer));
}

const session = new Session((event: WorkerEvent) => postMessage(event, { transfer: transferred(event) }));

addEventListener('message', ({ data }: MessageEvent<WorkerCommand>) => void session.handle(data));
