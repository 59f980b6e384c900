/** @file How each kind of soft prompt looks: as it does in the race. */
import { METHOD_VARIANTS, type MethodVariant } from '../../recipes/variants.ts';

export function toneOf(id: MethodVariant): number {
  return METHOD_VARIANTS.indexOf(id);
}
