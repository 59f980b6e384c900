/** @file The refusal of a spec that cannot run. */

/** A spec that cannot run, naming the field. */
export class SpecError extends Error {
  constructor(field: string, detail: string) {
    super(`${field}: ${detail}`);
    this.name = 'SpecError';
  }
}
