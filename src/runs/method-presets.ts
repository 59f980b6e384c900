/** @file The methods that one may choose from, each with the settings and the learning rate it starts with. */
import type { MethodSpec } from '../peft/spec.ts';
import { DEFAULT_FULL_RATE, DEFAULT_LORA, DEFAULT_LORA_RATE } from './defaults.ts';
import { sameValue } from './params.ts';

export interface MethodPreset {
  id: string;
  method: MethodSpec;
  /** Peak learning rate that was measured for it. */
  learningRate: number;
}

export const METHOD_PRESETS: readonly MethodPreset[] = [
  { id: 'full', method: { name: 'full' }, learningRate: DEFAULT_FULL_RATE },
  { id: 'lora', method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE },
];

/** Settings in which two specs of methods differ. */
function distance(a: MethodSpec, b: MethodSpec): number {
  const [left, right] = [a, b] as unknown as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => !sameValue(left[name], right[name])).length;
}

/** The preset that a method's spec is nearest to: the one it was made from, unless more was changed than is left. */
export function presetOf(method: MethodSpec): MethodPreset {
  const alike = METHOD_PRESETS.filter((preset) => preset.method.name === method.name);
  return alike.reduce(
    (best, preset) => (distance(preset.method, method) < distance(best.method, method) ? preset : best),
    alike[0] ?? METHOD_PRESETS[0]!,
  );
}
