/** @file Everything the reader set, outside of React: it survives leaving the slide and switching language. */
import { DEFAULT_OPTIONS, findModel, type TrainingOptions } from '../../costs/index.ts';
import { useShared } from '../../runs/shared-state.ts';
import type { MethodId, TargetChoice } from './methods.ts';

export const PASTED = 'pasted';
export const TINY = 'tiny';

export interface Settings {
  /** Hub id of the gallery, `tiny` or `pasted`. */
  model: string;
  pastedConfig: string;
  methods: readonly MethodId[];
  rank: number;
  targets: TargetChoice;
  tokens: number;
  topLayers: number;
  pastedPeft: string;
  options: TrainingOptions;
  gpu: string;
  tasks: number;
  /** Tokens trained per task, in millions. */
  megatokens: number;
  /** Share of the device's peak that is reached, in percent. */
  utilization: number;
}

const EXAMPLE_PEFT = { peft_type: 'LORA', r: 16, target_modules: ['q_proj', 'v_proj'], bias: 'none' };

export const DEFAULT_SETTINGS: Settings = {
  model: 'meta-llama/Llama-3.1-70B',
  pastedConfig: JSON.stringify(findModel('meta-llama/Llama-3.2-3B').config, null, 1),
  methods: ['full', 'lora', 'qlora'],
  rank: 8,
  targets: 'default',
  tokens: 20,
  topLayers: 2,
  pastedPeft: JSON.stringify(EXAMPLE_PEFT, null, 1),
  options: { ...DEFAULT_OPTIONS, sequence: 1024 },
  gpu: 'A100 80 GB',
  tasks: 100,
  megatokens: 10,
  utilization: 40,
};

export function useSettings(): [Settings, (changes: Partial<Settings>) => void] {
  const [settings, set] = useShared('cost-calculator.settings', DEFAULT_SETTINGS);
  return [settings, (changes) => set({ ...settings, ...changes })];
}
