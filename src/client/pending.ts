/** @file Promises for answers of the worker, by the id of a request or the name of a base. */
import type { EngineError } from './state.ts';

/** A command that the engine refused, with the code of the sentence that the page shows. */
export class EngineFailure extends Error {
  override name = 'EngineFailure';
  readonly error: EngineError;
  constructor(error: EngineError) {
    super(`${error.code}: ${error.detail}`);
    this.error = error;
  }
}

interface Entry {
  promise: Promise<unknown>;
  resolve(value: unknown): void;
  reject(failure: EngineFailure): void;
}

export class Pending {
  readonly #entries = new Map<string, Entry>();

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  get<Answer>(id: string): Promise<Answer> | undefined {
    return this.#entries.get(id)?.promise as Promise<Answer> | undefined;
  }

  wait<Answer>(id: string): Promise<Answer> {
    let settle!: Pick<Entry, 'resolve' | 'reject'>;
    const promise = new Promise<unknown>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // Callers that await it get the failure; without this, a warm-up that is not awaited is an unhandled rejection.
    promise.catch(() => {});
    this.#entries.set(id, { promise, ...settle });
    return promise as Promise<Answer>;
  }

  resolve(id: string, value: unknown): void {
    this.#entries.get(id)?.resolve(value);
    this.#entries.delete(id);
  }

  reject(id: string, error: EngineError): boolean {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.reject(new EngineFailure(error));
    return entry !== undefined;
  }

  rejectAll(error: EngineError): void {
    for (const id of [...this.#entries.keys()]) this.reject(id, error);
  }
}
