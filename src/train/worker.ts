/** @file The worker: hands commands to the session and its events back. */
import type { WorkerCommand, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const session = new Session((event: WorkerEvent) => postMessage(event));

addEventListener('message', ({ data }: MessageEvent<WorkerCommand>) => void session.handle(data));
