/**
 * @file A worker for tests that really trains: a session on the CPU engine, in the same thread, on a model of one narrow block.
 */
import { CpuEngine } from '../../engine/cpu/index.ts';
import { cpuModule } from '../../engine/cpu/node.ts';
import type { WorkerCommand } from '../../train/protocol.ts';
import { Session } from '../../train/session.ts';
import { tinyModelFiles } from '../../train/testing/tiny-model.ts';
import type { EngineWorker } from '../worker-factory.ts';

export class SessionWorker implements EngineWorker {
  readonly engine = new CpuEngine({
    adapter: 'this thread',
    kernels: cpuModule,
    // Timers run between steps, as with a device.
    pause: () => new Promise((pass) => setTimeout(pass)),
  });
  readonly #listeners = new Set<(event: MessageEvent) => void>();
  readonly #session: Session;
  #ended = false;
  /** Everything asked so far. */
  #work: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#session = new Session(
      (event) => {
        // Messages to a page arrive later, and as copies.
        const data = structuredClone(event);
        setTimeout(() => {
          if (!this.#ended) for (const listener of this.#listeners) listener({ data } as MessageEvent);
        });
      },
      async () => ({
        engine: this.engine,
        device: {
          backend: 'cpu',
          adapter: this.engine.adapter,
          software: false,
          reason: null,
          trials: [],
          race: null,
        },
      }),
    );
  }

  postMessage(command: WorkerCommand): void {
    const copy = structuredClone(command);
    const handled = new Promise<void>((resolve) => {
      setTimeout(() => void this.#session.handle(copy).then(resolve));
    });
    this.#work = Promise.all([this.#work, handled]);
  }

  /** Resolves when every command so far is handled: a start, when its runs are created; a load, when it is warmed up. */
  async idle(): Promise<void> {
    await this.#work;
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    if (type === 'message') this.#listeners.add(listener as (event: MessageEvent) => void);
  }

  terminate(): void {
    this.#ended = true;
    this.engine.dispose();
  }
}

/** The tiny model as embedded in the one-file edition. */
export function tinyAssets(): Record<string, string> {
  const { config, tokenizer, weights } = tinyModelFiles();
  return {
    'models/lesson7-zh/config.json': config,
    'models/lesson7-zh/tokenizer.json': tokenizer,
    'models/lesson7-zh/model.safetensors': Buffer.from(weights).toString('base64'),
  };
}
