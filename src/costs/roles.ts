/**
 * @file The role of a module, from its Hugging Face name: needed for activations (what is stored for the
 * backward pass) and for drawing a model as embedding, attention, feed-forward, norms and head.
 */
import type { Model, Module } from './module.ts';

export type Role =
  | 'embedding'
  | 'attentionIn'
  | 'attentionOut'
  | 'gate'
  | 'up'
  | 'gateUp'
  | 'down'
  | 'router'
  | 'norm'
  | 'head';

/** The five parts in which a model is drawn. */
export type Part = 'embedding' | 'attention' | 'feedForward' | 'norm' | 'head';

/** By the last words of the name; the first that fits decides. */
const ENDINGS: readonly (readonly [RegExp, Role])[] = [
  [/(^|\.)(o_proj|out_proj|o_b_proj|attention\.wo)$/, 'attentionOut'],
  [/\.attn\.c_proj$/, 'attentionOut'],
  [/(self_attention|attention)\.dense$/, 'attentionOut'],
  [/attention\.output\.dense$/, 'attentionOut'],
  [/(SelfAttention|EncDecAttention)\.o$/, 'attentionOut'],
  [/\.gate_up_proj$/, 'gateUp'],
  [/\.(gate_proj|w1|wi_0)$/, 'gate'],
  [/\.(up_proj|w3|wi_1|wi|fc1|dense_h_to_4h)$/, 'up'],
  [/\.mlp\.c_fc$/, 'up'],
  [/\.intermediate\.dense$/, 'up'],
  [/\.(down_proj|w2|wo|fc2|dense_4h_to_h)$/, 'down'],
  [/\.mlp\.c_proj$/, 'down'],
  [/\.output\.dense$/, 'down'],
  [/\.(gate|shared_expert_gate)$/, 'router'],
];

const known = new Map<string, Role>();

function roleOfBlockName(name: string): Role {
  const found = known.get(name);
  if (found) return found;
  const role = ENDINGS.find(([ending]) => ending.test(name))?.[1] ?? 'attentionIn';
  if (known.size < 100_000) known.set(name, role);
  return role;
}

export function roleOf(model: Model, module: Module): Role {
  if (module.kind === 'norm') return 'norm';
  if (module.kind === 'embedding') return 'embedding';
  if (module.layer === null) return blocksBefore(model).get(module) === 0 ? 'embedding' : 'head';
  return module.kind === 'router' ? 'router' : roleOfBlockName(module.name);
}

const PARTS: Readonly<Record<Role, Part>> = {
  embedding: 'embedding',
  attentionIn: 'attention',
  attentionOut: 'attention',
  gate: 'feedForward',
  up: 'feedForward',
  gateUp: 'feedForward',
  down: 'feedForward',
  router: 'feedForward',
  norm: 'norm',
  head: 'head',
};

export function partOf(model: Model, module: Module): Part {
  return PARTS[roleOf(model, module)];
}

/** Position of each block in the order of computation: the encoder's first, then the decoder's. */
export function blockIndex(model: Model, module: Module): number | null {
  if (module.layer === null) return null;
  return model.encoderLayers > 0 && module.stack === 'decoder'
    ? model.encoderLayers + module.layer
    : module.layer;
}

export function blockCount(model: Model): number {
  return model.layers + model.encoderLayers;
}

const places = new WeakMap<Model, Map<Module, number>>();

/** For every module, how many blocks stand wholly before it. */
export function blocksBefore(model: Model): Map<Module, number> {
  const known = places.get(model);
  if (known) return known;
  const before = new Map<Module, number>();
  let passed = 0;
  for (const module of model.modules) {
    const index = blockIndex(model, module);
    const last = module.copies?.indices.at(-1) ?? module.layer ?? 0;
    if (index !== null) passed = Math.max(passed, index + last - module.layer! + 1);
    before.set(module, index ?? passed);
  }
  places.set(model, before);
  return before;
}
