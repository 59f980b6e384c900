/** @file Where in a Llama-shaped model a method trains, and how: read from the method's own parameters, nothing typed in. */
import type { ModelConfig } from '../../model/config.ts';
import { parameterShapes } from '../../model/llama.ts';
import { methodOf } from '../../peft/index.ts';
import { LINEAR_TARGETS, type LinearTarget, type MethodSpec } from '../../peft/spec.ts';

/** Parts of every block, in order of the forward pass. */
export const BLOCK_PLACES = [
  'attentionNorm',
  'q',
  'k',
  'v',
  'prefix',
  'o',
  'attentionAdapter',
  'mlpNorm',
  'gate',
  'up',
  'down',
  'outputAdapter',
] as const;
/** Before and after the blocks. */
export const OUTER_PLACES = ['prompt', 'embedding', 'finalNorm', 'head'] as const;
export type Place = (typeof BLOCK_PLACES)[number] | (typeof OUTER_PLACES)[number];

/**
 * How a part is tuned: its own numbers change (`trained`), or what is added beside it (`lowRank`), to its output (`bias`), as
 * factors of what passes (`factor`), behind it (`module`), or in front of what is read (`vectors`).
 */
export const WAYS = ['trained', 'lowRank', 'bias', 'factor', 'module', 'vectors'] as const;
export type Way = (typeof WAYS)[number];

export interface Mark {
  place: Place;
  way: Way;
  /** Trained numbers, all blocks together. */
  parameters: number;
  /** Blocks concerned, counted from 0; empty outside of the blocks. */
  layers: readonly number[];
}

const NORMS: Readonly<Record<string, Place>> = {
  input_layernorm: 'attentionNorm',
  post_attention_layernorm: 'mlpNorm',
};

function targetOf(name: string): LinearTarget | null {
  const target = /\b(?:self_attn|mlp)\.(\w+)_proj\b/.exec(name)?.[1];
  return LINEAR_TARGETS.find((one) => one === target) ?? null;
}

/** @throws RangeError for a name that has no place in the figure */
function basePlaceOf(name: string): Place {
  const norm = Object.keys(NORMS).find((part) => name.includes(`.${part}.`));
  if (norm) return NORMS[norm]!;
  const target = targetOf(name);
  if (target) return target;
  if (name.startsWith('model.embed_tokens')) return 'embedding';
  if (name.startsWith('model.norm')) return 'finalNorm';
  if (name.startsWith('lm_head')) return 'head';
  throw new RangeError(`${name} has no place in a block`);
}

/** @throws RangeError for a name that has no place in the figure */
function addedTo(name: string, method: MethodSpec['name']): { place: Place; way: Way } {
  if (name.startsWith('prompt_')) return { place: method === 'prompt' ? 'prompt' : 'prefix', way: 'vectors' };
  if (name.includes('.attention_adapter.')) return { place: 'attentionAdapter', way: 'module' };
  if (name.includes('.output_adapter.')) return { place: 'outputAdapter', way: 'module' };
  const place = basePlaceOf(name);
  if (/\.lora_/.test(name)) return { place, way: 'lowRank' };
  if (/\.ia3_/.test(name)) return { place, way: 'factor' };
  if (/\.bias$/.test(name)) return { place, way: 'bias' };
  return { place, way: 'trained' };
}

/** What a method trains of a base of this shape, place by place in order of the forward pass. */
export function marksOf(spec: MethodSpec, config: ModelConfig): Mark[] {
  const method = methodOf(spec);
  const found = new Map<string, { place: Place; way: Way; parameters: number; layers: Set<number> }>();
  const add = (name: string, shape: readonly number[], place: Place, way: Way) => {
    const mark = found.get(`${place} ${way}`) ?? { place, way, parameters: 0, layers: new Set<number>() };
    mark.parameters += shape.reduce((a, b) => a * b, 1);
    const layer = /(?:^|\.)layers\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined) mark.layers.add(Number(layer));
    // A prefix is one table for all blocks.
    if (place === 'prefix') for (let i = 0; i < config.layers; i++) mark.layers.add(i);
    found.set(`${place} ${way}`, mark);
  };
  for (const [name, shape] of parameterShapes(config))
    if (method.trainsBase(spec, name, config)) add(name, shape, basePlaceOf(name), 'trained');
  for (const [name, shape] of method.addedShapes(spec, config)) {
    const { place, way } = addedTo(name, spec.name);
    add(name, shape, place, way);
  }
  const order: readonly Place[] = [...OUTER_PLACES.slice(0, 2), ...BLOCK_PLACES, ...OUTER_PLACES.slice(2)];
  return [...found.values()]
    .sort((a, b) => order.indexOf(a.place) - order.indexOf(b.place))
    .map((mark) => ({ ...mark, layers: [...mark.layers] }));
}
