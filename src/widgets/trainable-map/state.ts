/** @file What the reader chose, and the PEFT config it stands for. */
import { useShared } from '../../runs/shared-state.ts';
import type { Config } from '../cost-calculator/compute.ts';
import { type MethodId, planMethod } from '../cost-calculator/methods.ts';
import { TINY } from '../cost-calculator/state.ts';

export const MAP_METHODS = [
  'full',
  'head',
  'layers',
  'bitfit',
  'norms',
  'houlsby',
  'prompt',
  'prefix',
  'ia3',
  'lora',
  'loraAll',
] as const;
export type MapMethod = (typeof MAP_METHODS)[number];

export interface MapState {
  model: string;
  method: MapMethod;
  rank: number;
  tokens: number;
  topLayers: number;
  /** Last word of a matrix's name; empty for the first. */
  matrix: string;
}

/** Shown while the tiny model is not there. */
export const STAND_IN = 'meta-llama/Llama-3.2-1B';

const START: MapState = {
  model: TINY,
  method: 'full',
  rank: 8,
  tokens: 20,
  topLayers: 2,
  matrix: '',
};

export function useMapState(): [MapState, (changes: Partial<MapState>) => void] {
  const [state, set] = useShared('trainable-map.state', START);
  return [state, (changes) => set({ ...state, ...changes })];
}

export function peftFor(method: MapMethod, config: Config, state: MapState): unknown {
  const id: MethodId = method === 'loraAll' ? 'lora' : method;
  const targets = method === 'loraAll' ? 'all' : 'default';
  return planMethod(id, config, { ...state, targets, custom: null }).peft;
}
