/**
 * @file The dispatches after the backward pass: global gradient norm, metrics, and AdamW, SGD or Muon. Three dispatches
 * for any number of tensors, because weights, gradients and moments are arenas of one layout; Muon adds sixteen per matrix.
 *
 * The formulas are given at `OptimizerName`; decay is for matrices only. Clipping by global norm: Pascanu et al. 2013
 * (arXiv 1211.5063).
 */
import type { OptimizerName, StepSettings } from '../engine.ts';
import { muonScale, traceMuon } from '../muon.ts';
import { ceilDiv, declareBindings, linearGrid } from '../op.ts';
import { decays } from '../trainingGraph.ts';
import { ArenaLayout, BLOCK, type Place } from './arena.ts';
import { type Gpu, STORAGE } from './gpu.ts';
import { createDispatch, type Dispatch, Program } from './program.ts';
import { planProgram } from './program-plan.ts';

/** Steps whose metrics the ring holds before the oldest is overwritten. */
export const RING_STEPS = 64;
/** Floats per step in the ring: loss, accuracy, gradient norm, learning rate. */
export const RING_FLOATS = 4;
export const SETTINGS_FLOATS = 12;
const LANES = 64;

/** The settings block of one step as the kernels read it. */
export function packSettings(settings: StepSettings, ringIndex: number): Float32Array {
  const { step, learningRate, momentum, beta1, beta2, epsilon, weightDecay, clipNorm } = settings;
  return Float32Array.of(
    learningRate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
    clipNorm,
    1 / (1 - beta1 ** step),
    1 / (1 - beta2 ** step),
    ringIndex,
    momentum,
    0,
    0,
  );
}

const TREE = `for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { sums[lane] += sums[lane + half]; }
    workgroupBarrier();
  }`;

function squaresCode(quads: number, groups: number): string {
  return `${declareBindings([
    { name: 'gradients', type: 'vec4f', access: 'read' },
    { name: 'partials', type: 'f32', access: 'read_write' },
  ])}
var<workgroup> sums: array<f32, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = group.x * ${LANES}u + lane; i < ${quads}u; i += ${groups * LANES}u) { sum += dot(gradients[i], gradients[i]); }
  sums[lane] = sum;
  workgroupBarrier();
  ${TREE}
  if (lane == 0u) { partials[group.x] = sums[0]; }
}`;
}

function metricsCode(groups: number, rows: number): string {
  return `${declareBindings([
    { name: 'partials', type: 'f32', access: 'read' },
    { name: 'loss', type: 'f32', access: 'read' },
    { name: 'correct', type: 'f32', access: 'read' },
    { name: 'weights', type: 'f32', access: 'read' },
    { name: 'weightSum', type: 'f32', access: 'read' },
    { name: 'settings', type: 'f32', access: 'read' },
    { name: 'ring', type: 'vec4f', access: 'read_write' },
    { name: 'clip', type: 'f32', access: 'read_write' },
  ])}
var<workgroup> sums: array<vec3f, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = vec3f();
  for (var i = lane; i < ${groups}u; i += ${LANES}u) { sum.x += partials[i]; }
  for (var i = lane; i < ${rows}u; i += ${LANES}u) { sum += vec3f(0.0, loss[i] * weights[i], correct[i] * weights[i]); }
  sums[lane] = sum;
  workgroupBarrier();
  ${TREE}
  if (lane == 0u) {
    let norm = sqrt(sums[0].x);
    clip[0] = min(1.0, settings[5] / max(norm, 1e-12));
    ring[u32(settings[8])] = vec4f(sums[0].y / weightSum[0], sums[0].z / weightSum[0], norm, settings[0]);
  }
}`;
}

/** Part of an arena, in vec4s; kernels that keep a moment for this part alone begin it at its first number. */
interface Range {
  from: number;
  to: number;
}

