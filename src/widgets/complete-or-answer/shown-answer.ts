/** @file An answer as the widget draws it, generated now or recorded. */

import type { GeneratedToken, Generation } from '../../client/state.ts';
import type { RecordedGeneration, Recording } from '../../recordings/recording.ts';

export interface ShownAnswer {
  tokens: readonly GeneratedToken[];
  /** Tokens that are valid. */
  count: number;
  text: string;
  status: Generation['status'];
  end: Generation['end'];
  error: Generation['error'];
}

export function fromGeneration(generation: Generation): ShownAnswer {
  const { tokens, tokenCount, text, status, end, error } = generation;
  return { tokens, count: tokenCount, text, status, end, error };
}

export function fromRecorded({ tokens, text, end }: RecordedGeneration): ShownAnswer {
  return { tokens, count: tokens.length, text, status: 'done', end: end ?? null, error: null };
}

/** The recorded answer to a prompt: of the base in a form, or of a tuned run. */
export function recordedFor(
  recording: Recording | null,
  prompt: string,
  model: 'base' | 'tuned',
  form: 'raw' | 'chat',
): RecordedGeneration | undefined {
  return recording?.generations?.find(
    (one) =>
      one.prompt === prompt &&
      (model === 'base' ? one.runName === null && one.form === form : one.runName !== null),
  );
}
