/** @file Checks that several specs share. */
import type { ModelConfig } from '../model/config.ts';
import type { SpecProblem } from './method.ts';

/** A problem unless the value is a whole number from 1 to `largest`. */
export function wholeUpTo(field: string, value: number, largest: number): SpecProblem[] {
  const good = Number.isInteger(value) && value >= 1 && value <= largest;
  return good ? [] : [{ field, value, allowed: `1–${largest}` }];
}

/** Virtual tokens leave at least half of the context to real ones. */
export function virtualTokensProblems(value: number, { contextLength }: ModelConfig): SpecProblem[] {
  return wholeUpTo('virtualTokens', value, Math.floor(contextLength / 2));
}