/** Begins a kernel with one invocation for each vec4 of a range: `i` in the arena, `own` in a moment that covers the range alone. */
function overRange(
  declarations: Parameters<typeof declareBindings>[0],
  { from, to }: Range,
  body: string,
): { code: string; workgroups: [number, number, number] } {
  const { workgroups, index } = linearGrid(to - from);
  const code = `${declareBindings(declarations)}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let own = ${index};
  let i = own + ${from}u;
  if (i >= ${to}u) { return; }
${body}
}`;
  return { code, workgroups };
}

const read = (name: string, type = 'vec4f') => ({ name, type, access: 'read' as const });
const change = (name: string) => ({ name, type: 'vec4f', access: 'read_write' as const });
const BLOCK_OF = `blocks[i / ${BLOCK / 4}u]`;

const adamW = (range: Range) =>
  overRange(
    [
      change('weights'),
      read('gradients'),
      change('first'),
      change('second'),
      read('blocks', 'vec4f'),
      read('settings', 'f32'),
      read('clip', 'f32'),
    ],
    range,
    `  let block = ${BLOCK_OF};
  let rate = settings[0] * block.x;
  let g = gradients[i] * clip[0];
  let m = settings[1] * first[i] + (1.0 - settings[1]) * g;
  let v = settings[2] * second[own] + (1.0 - settings[2]) * g * g;
  first[i] = m;
  second[own] = v;
  let w = weights[i];
  weights[i] = w - rate * (m * settings[6] / (sqrt(v * settings[7]) + settings[3]) + settings[4] * block.y * w);`,
  );

const sgd = (range: Range) =>
  overRange(
    [
      change('weights'),
      read('gradients'),
      change('first'),
      read('blocks', 'vec4f'),
      read('settings', 'f32'),
      read('clip', 'f32'),
    ],
    range,
    `  let block = ${BLOCK_OF};
  let v = settings[9] * first[i] + gradients[i] * clip[0];
  first[i] = v;
  let w = weights[i];
  weights[i] = w - settings[0] * block.x * (v + settings[4] * block.y * w);`,
  );

/** Muon before its matrix products: the momentum, and Nesterov's lookahead. */
const momentum = (range: Range) =>
  overRange(
    [read('gradients'), change('first'), change('lookahead'), read('settings', 'f32'), read('clip', 'f32')],
    range,
    `  let g = gradients[i] * clip[0];
  let v = settings[9] * first[i] + g;
  first[i] = v;
  lookahead[own] = g + settings[9] * v;`,
  );

/** Muon after its matrix products: the update of the weights. */
const apply = (range: Range) =>
  overRange(
    [change('weights'), read('updates'), read('blocks', 'vec4f'), read('settings', 'f32')],
    range,
    `  let block = ${BLOCK_OF};
  let w = weights[i];
  weights[i] = w - settings[0] * block.x * (block.z * updates[own] + settings[4] * block.y * w);`,
  );

/** Number of workgroups that sum the squares of `floats` gradients. */
function squaresGroups(floats: number): number {
  return Math.min(64, ceilDiv(floats / 4, LANES * 4));
}

/** The entries of the arenas by the algorithm that updates them. */
interface Parts {
  /** The leading entries, which Muon updates. */
  orthogonal: ArenaLayout;
  /** The other entries, which have a second moment; null for SGD and where Muon updates everything. */
  second: ArenaLayout | null;
  /** In vec4s. */
  split: number;
}

function partsOf(layout: ArenaLayout, name: OptimizerName, orthogonal: number): Parts {
  const shapes = layout.entries.map((entry) => [entry.name, entry.shape] as const);
  const rest = shapes.slice(orthogonal);
  return {
    orthogonal: new ArenaLayout(shapes.slice(0, orthogonal)),
    second: name === 'sgd' || rest.length === 0 ? null : new ArenaLayout(rest),
    split: (layout.entries[orthogonal]?.offset ?? layout.floats) / 4,
  };
}

/** The products of Muon as a program over the matrices of a layout. */
const muonOf = ({ entries }: ArenaLayout) =>
  traceMuon(new Map(entries.map(({ name, shape }) => [name, shape])));

