/** @file A generation as the widget draws it, streamed now or recorded. */

import type { GeneratedToken, Generation } from '../../client/state.ts';
import type { RecordedGeneration, Recording } from '../../recordings/recording.ts';

export interface Spoken {
  tokens: readonly GeneratedToken[];
  /** Tokens that are valid. */
  count: number;
  text: string;
  status: Generation['status'];
  end: Generation['end'];
  error: Generation['error'];
}

export function fromGeneration(generation: Generation): Spoken {
  const { tokens, tokenCount, text, status, end, error } = generation;
  return { tokens, count: tokenCount, text, status, end, error };
}

export function fromRecorded({ tokens, text, end }: RecordedGeneration): Spoken {
  return { tokens, count: tokens.length, text, status: 'done', end: end ?? null, error: null };
}

/** What a recording has for a prompt: of the base in a form, or of a tuned run. */
export function recordedFor(
  recording: Recording | null,
  prompt: string,
  who: 'base' | 'tuned',
  form: 'raw' | 'chat',
): RecordedGeneration | undefined {
  return recording?.generations?.find(
    (one) =>
      one.prompt === prompt &&
      (who === 'base' ? one.runName === null && one.form === form : one.runName !== null),
  );
}
