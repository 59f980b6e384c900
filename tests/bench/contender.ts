/** @file What each side of the benchmark provides, and how a step of it is measured. */
import { countDevice } from '../../src/engine/testing/deviceCounter.ts';

/** One training run on the reference model, made ready. */
export interface Contender {
  /** Queues one step and returns when JavaScript is done with it; `done` settles when the device is, with the loss. */
  step(): { done: Promise<number> };
  dispose(): void;
}

/** What one step of a side does to the device; exact, whatever else the machine is busy with. */
export interface Counts {
  dispatches: number;
  submits: number;
  buffersCreated: number;
  /** Most bytes of buffers at one time, from making ready to the last warm-up step. */
  bytes: number;
  /** Losses of the warm-up steps, to check that all sides train the same model. */
  losses: number[];
}

export interface Times {
  /** Milliseconds of JavaScript until the step is queued. */
  encode: number;
  /** Milliseconds until the device has done it. */
  wall: number;
}

/** Steps before anything is timed: pipelines are compiled in the first. */
const WARM_UP = 3;

/** A side that is ready, warm and counted. */
export interface Prepared {
  counts: Counts;
  time(): Promise<Times>;
  dispose(): void;
}

export async function prepare(open: () => Promise<Contender>): Promise<Prepared> {
  const watched = countDevice();
  const contender = await open();
  const losses: number[] = [];
  let before = { ...watched.counts };
  for (let i = 0; i < WARM_UP; i++) {
    before = { ...watched.counts };
    losses.push(await contender.step().done);
  }
  const after = { ...watched.counts };
  watched.stop();
  return {
    counts: {
      dispatches: after.dispatches - before.dispatches,
      submits: after.submits - before.submits,
      buffersCreated: after.buffersCreated - before.buffersCreated,
      bytes: after.peakBytes,
      losses,
    },
    async time() {
      const begin = performance.now();
      const { done } = contender.step();
      const encode = performance.now() - begin;
      await done;
      return { encode, wall: performance.now() - begin };
    },
    dispose: () => contender.dispose(),
  };
}
