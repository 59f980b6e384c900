/** @file Which sentence tells how the trained files in the zip of a run are opened. */
import type { MethodSpec } from '../peft/spec.ts';
import type { LabText } from './texts.ts';

export function savedText(method: MethodSpec, files: readonly { name: string }[]): LabText {
  const has = (name: string) => files.some((file) => file.name === name);
  if (has('adapter_config.json'))
    return method.name === 'lora' && method.quantization ? 'savedQuantized' : 'savedAdapter';
  if (has('config.json')) return 'savedModel';
  return has('changed_weights.json') ? 'savedWeights' : 'savedModules';
}
