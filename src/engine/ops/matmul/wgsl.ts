/**
 * @file Matrix products on the GPU: every invocation keeps a tile of up to 8 x 4 results in registers and reads
 * `vec4`s; no workgroup memory. On the software adapter a tile in workgroup memory ran five times slower
 * (barriers), on real GPUs these small matrices sit in the cache. Extents that are no multiple of four (a LoRA
 * rank of 1, one row while generating) fall back to narrower tiles of the same code.
 *
 * Tiles of 8 rows against 4, a full step of the reference model on the software adapter (`npm run bench -- --profile`):
 * products of layout tn 950 ms to 520 ms (their columns are far apart in memory, and a tall tile uses more of each
 * cache line), nt and nn a fifth faster. Nested `fma` instead of `dot` and `+=` took another tenth off a step. Tiles of
 * 16 rows were slower again. Small results keep 4 rows, so that there is work for many lanes.
 */
import { isPacked, matrixShape, type Node, sizeOf } from '../../graph.ts';
import {
  at,
  ceilDiv,
  declareBindings,
  type KernelBinding,
  type KernelRule,
  type MatmulLayout,
  wgslFloat,
} from '../../op.ts';
import type { PackedFormat } from '../../packed.ts';
import { productExtents, productsOf } from './index.ts';
import { type PackedFactor, unpackSource } from './unpack.ts';

const TILE = 4;
const TALL_TILE = 8;
const GROUP = 8;
/** Tall tiles are used for results that occupy at least this many invocations. */
const TALL_FROM = 512;

