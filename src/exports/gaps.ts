/** @file Which parts of a run do not carry over to which tool. */
import type { MethodSpec } from '../peft/spec.ts';
import type { StepPoint } from '../train/protocol.ts';
import { rateFactor } from '../train/schedule.ts';
import { isQuantized, type Plan, scheduleSettings } from './plan.ts';
import type { Rows } from './rows.ts';
import type { TextKey } from './texts.ts';

export const TOOLS = ['trl', 'trlSft', 'llamafactory', 'axolotl', 'unsloth', 'mlx'] as const;
export type ToolId = (typeof TOOLS)[number];
export type Gap = Extract<TextKey, `gap_${string}`>;

/** Gaps of every tool. */
export function runGaps({ spec, real }: Plan, rows: Rows, steps: readonly StepPoint[]): Gap[] {
  if (real) return [];
  const { method, optimizer } = spec;
  const moved = ({ step, learningRate }: StepPoint) => {
    const planned = optimizer.learningRate * rateFactor(spec.schedule, step, spec.steps);
    return Math.abs(learningRate - planned) > 1e-6 * optimizer.learningRate;
  };
  const found: [Gap, boolean][] = [
    ['gap_dropout', method.name === 'lora' && method.dropout > 0],
    ['gap_quantized', method.name === 'lora' && method.quantization !== undefined],
    ['gap_special', rows.hasSpecial],
    ['gap_rows', rows.steps < spec.steps],
    ['gap_rate', steps.some(moved)],
  ];
  return found.filter(([, is]) => is).map(([gap]) => gap);
}

/** Why a tool gets no files for this run; null where it does. */
export function refusal(tool: ToolId, plan: Plan, rows: Rows): Gap | null {
  const { spec, real, start } = plan;
  const { method, optimizer, data } = spec;
  if (optimizer.name === 'muon') return 'gap_muon';
  if (optimizer.name === 'sgd' && optimizer.weightDecay > 0) return 'gap_sgdDecay';
  if (rows.hasUnlearned) return 'gap_unlearned';
  if (data.replay) return 'gap_replay';
  if (!real && data.packing) return 'gap_packing';
  const isLora = method.name === 'lora';
  const plus = isLora && (method.ratioB ?? 1) !== 1;
  const always = method.name === 'full' || isLora;
  switch (tool) {
    case 'trl': {
      if (real) return start === 'weights' || start === 'modules' ? 'gap_method' : null;
      return method.name === 'prefix' && method.projection !== null ? 'gap_projection' : null;
    }
    case 'trlSft':
      if (plan.mask === 'completion' && !plan.isSingle) return 'gap_lastAnswer';
      return always && !plus && !(isLora && method.init === 'pissa') ? null : 'gap_method';
    case 'llamafactory':
      // With tied embeddings, its 'freeze' trains other layers than ours.
      return always ? null : 'gap_method';
    case 'axolotl':
      if (plan.mask === 'completion' && !plan.isSingle) return 'gap_lastAnswer';
      return always ? null : 'gap_method';
    case 'unsloth':
      return always && !plus && !(isLora && method.init === 'pissa') ? null : 'gap_method';
    case 'mlx':
      if (real && plan.mask === 'assistant' && !plan.isSingle) return 'gap_lastAnswer';
      return always && !plus && !(isLora && method.init === 'pissa') ? null : 'gap_method';
  }
}

const isFourBit = (method: MethodSpec): boolean => method.name === 'lora' && method.quantization === 'nf4';

/** Why a tool's curve will differ from the page's, with the same data. */
export function toolGaps(tool: ToolId, plan: Plan, rows: Rows): Gap[] {
  const { spec, real } = plan;
  if (real) {
    const unquantized = tool === 'mlx' || (tool === 'unsloth' && !isFourBit(spec.method));
    return unquantized && isQuantized(spec.method) ? ['gap_unquantized'] : [];
  }
  const isLora = spec.method.name === 'lora';
  const found: [Gap, boolean][] = [
    ['gap_ownStart', (tool === 'trlSft' || tool === 'unsloth') && isLora],
    ['gap_firstToken', tool === 'llamafactory' && plan.mask === 'everything'],
    ['gap_roleTokens', tool === 'axolotl' && plan.mask === 'everything'],
    ['gap_unsloth', tool === 'unsloth'],
    ['gap_mlxCli', tool === 'mlx'],
    ['gap_schedule', tool !== 'mlx' && tool !== 'unsloth' && !scheduleSettings(spec).exact],
    ['gap_cut', rows.hasCut && tool !== 'trl' && tool !== 'mlx'],
    ['gap_decay', spec.optimizer.weightDecay > 0 && tool === 'mlx'],
  ];
  return found.filter(([, is]) => is).map(([gap]) => gap);
}
