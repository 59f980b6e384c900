/** @file The worker: hands commands to the session and its events back. */
import type { WorkerCommand, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

/** Buffers of checkpoints are transferred, since the session does not use them again. */
function transferred(event: WorkerEvent): Transferable[] {
  if (event.type !== 'checkpoint') return [];
  const { weights, first, second } = event.snapshot.state;
  return [weights, first, second].flatMap((tensors) => [...tensors.values()].map(({ data }) => data.buffer));
}

const session = new Session((event: WorkerEvent) => postMessage(event, { transfer: transferred(event) }));

/** Holds a Web Lock as long as this worker lives. Settles once it is held, or has been refused. */
function holdLock(name: string): Promise<void> {
  return new Promise((held) => {
    navigator.locks
      .request(name, () => {
        held();
        return new Promise(() => {});
      })
      .catch(held);
  });
}

addEventListener('message', async ({ data }: MessageEvent<WorkerCommand>) => {
  if (data.type === 'open' && data.lock !== undefined) await holdLock(data.lock);
  void session.handle(data);
});
