/** @file How each kind of soft prompt looks: as it does in the race. */
import { CONTENDERS, type ContenderId } from '../../runs/contenders.ts';

export function toneOf(id: ContenderId): number {
  return CONTENDERS.findIndex((one) => one.id === id);
}
