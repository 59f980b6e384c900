/**
 * @file Everything that takes part in the method race: each variant of a method once, in their order. Each has one size,
 * chosen so that it is the default of its lab, and one learning rate: the best of a sweep
 * (`npm run record -- --rates`, stored in `rates.json`), or a guess where none was measured.
 */
import type { LoraSpec, MethodSpec } from '../peft/spec.ts';
import rates from './rates.json' with { type: 'json' };
import { METHOD_VARIANTS, type MethodVariant } from './variants.ts';

export interface Contender {
  id: MethodVariant;
  method: MethodSpec;
  /** Peak rate of AdamW, per step. */
  learningRate: number;
}

const lora: LoraSpec = { name: 'lora', r: 8, loraAlpha: 16, targets: ['q', 'v'], dropout: 0 };

/** Method and guessed rate, on which the sweep is centred. */
const ENTRIES: Readonly<Record<MethodVariant, [method: MethodSpec, guess: number]>> = {
  full: [{ name: 'full' }, 3e-4],
  head: [{ name: 'head' }, 1e-3],
  layers: [{ name: 'layers', last: 2 }, 1e-3],
  bitfit: [{ name: 'bitfit' }, 1e-2],
  norms: [{ name: 'norms' }, 1e-2],
  houlsby: [{ name: 'houlsby', bottleneck: 16 }, 3e-3],
  pfeiffer: [{ name: 'pfeiffer', bottleneck: 16 }, 3e-3],
  prompt: [{ name: 'prompt', virtualTokens: 16 }, 1e-2],
  prefix: [{ name: 'prefix', virtualTokens: 16, projection: null }, 1e-2],
  prefixMlp: [{ name: 'prefix', virtualTokens: 16, projection: 96 }, 3e-3],
  ptuning: [{ name: 'ptuning', virtualTokens: 16 }, 1e-2],
  ia3: [{ name: 'ia3' }, 1e-2],
  lora: [lora, 3e-3],
  rslora: [{ ...lora, rslora: true }, 1e-3],
  loraPlus: [{ ...lora, ratioB: 16 }, 3e-4],
  dora: [{ ...lora, dora: true }, 3e-3],
  pissa: [{ ...lora, init: 'pissa' }, 1e-3],
  qloraInt8: [{ ...lora, quantization: 'int8' }, 3e-3],
  qloraNf4: [{ ...lora, quantization: 'nf4' }, 3e-3],
};

const measured: Readonly<Partial<Record<MethodVariant, number>>> = rates;

export const CONTENDERS: readonly Contender[] = METHOD_VARIANTS.map((id) => ({
  id,
  method: ENTRIES[id][0],
  learningRate: measured[id] ?? ENTRIES[id][1],
}));

/** The guess that the sweep of a contender's rate is centred on. */
export function guessedRate(id: MethodVariant): number {
  return ENTRIES[id][1];
}

export function contender(id: MethodVariant): Contender {
  return CONTENDERS.find((one) => one.id === id) as Contender;
}
