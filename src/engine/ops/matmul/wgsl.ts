/**
 * @file Matrix products on the GPU: every invocation keeps a tile of up to 4 x 4 results in registers and reads
 * `vec4`s; no workgroup memory. On the software adapter a tile in workgroup memory ran five times slower
 * (barriers), on real GPUs these small matrices sit in the cache. Extents that are no multiple of four (a LoRA
 * rank of 1, one row while generating) fall back to narrower tiles of the same code.
 */
import { matrixShape, type Node } from '../../graph.ts';
import {
  at,
  ceilDiv,
  declareBindings,
  type KernelBinding,
  type KernelRule,
  type MatmulLayout,
  wgslFloat,
} from '../../op.ts';
import { productExtents, productsOf } from './index.ts';

const TILE = 4;
const GROUP = 8;

interface Tile {
  /** Rows of the result per invocation: 4 or 1. */
  rows: number;
  /** Columns per invocation: 4 (one vec4) or 1. */
  columns: number;
  m: number;
  n: number;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const LANES = ['x', 'y', 'z', 'w'] as const;

/** The four (or one) values of b at depth `k`, as the expression of a vec4 (or f32). */
function readB(layout: MatmulLayout, p: number, k: string, depth: number, tile: Tile): string {
  if (layout === 'nt') {
    const values = range(tile.columns).map((j) => `b${p}[(n0 + ${j}u) * ${depth}u + ${k}]`);
    return tile.columns === TILE ? `vec4f(${values.join(', ')})` : at(values, 0);
  }
  return tile.columns === TILE
    ? `b${p}[(${k}) * ${tile.n / TILE}u + id.x]`
    : `b${p}[(${k}) * ${tile.n}u + n0]`;
}

/** Source that adds product `p` to the accumulators c0, c1, ... */
function productLoop(
  layout: MatmulLayout,
  p: number,
  depth: number,
  scale: number,
  tile: Tile,
): { source: string; aType: string; bType: string } {
  const scaled = scale === 1 ? '' : ` * ${wgslFloat(scale)}`;
  const rows = range(tile.rows);
  const deepVectors = depth % TILE === 0 && layout !== 'tn';
  const bIsVector = layout === 'nt' ? deepVectors : tile.columns === TILE;
  const vector = { f32: 'f32', vec4f: 'vec4f' };
  const bType = bIsVector ? vector.vec4f : vector.f32;

  if (layout === 'tn') {
    const aVector = tile.rows === TILE;
    const lines = rows.map((i) => `s${i} += ${aVector ? `a.${LANES[i]}` : 'a'} * b;`).join(' ');
    const a = aVector ? `a${p}[k * ${tile.m / TILE}u + id.y]` : `a${p}[k * ${tile.m}u + m0]`;
    return {
      source: loop(
        depth,
        `let b = ${readB(layout, p, 'k', depth, tile)}; let a = ${a}; ${lines}`,
        rows,
        scaled,
        tile,
      ),
      aType: aVector ? 'vec4f' : 'f32',
      bType,
    };
  }
  if (!deepVectors) {
    const lines = rows.map((i) => `s${i} += a${p}[(m0 + ${i}u) * ${depth}u + k] * b;`).join(' ');
    return {
      source: loop(depth, `let b = ${readB(layout, p, 'k', depth, tile)}; ${lines}`, rows, scaled, tile),
      aType: 'f32',
      bType,
    };
  }
  const quarter = depth / TILE;
  const readA = (i: number) => `let a = a${p}[(m0 + ${i}u) * ${quarter}u + k];`;
  if (layout === 'nt') {
    const reads = range(tile.columns)
      .map((j) => `let b${p}_${j} = b${p}[(n0 + ${j}u) * ${quarter}u + k];`)
      .join(' ');
    const dots = range(tile.columns).map((j) => `dot(a, b${p}_${j})`);
    const sum = tile.columns === TILE ? `vec4f(${dots.join(', ')})` : at(dots, 0);
    const lines = rows.map((i) => `{ ${readA(i)} s${i} += ${sum}; }`).join('\n    ');
    return { source: loop(quarter, `${reads}\n    ${lines}`, rows, scaled, tile), aType: 'vec4f', bType };
  }
  const reads = range(TILE)
    .map((j) => `let b_${j} = ${readB(layout, p, `k * 4u + ${j}u`, depth, tile)};`)
    .join(' ');
  const lines = rows
    .map((i) => `{ ${readA(i)} s${i} += a.x * b_0 + a.y * b_1 + a.z * b_2 + a.w * b_3; }`)
    .join('\n    ');
  return { source: loop(quarter, `${reads}\n    ${lines}`, rows, scaled, tile), aType: 'vec4f', bType };
}

function loop(count: number, body: string, rows: number[], scaled: string, tile: Tile): string {
  const type = tile.columns === TILE ? 'vec4f' : 'f32';
  const begin = rows.map((i) => `var s${i} = ${type}();`).join(' ');
  const end = rows.map((i) => `c${i} += s${i}${scaled};`).join(' ');
  return `{ ${begin}
  for (var k = 0u; k < ${count}u; k++) {
    ${body}
  }
  ${end} }`;
}

export const matmulKernel: KernelRule = (node: Node) => {
  const { layout, products, addend } = productsOf(node);
  const output = at(node.outputs, 0);
  const [m, n] = matrixShape('matmul', output);
  const tile: Tile = { rows: m % TILE === 0 ? TILE : 1, columns: n % TILE === 0 ? TILE : 1, m, n };
  const resultType = tile.columns === TILE ? 'vec4f' : 'f32';
  const resultWidth = n / tile.columns;
  const rows = range(tile.rows);

  const bindings: KernelBinding[] = [];
  const declarations: { name: string; type: string; access: 'read' | 'read_write' }[] = [];
  const loops = products.map(({ a, b, scale }, p) => {
    const [, , depth] = productExtents(layout, a, b);
    const { source, aType, bType } = productLoop(layout, p, depth, scale, tile);
    bindings.push({ tensor: a, access: 'read' }, { tensor: b, access: 'read' });
    declarations.push(
      { name: `a${p}`, type: aType, access: 'read' },
      { name: `b${p}`, type: bType, access: 'read' },
    );
    return source;
  });
  if (addend) {
    bindings.push({ tensor: addend, access: 'read' });
    declarations.push({ name: 'c', type: resultType, access: 'read' });
  }
  bindings.push({ tensor: output, access: 'read_write' });
  declarations.push({ name: 'y', type: resultType, access: 'read_write' });

  const place = (i: number) => `(m0 + ${i}u) * ${resultWidth}u + id.x`;
  return {
    code: `${declareBindings(declarations)}
@compute @workgroup_size(${GROUP}, ${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let n0 = id.x * ${tile.columns}u;
  let m0 = id.y * ${tile.rows}u;
  if (n0 >= ${n}u || m0 >= ${m}u) { return; }
  ${rows.map((i) => `var c${i} = ${addend ? `c[${place(i)}]` : `${resultType}()`};`).join(' ')}
  ${loops.join('\n  ')}
  ${rows.map((i) => `y[${place(i)}] = c${i};`).join(' ')}
}`,
    bindings,
    workgroups: [ceilDiv(resultWidth, GROUP), ceilDiv(m / tile.rows, GROUP), 1],
  };
};
