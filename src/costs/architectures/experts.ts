/** @file What mixtures of experts share: the share of tokens that one expert sees. */
import { CostError } from '../error.ts';
import { readInteger, type Source } from '../read.ts';
import { LIMITS } from './architecture.ts';

/** Chosen experts / experts, assuming an even spread. */
export function readExpertLoad(source: Source, experts: number, field = 'num_experts_per_tok'): number {
  const chosen = readInteger(source, field, LIMITS.experts);
  if (chosen > experts) {
    throw new CostError(
      'contradiction',
      source.place,
      field,
      `${field} ${chosen} is more than the ${experts} experts there are.`,
      { other: 'num_experts', value: chosen, otherValue: experts },
    );
  }
  return chosen / experts;
}