interface OptimizerPlan {
  /** Bytes of every moment. */
  moments: number[];
  /** Bytes of all buffers of an optimizer, moments included. */
  bytes: number[];
  dispatches: number;
}

/** Bytes and dispatches of an optimizer. @param orthogonal number of leading entries that Muon updates. */
export function planOptimizer(layout: ArenaLayout, name: OptimizerName, orthogonal = 0): OptimizerPlan {
  const parts = partsOf(layout, name, orthogonal);
  const moments = [layout.bytes, ...(parts.second ? [parts.second.bytes] : [])];
  const metrics = [RING_STEPS * RING_FLOATS * 4, squaresGroups(layout.floats) * 4, 4];
  const bytes = [layout.bytes, ...moments, ...metrics, (layout.floats / BLOCK) * 16];
  const [norm, update] = [2, 1];
  if (orthogonal === 0) return { moments, bytes, dispatches: norm + update };
  const { graph, updates } = muonOf(parts.orthogonal);
  const results = [...updates.values()];
  const { kernels, slots } = planProgram(
    graph,
    results,
    (tensor) => tensor.kind === 'parameter' || results.includes(tensor),
  );
  const muon = [parts.orthogonal.bytes, parts.orthogonal.bytes, ...slots.bytes];
  const dispatches = norm + 2 + kernels.length + (parts.second ? update : 0);
  return { moments, bytes: [...bytes, ...muon], dispatches };
}

interface OptimizerInputs {
  layout: ArenaLayout;
  weights: GPUBuffer;
  rows: number;
  rowLoss: Place;
  rowCorrect: Place;
  rowWeights: Place;
  weightSum: Place;
  settings: Place;
  rateFactor: (name: string) => number;
}

/** Gradients, moments and the ring, with the dispatches that use them. */
export class Optimizer {
  readonly gradients: GPUBuffer;
  /** The first moments of all entries, then the second moments of those that have one. */
  readonly moments: readonly { buffer: GPUBuffer; layout: ArenaLayout }[];
  readonly ring: GPUBuffer;
  private readonly gpu: Gpu;
  private readonly layout: ArenaLayout;
  private readonly name: OptimizerName;
  private readonly parts: Parts;
  private readonly owned: GPUBuffer[] = [];
  private program: Program | null = null;

  /** @param orthogonal number of leading entries that Muon updates. */
  constructor(gpu: Gpu, layout: ArenaLayout, name: OptimizerName, orthogonal = 0) {
    this.gpu = gpu;
    this.layout = layout;
    this.name = name;
    this.parts = partsOf(layout, name, orthogonal);
    const { second } = this.parts;
    this.gradients = this.own(layout.bytes, 'gradients');
    this.moments = [
      { buffer: this.own(layout.bytes, 'first moments'), layout },
      ...(second ? [{ buffer: this.own(second.bytes, 'second moments'), layout: second }] : []),
    ];
    this.ring = this.own(RING_STEPS * RING_FLOATS * 4, 'metrics ring');
  }

