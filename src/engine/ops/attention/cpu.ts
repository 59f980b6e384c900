/** @file Attention on the CPU: one call of the module per head of each sequence. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import type { Node } from '../../graph.ts';
import { at } from '../../op.ts';
import type { AttentionShape } from './index.ts';

/** Calls `run` with the byte offsets of every head: into queries, into keys and values, into the statistics. */
function eachHead(node: Node, run: (rows: number, keyRows: number, statistics: number) => void): void {
  const { batchSize, sequenceLength, heads, headDim, past } = extents(node);
  const offset = (sequence: number, length: number, head: number): number =>
    4 * headDim * (sequence * length * heads + head);
  for (let sequence = 0; sequence < batchSize; sequence++) {
    for (let head = 0; head < heads; head++) {
      const rows = offset(sequence, sequenceLength, head);
      const keyRows = offset(sequence, past + sequenceLength, head);
      run(rows, keyRows, 4 * sequenceLength * (sequence * heads + head));
    }
  }
}

/** A pointer moved on, unless it points nowhere. */
const moved = (pointer: number, by: number): number => (pointer === 0 ? 0 : pointer + by);

interface Extents extends AttentionShape {
  /** Keys in front of the sequence. */
  past: number;
  /** Bytes from one row of a head to the next. */
  row: number;
  scale: number;
}

function extents(node: Node): Extents {
  const shape = node.attributes as unknown as AttentionShape;
  const { heads, headDim, prefixLength = 0 } = shape;
  return { ...shape, past: prefixLength, row: 4 * heads * headDim, scale: 1 / Math.sqrt(headDim) };
}

export const attentionCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const [q, k, v] = [at(inputs, 0).pointer, at(inputs, 1).pointer, at(inputs, 2).pointer];
  const [y, logSumExp] = outputs.map(pointerOf) as [number, number];
  const { sequenceLength: length, past, headDim: dim, row, scale } = extents(node);
  const scratch = memory.scratch(wasm.attentionScratch(past + length, dim));
  eachHead(node, (r, kr, s) => {
    const statistics = moved(logSumExp, s);
    wasm.attention(q + r, k + kr, v + kr, y + r, statistics, length, past, dim, row, scale, scratch);
  });
};

export const attentionGradQueryCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const [q, k, v, y, lse, dy] = inputs.map(pointerOf) as [number, number, number, number, number, number];
  const [dq, given] = outputs.map(pointerOf) as [number, number];
  const { sequenceLength: length, past, headDim: dim, row, scale } = extents(node);
  const room = wasm.attentionScratch(past + length, dim);
  const scratch = memory.scratch(room + length);
  eachHead(node, (r, kr, s) => {
    const delta = given === 0 ? scratch + 4 * room : given + s;
    wasm.attentionGradQuery(
      q + r,
      k + kr,
      v + kr,
      y + r,
      lse + s,
      dy + r,
      moved(dq, r),
      delta,
      length,
      past,
      dim,
      row,
      scale,
      scratch,
    );
  });
};

export const attentionGradKeyValueCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const [q, k, v, lse, delta, dy] = inputs.map(pointerOf) as [number, number, number, number, number, number];
  const [dk, dv] = outputs.map(pointerOf) as [number, number];
  const { sequenceLength: length, past, headDim: dim, row, scale } = extents(node);
  const scratch = memory.scratch(wasm.attentionScratch(past + length, dim));
  eachHead(node, (r, kr, s) => {
    wasm.attentionGradKeyValue(
      q + r,
      k + kr,
      v + kr,
      lse + s,
      delta + s,
      dy + r,
      moved(dk, kr),
      moved(dv, kr),
      length,
      past,
      dim,
      row,
      scale,
      scratch,
    );
  });
};
