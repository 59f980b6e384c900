/**
 * @file What follows the backward pass: global gradient norm, metrics, and AdamW or SGD. Three dispatches whatever is
 * trained, because weights, gradients and moments are arenas of one layout.
 *
 * The formulas stand at `OptimizerName`; decay is for matrices only. Clipping by global norm: Pascanu et al. 2013
 * (arXiv 1211.5063).
 */
import { MOMENTS, type OptimizerName, type StepSettings } from '../engine.ts';
import { ceilDiv, declareBindings, linearGrid } from '../op.ts';
import { type ArenaLayout, BLOCK, type Place } from './arena.ts';
import { type Gpu, STORAGE } from './gpu.ts';
import { createDispatch, type Dispatch } from './program.ts';

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

function adamWCode(quads: number, index: string): string {
  return `${declareBindings([
    { name: 'weights', type: 'vec4f', access: 'read_write' },
    { name: 'gradients', type: 'vec4f', access: 'read' },
    { name: 'first', type: 'vec4f', access: 'read_write' },
    { name: 'second', type: 'vec4f', access: 'read_write' },
    { name: 'blocks', type: 'vec2f', access: 'read' },
    { name: 'settings', type: 'f32', access: 'read' },
    { name: 'clip', type: 'f32', access: 'read' },
  ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${quads}u) { return; }
  let block = blocks[i / ${BLOCK / 4}u];
  let rate = settings[0] * block.x;
  let g = gradients[i] * clip[0];
  let m = settings[1] * first[i] + (1.0 - settings[1]) * g;
  let v = settings[2] * second[i] + (1.0 - settings[2]) * g * g;
  first[i] = m;
  second[i] = v;
  let w = weights[i];
  weights[i] = w - rate * (m * settings[6] / (sqrt(v * settings[7]) + settings[3]) + settings[4] * block.y * w);
}`;
}

function sgdCode(quads: number, index: string): string {
  return `${declareBindings([
    { name: 'weights', type: 'vec4f', access: 'read_write' },
    { name: 'gradients', type: 'vec4f', access: 'read' },
    { name: 'first', type: 'vec4f', access: 'read_write' },
    { name: 'blocks', type: 'vec2f', access: 'read' },
    { name: 'settings', type: 'f32', access: 'read' },
    { name: 'clip', type: 'f32', access: 'read' },
  ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${quads}u) { return; }
  let block = blocks[i / ${BLOCK / 4}u];
  let v = settings[9] * first[i] + gradients[i] * clip[0];
  first[i] = v;
  let w = weights[i];
  weights[i] = w - settings[0] * block.x * (v + settings[4] * block.y * w);
}`;
}

const UPDATES: Readonly<Record<OptimizerName, (quads: number, index: string) => string>> = {
  adamw: adamWCode,
  sgd: sgdCode,
};

/** Workgroups that sum the squares of the gradients of so many floats. */
function squaresGroups(floats: number): number {
  return Math.min(64, ceilDiv(floats / 4, LANES * 4));
}

/** Bytes of the buffers that an optimizer makes for itself, in the order in which it makes them, and its dispatches. */
export function planOptimizer(
  layout: ArenaLayout,
  name: OptimizerName,
): { bytes: number[]; dispatches: number } {
  const moments = Array.from({ length: MOMENTS[name] }, () => layout.bytes);
  const scratch = [squaresGroups(layout.floats) * 4, 4, (layout.floats / BLOCK) * 8];
  return { bytes: [layout.bytes, ...moments, RING_STEPS * RING_FLOATS * 4, ...scratch], dispatches: 3 };
}

export interface OptimizerInputs {
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
  /** As many as the optimizer keeps. */
  readonly moments: readonly GPUBuffer[];
  readonly ring: GPUBuffer;
  private readonly gpu: Gpu;
  private readonly owned: GPUBuffer[] = [];

  private readonly name: OptimizerName;

  constructor(gpu: Gpu, layout: ArenaLayout, name: OptimizerName) {
    this.gpu = gpu;
    this.name = name;
    this.gradients = this.own(layout.bytes, 'gradients');
    this.moments = Array.from({ length: MOMENTS[name] }, (_, i) =>
      this.own(layout.bytes, `moments ${i + 1}`),
    );
    this.ring = this.own(RING_STEPS * RING_FLOATS * 4, 'metrics ring');
  }

  async dispatches({
    layout,
    weights,
    rows,
    rowLoss,
    rowCorrect,
    rowWeights,
    weightSum,
    settings,
    rateFactor,
  }: OptimizerInputs): Promise<Dispatch[]> {
    const quads = layout.floats / 4;
    const groups = squaresGroups(layout.floats);
    const whole = (buffer: GPUBuffer): Place => ({ buffer, offset: 0, size: buffer.size });
    const partials = whole(this.own(groups * 4, 'norm partials'));
    const clip = whole(this.own(4, 'clip'));
    const blocks = this.own((layout.floats / BLOCK) * 8, 'rate and decay by block');
    this.gpu.device.queue.writeBuffer(blocks, 0, blockTable(layout, rateFactor));
    const gradients = whole(this.gradients);
    const { workgroups, index } = linearGrid(quads);
    return Promise.all([
      createDispatch(this.gpu, squaresCode(quads, groups), [gradients, partials], [groups, 1, 1]),
      createDispatch(
        this.gpu,
        metricsCode(groups, rows),
        [partials, rowLoss, rowCorrect, rowWeights, weightSum, settings, whole(this.ring), clip],
        [1, 1, 1],
      ),
      createDispatch(
        this.gpu,
        UPDATES[this.name](quads, index),
        [whole(weights), gradients, ...this.moments.map(whole), whole(blocks), settings, clip],
        workgroups,
      ),
    ]);
  }

  get bytes(): number {
    return this.owned.reduce((sum, { size }) => sum + size, 0);
  }

  dispose(): void {
    for (const buffer of this.owned) this.gpu.destroyBuffer(buffer);
  }

  private own(bytes: number, label: string): GPUBuffer {
    const buffer = this.gpu.createBuffer(bytes, label, STORAGE());
    this.owned.push(buffer);
    return buffer;
  }
}

/** Learning-rate factor and decay switch of every block of an arena. */
function blockTable(layout: ArenaLayout, rateFactor: (name: string) => number): Float32Array<ArrayBuffer> {
  const table = new Float32Array((layout.floats / BLOCK) * 2);
  for (const { name, shape, offset, length } of layout.entries) {
    for (let block = offset / BLOCK; block < ceilDiv(offset + length, BLOCK); block++) {
      table[2 * block] = rateFactor(name);
      table[2 * block + 1] = decays(shape) ? 1 : 0;
    }
  }
  return table;
}

/** Weight decay is for matrices; norms and biases are left alone. */
export function decays(shape: readonly number[]): boolean {
  return shape.length >= 2;
}
