/**
 * @file Floating-point operations of a training (Kaplan et al. 2020, arXiv 2001.08361, table 1: a matrix costs
 * 2 operations per weight and token forward, 2 for the gradient of its input, 2 for its own). Full fine-tuning
 * so takes about 6 N per token, LoRA about 4 N: the frozen matrices need no gradient of their own, but their
 * inputs do.
 */
import { computedSequence, untouchedBlocks } from './activations.ts';
import { open } from './counts.ts';
import { copiesOf } from './grouped.ts';
import { copiesOfTensor, elements, type MethodPlan } from './methods/method.ts';
import { type Model, type Module, weightSize } from './module.ts';
import { openSource, readFlag, readInteger } from './read.ts';
import { blocksBefore } from './roles.ts';

export interface FlopsOptions {
  /** Tokens seen in the whole training, virtual ones not counted. */
  tokens: number;
  /** Tokens per sequence, which attention pays for. */
  sequence: number;
  checkpointing: boolean;
}

/** Every item in floating-point operations for the whole training. */
export interface TrainingFlops {
  readonly forward: number;
  readonly inputGradients: number;
  readonly weightGradients: number;
  /** Scores and weighted sums, forward and backward: 4 and 8 per head element, token and position. */
  readonly attention: number;
  /** The second forward pass under checkpointing. */
  readonly recomputation: number;
  readonly total: number;
  readonly perToken: number;
}

export const FLOPS_ITEMS = [
  'forward',
  'inputGradients',
  'weightGradients',
  'attention',
  'recomputation',
] as const;

function isMatrix({ kind }: Module): boolean {
  return kind === 'linear' || kind === 'conv1d' || kind === 'router' || kind === 'experts';
}

/** Weights that one token is multiplied with: of experts, the chosen ones. */
function activeWeights(module: Module): number {
  return isMatrix(module) ? weightSize(module) * module.load : 0;
}

export function planFlops(model: Model, plan: MethodPlan, options: FlopsOptions): TrainingFlops {
  const from = untouchedBlocks(model, plan);
  const before = blocksBefore(model);
  let all = 0;
  let above = 0;
  for (const module of model.modules) {
    const { indices, experts, count } = copiesOf(module);
    const met = activeWeights(module);
    all += met * count;
    if (module.layer === null) continue;
    // Block numbers of the module itself and of its copies, in the order of computation.
    const shift = before.get(module)! - module.layer;
    const blocks = indices.length === 0 ? [module.layer] : indices;
    above += met * experts * blocks.filter((block) => block + shift >= from).length;
  }
  let trained = 0;
  let beside = 0;
  const outputs = new Set<Module>();
  for (const tensor of plan.tensors) {
    if (tensor.role !== 'trained' || tensor.shape.length < 2 || tensor.module === null) continue;
    const met = elements(tensor.shape) * tensor.module.load * copiesOfTensor(tensor).count;
    if (tensor.module.kind === 'embedding') continue;
    trained += met;
    if (tensor.origin === 'added') beside += met;
    outputs.add(tensor.module);
  }
  const top = model.modules.find(({ name }) => name === model.outputEmbedding);
  const depth = model.attentions / (model.layers + model.encoderLayers);
  const blocks = model.layers + model.encoderLayers;
  if (top && from < blocks) above += activeWeights(top);

  const sequence = computedSequence(plan, options.sequence);
  const tokens = options.tokens * (sequence / options.sequence);
  const headWidth = model.heads * model.headDim * sequence;
  const forward = 2 * (all + beside) * tokens;
  const inputGradients = 2 * (above + (from < blocks ? beside : 0)) * tokens;
  const weightGradients = 2 * trained * tokens;
  const attention = headWidth * tokens * depth * (4 * blocks + 8 * (blocks - from));
  const recomputation = options.checkpointing
    ? 2 * above * tokens + 4 * headWidth * tokens * depth * (blocks - from)
    : 0;
  const total = forward + inputGradients + weightGradients + attention + recomputation;
  return {
    forward,
    inputGradients,
    weightGradients,
    attention,
    recomputation,
    total,
    perToken: total / options.tokens,
  };
}

export function readFlopsOptions(options: unknown): FlopsOptions {
  const source = openSource('options', options);
  return {
    tokens: readInteger(source, 'tokens', { max: 1e15 }),
    sequence: readInteger(source, 'sequence', { max: 100_000_000, fallback: 512 }),
    checkpointing: readFlag(source, 'checkpointing', false),
  };
}

/** Operations of a whole training. */
export function trainingFlops(
  config: unknown,
  peft: unknown,
  options: Partial<FlopsOptions> & { tokens: number },
): TrainingFlops {
  const { model, plan } = open(config, peft);
  return planFlops(model, plan, readFlopsOptions(options));
}

/** Hours on a device that reaches `utilization` of its peak; 0.3 to 0.5 is usual for large models. */
export function trainingHours(flops: number, peakFlops: number, utilization: number): number {
  return flops / (peakFlops * utilization) / 3600;
}
