/** @file Which parts of a run do not carry over to which tool. */
import type { MethodSpec } from '../peft/spec.ts';
import type { StepPoint } from '../train/protocol.ts';
import { rateFactor } from '../train/schedule.ts';
import { isQuantized, type Plan, scheduleSettings } from './plan.ts';
import type { Rows } from './rows.ts';
import type { TextKey } from './texts.ts';

export const TOOLS = ['trl', 'trlSft', 'llamafactory', 'axolotl', 'unsloth', 'mlx'] as const;
export type ToolId = (typeof TOOLS)[number];
export const TOOL_NAMES: Readonly<Record<ToolId, string>> = {
  trl: 'TRL 1.9 + PEFT 0.21',
  trlSft: 'trl sft',
  llamafactory: 'LLaMA-Factory 0.9.5',
  axolotl: 'axolotl 0.18',
  unsloth: 'Unsloth Studio',
  mlx: 'MLX-LM 0.32',
};
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
    ['gap_placeholder', tool === 'axolotl' && rows.hasPlaceholder],
    ['gap_unsloth', tool === 'unsloth'],
    ['gap_mlxCli', tool === 'mlx'],
    ['gap_schedule', tool !== 'mlx' && tool !== 'unsloth' && !scheduleSettings(spec).exact],
    ['gap_cut', rows.hasCut && tool !== 'trl' && tool !== 'mlx'],
    ['gap_decay', spec.optimizer.weightDecay > 0 && tool === 'mlx'],
  ];
  return found.filter(([, is]) => is).map(([gap]) => gap);
}

/** What of a run does not carry over, for the page to tell. */
export interface ExportReport {
  /** Of every tool. */
  run: readonly Gap[];
  /** Steps whose rows are in the zip. */
  steps: number;
  /** Tools that get no files, or whose curve will differ, in the order of `TOOLS`. */
  tools: readonly { tool: ToolId; refused: Gap | null; gaps: readonly Gap[] }[];
}

/** @param plan the same run, not the real thing */
export function reportOf(plan: Plan, rows: Rows, steps: readonly StepPoint[]): ExportReport {
  const tools = TOOLS.map((tool) => {
    const refused = refusal(tool, plan, rows);
    return { tool, refused, gaps: refused ? [] : toolGaps(tool, plan, rows) };
  });
  return {
    run: runGaps(plan, rows, steps),
    steps: rows.steps,
    tools: tools.filter(({ refused, gaps }) => refused !== null || gaps.length > 0),
  };
}
