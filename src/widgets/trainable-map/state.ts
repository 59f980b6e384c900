/** @file The reader's choices, and the PEFT config that they describe. */
import { useMemo } from 'react';
import { useParams } from '../../page/param-store.ts';
import { LINEAR_TARGETS, type MethodSpec } from '../../peft/spec.ts';
import { DEFAULT_LORA, MAP_METHODS } from '../../recipes/defaults.ts';
import type { Config } from '../cost-calculator/compute.ts';
import { type MethodId, planMethod } from '../cost-calculator/methods.ts';
import { knownModel, TINY } from '../cost-calculator/state.ts';

export { MAP_METHODS };
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
export const FALLBACK_MODEL = 'meta-llama/Llama-3.2-1B';

export function useMapState(): [MapState, (changes: Partial<MapState>) => void] {
  const [values, setValues] = useParams('trainable-map');
  const state = useMemo(
    (): MapState => ({
      model: knownModel(values.model, TINY, [TINY]),
      method: values.method,
      rank: values.r,
      tokens: values.virtual,
      topLayers: values.layers,
      matrix: values.matrix,
    }),
    [values],
  );
  return [
    state,
    (changes) => {
      const { model, method, rank, tokens, topLayers, matrix } = { ...state, ...changes };
      setValues({ model, method, r: rank, virtual: tokens, layers: topLayers, matrix });
    },
  ];
}

export function peftFor(method: MapMethod, config: Config, state: MapState): unknown {
  const id: MethodId = method === 'loraAll' ? 'lora' : method;
  const targets = method === 'loraAll' ? 'all' : 'default';
  return planMethod(id, config, { ...state, targets, custom: null }).peft;
}

/** The same choice as a run of the lesson's own model would have it. */
export function specFor({ method, rank, tokens, topLayers }: MapState, layers: number): MethodSpec {
  switch (method) {
    case 'layers':
      return { name: 'layers', last: Math.min(topLayers, layers) };
    case 'houlsby':
      return { name: 'houlsby', bottleneck: rank };
    case 'prompt':
      return { name: 'prompt', virtualTokens: tokens };
    case 'prefix':
      return { name: 'prefix', virtualTokens: tokens, projection: null };
    case 'lora':
      return { ...DEFAULT_LORA, r: rank };
    case 'loraAll':
      return { ...DEFAULT_LORA, r: rank, targets: [...LINEAR_TARGETS] };
    default:
      return { name: method };
  }
}