interface Tile {
  /** Rows of the result per invocation: 8, 4 or 1. */
  rows: number;
  /** Columns per invocation: 4 (one vec4) or 1. */
  columns: number;
  m: number;
  n: number;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const LANES = ['x', 'y', 'z', 'w'] as const;

/** The four (or one) values of b at depth `k`, as the expression of a vec4 (or f32). */
function readB(layout: MatmulLayout, b: Reader, k: string, depth: number, tile: Tile): string {
  if (layout === 'nt') {
    const values = range(tile.columns).map((j) => b(`(n0 + ${j}u) * ${depth}u + ${k}`));
    return tile.columns === TILE ? `vec4f(${values.join(', ')})` : at(values, 0);
  }
  return tile.columns === TILE ? b(`(${k}) * ${tile.n / TILE}u + id.x`) : b(`(${k}) * ${tile.n}u + n0`);
}

/** The expression for a number (or a vec4) of an array, from its index. */
type Reader = (index: string) => string;

/** Source that adds product `p` to the accumulators c0, c1, ... */
function productLoop(
  layout: MatmulLayout,
  p: number,
  depth: number,
  scale: number,
  tile: Tile,
  packed: PackedFormat | null,
): { source: string; aType: string; bType: string } {
  const rows = range(tile.rows);
  const deepVectors = depth % TILE === 0 && layout !== 'tn';
  const bIsVector = layout === 'nt' ? deepVectors : tile.columns === TILE;
  const bType = packed ? 'u32' : bIsVector ? 'vec4f' : 'f32';
  const b: Reader = packed
    ? (index) => `${bIsVector ? 'unpackQuad' : 'unpackOne'}${p}(${index})`
    : (index) => `b${p}[${index}]`;
  // A scaled product has sums of its own; any other adds to the result at once, which takes half the registers.
  const sum = scale === 1 ? 'c' : 's';
  const loop = (count: number, lines: readonly string[]): string => {
    const type = tile.columns === TILE ? 'vec4f' : 'f32';
    const begin = scale === 1 ? '' : rows.map((i) => `var s${i} = ${type}();`).join(' ');
    const end = scale === 1 ? '' : rows.map((i) => `c${i} += s${i} * ${wgslFloat(scale)};`).join(' ');
    return `{ ${begin}
  for (var k = 0u; k < ${count}u; k++) {
    ${lines.join('\n    ')}
  }
  ${end} }`;
  };

  const isWide = tile.columns === TILE;
  /** A number times b, which is as wide as the tile, plus the rest. */
  const timesPlus = (factor: string, b: string, rest: string): string =>
    `fma(${isWide ? `vec4f(${factor})` : factor}, ${b}, ${rest})`;
  const addTimes = (i: number, factor: string, b: string): string =>
    `${sum}${i} = ${timesPlus(factor, b, `${sum}${i}`)};`;

  if (layout === 'tn') {
    const isVector = tile.rows > 1;
    const quads = tile.rows / TILE;
    const reads = isVector
      ? range(quads).map((q) => `let a_${q} = a${p}[k * ${tile.m / TILE}u + id.y * ${quads}u + ${q}u];`)
      : [`let a = a${p}[k * ${tile.m}u + m0];`];
    const factor = (i: number): string => (isVector ? `a_${Math.floor(i / TILE)}.${LANES[i % TILE]}` : 'a');
    const lines = rows.map((i) => addTimes(i, factor(i), 'b'));
    const source = loop(depth, [`let b = ${readB(layout, b, 'k', depth, tile)};`, ...reads, ...lines]);
    return { source, aType: isVector ? 'vec4f' : 'f32', bType };
  }
  if (!deepVectors) {
    const lines = rows.map((i) => addTimes(i, `a${p}[(m0 + ${i}u) * ${depth}u + k]`, 'b'));
    const source = loop(depth, [`let b = ${readB(layout, b, 'k', depth, tile)};`, ...lines]);
    return { source, aType: 'f32', bType };
  }
  const quarter = depth / TILE;
  const eachRow = (line: (i: number) => string): string[] =>
    rows.map((i) => `{ let a = a${p}[(m0 + ${i}u) * ${quarter}u + k]; ${line(i)} }`);
  if (layout === 'nt') {
    const reads = range(tile.columns).map((j) => `let b_${j} = ${b(`(n0 + ${j}u) * ${quarter}u + k`)};`);
    const dotPlus = (j: number, c: string): string =>
      LANES.reduceRight((rest, lane) => `fma(a.${lane}, b_${j}.${lane}, ${rest})`, c);
    const lines = eachRow((i) =>
      isWide
        ? `${sum}${i} = vec4f(${LANES.map((lane, j) => dotPlus(j, `${sum}${i}.${lane}`)).join(', ')});`
        : `${sum}${i} = ${dotPlus(0, `${sum}${i}`)};`,
    );
    return { source: loop(quarter, [...reads, ...lines]), aType: 'vec4f', bType };
  }
  const reads = range(TILE).map((j) => `let b_${j} = ${readB(layout, b, `k * 4u + ${j}u`, depth, tile)};`);
  const sumOfFour = (i: number): string =>
    LANES.reduceRight((rest, lane, j) => timesPlus(`a.${lane}`, `b_${j}`, rest), `${sum}${i}`);
  const lines = eachRow((i) => `${sum}${i} = ${sumOfFour(i)};`);
  return { source: loop(quarter, [...reads, ...lines]), aType: 'vec4f', bType };
}

function tileFor(m: number, n: number): Tile {
  const columns = n % TILE === 0 ? TILE : 1;
  const isTall = m % TALL_TILE === 0 && (m / TALL_TILE) * (n / columns) >= TALL_FROM;
  return { rows: isTall ? TALL_TILE : m % TILE === 0 ? TILE : 1, columns, m, n };
}

export const matmulKernel: KernelRule = (node: Node) => {
  const { layout, products, addend } = productsOf(node);
  const output = at(node.outputs, 0);
  const [m, n] = matrixShape('matmul', output);
  const tile = tileFor(m, n);
  const resultType = tile.columns === TILE ? 'vec4f' : 'f32';
  const resultWidth = n / tile.columns;
  const rows = range(tile.rows);

  const packs: PackedFactor[] = [];
  const bindings: KernelBinding[] = [];
  const declarations: { name: string; type: string; access: 'read' | 'read_write' }[] = [];
  const loops = products.map(({ a, b, scale }, p) => {
    const [, , depth] = productExtents(layout, a, b);
    const packed = isPacked(b.dtype) ? b.dtype : null;
    const { source, aType, bType } = productLoop(layout, p, depth, scale, tile, packed);
    if (packed) packs.push({ format: packed, p, size: sizeOf(b.shape) });
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
    code: `${[declareBindings(declarations), ...unpackSource(packs)].join('\n')}
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