  async dispatches(inputs: OptimizerInputs): Promise<Dispatch[]> {
    const { rows, rowLoss, rowCorrect, rowWeights, weightSum, settings, rateFactor } = inputs;
    const { gpu, layout } = this;
    const { split, second: secondLayout } = this.parts;
    const quads = layout.floats / 4;
    const groups = squaresGroups(layout.floats);
    const partials = whole(this.own(groups * 4, 'norm partials'));
    const clip = whole(this.own(4, 'clip'));
    const table = this.own((layout.floats / BLOCK) * 16, 'rate and decay by block');
    const weights = whole(inputs.weights);
    const gradients = whole(this.gradients);
    const [first, second] = this.moments.map(({ buffer }) => whole(buffer)) as [Place, Place];
    const blocks = whole(table);
    const isMuon = this.name === 'muon' && split > 0;
    const muon = isMuon ? muonOf(this.parts.orthogonal) : null;
    gpu.fill(table, 0, blockTable(layout, rateFactor, muon?.factor ?? 0));
    const lookahead = isMuon ? this.own(this.parts.orthogonal.bytes, 'momentum ahead') : null;
    const updates = isMuon ? this.own(this.parts.orthogonal.bytes, 'orthogonal updates') : null;
    if (muon && lookahead && updates) this.program = await this.orthogonalise(muon, lookahead, updates);

    const dispatch = ({ code, workgroups }: ReturnType<typeof overRange>, places: readonly Place[]) =>
      createDispatch(gpu, code, places, workgroups);
    const metrics = [partials, rowLoss, rowCorrect, rowWeights, weightSum, settings, whole(this.ring), clip];
    const before = await Promise.all([
      createDispatch(gpu, squaresCode(quads, groups), [gradients, partials], [groups, 1, 1]),
      createDispatch(gpu, metricsCode(groups, rows), metrics, [1, 1, 1]),
    ]);
    if (this.name === 'sgd')
      return [
        ...before,
        await dispatch(sgd({ from: 0, to: quads }), [weights, gradients, first, blocks, settings, clip]),
      ];
    const range = { from: 0, to: split };
    return [
      ...before,
      ...(lookahead
        ? [await dispatch(momentum(range), [gradients, first, whole(lookahead), settings, clip])]
        : []),
      ...(this.program?.dispatches ?? []),
      ...(updates ? [await dispatch(apply(range), [weights, whole(updates), blocks, settings])] : []),
      ...(secondLayout
        ? [
            await dispatch(adamW({ from: isMuon ? split : 0, to: quads }), [
              weights,
              gradients,
              first,
              second,
              blocks,
              settings,
              clip,
            ]),
          ]
        : []),
    ];
  }

  get bytes(): number {
    return this.owned.reduce((sum, { size }) => sum + size, 0) + (this.program?.bytes ?? 0);
  }

  dispose(): void {
    this.program?.dispose();
    this.program = null;
    for (const buffer of this.owned.splice(0)) this.gpu.destroyBuffer(buffer);
  }

  /** Muon's matrix products, from the arena `lookahead` into the arena `into`. */
  private orthogonalise(
    { graph, updates }: ReturnType<typeof muonOf>,
    lookahead: GPUBuffer,
    into: GPUBuffer,
  ): Promise<Program> {
    const names = new Map([...updates].map(([name, tensor]) => [tensor, name]));
    return Program.create(this.gpu, {
      graph,
      results: [...updates.values()],
      place: (tensor) => {
        const layout = this.parts.orthogonal;
        if (tensor.kind === 'parameter') return layout.place(lookahead, tensor.name);
        const name = names.get(tensor);
        return name === undefined ? null : layout.place(into, name);
      },
    });
  }

  private own(bytes: number, label: string): GPUBuffer {
    try {
      const buffer = this.gpu.createBuffer(bytes, label, STORAGE());
      this.owned.push(buffer);
      return buffer;
    } catch (error) {
      // The constructor throws, so no caller can dispose of what is allocated so far.
      this.dispose();
      throw error;
    }
  }
}

const whole = (buffer: GPUBuffer): Place => ({ buffer, offset: 0, size: buffer.size });

/** Learning-rate factor, decay switch and factor of Muon's update, for every block of an arena. */
function blockTable(
  layout: ArenaLayout,
  rateFactor: (name: string) => number,
  muonFactor: number,
): Float32Array<ArrayBuffer> {
  const table = new Float32Array((layout.floats / BLOCK) * 4);
  for (const { name, shape, offset, length } of layout.entries) {
    for (let block = offset / BLOCK; block < ceilDiv(offset + length, BLOCK); block++) {
      table[4 * block] = rateFactor(name);
      table[4 * block + 1] = decays(shape) ? 1 : 0;
      table[4 * block + 2] = muonFactor * muonScale(shape);
    }
  }
  return table;
}
