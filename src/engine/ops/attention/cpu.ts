/** @file Attention on the CPU: one call of the module per head of each sequence. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import type { Node } from '../../graph.ts';
import { at } from '../../op.ts';
import type { AttentionShape } from './index.ts';

/** Calls `run` with the byte offsets of every head: into the rows, and into the statistics. */
function eachHead(node: Node, run: (rows: number, statistics: number) => void): void {
  const { batchSize, sequenceLength, heads, headDim } = node.attributes as unknown as AttentionShape;
  for (let sequence = 0; sequence < batchSize; sequence++) {
    for (let head = 0; head < heads; head++) {
      const rows = 4 * headDim * (sequence * sequenceLength * heads + head);
      run(rows, 4 * sequenceLength * (sequence * heads + head));
    }
  }
}

/** A pointer moved on, unless it points nowhere. */
const moved = (pointer: number, by: number): number => (pointer === 0 ? 0 : pointer + by);

function extents(node: Node): { length: number; dim: number; row: number; scale: number } {
  const { sequenceLength, heads, headDim } = node.attributes as unknown as AttentionShape;
  return { length: sequenceLength, dim: headDim, row: 4 * heads * headDim, scale: 1 / Math.sqrt(headDim) };
}

export const attentionCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const [q, k, v] = [at(inputs, 0).pointer, at(inputs, 1).pointer, at(inputs, 2).pointer];
  const [y, logSumExp] = outputs.map(pointerOf) as [number, number];
  const { length, dim, row, scale } = extents(node);
  const scratch = memory.scratch(wasm.attentionScratch(length, dim));
  eachHead(node, (r, s) => {
    wasm.attention(q + r, k + r, v + r, y + r, moved(logSumExp, s), length, dim, row, scale, scratch);
  });
};

export const attentionGradQueryCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const [q, k, v, y, lse, dy] = inputs.map(pointerOf) as [number, number, number, number, number, number];
  const [dq, given] = outputs.map(pointerOf) as [number, number];
  const { length, dim, row, scale } = extents(node);
  const room = wasm.attentionScratch(length, dim);
  const scratch = memory.scratch(room + length);
  eachHead(node, (r, s) => {
    const delta = given === 0 ? scratch + 4 * room : given + s;
    wasm.attentionGradQuery(
      q + r,
      k + r,
      v + r,
      y + r,
      lse + s,
      dy + r,
      moved(dq, r),
      delta,
      length,
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
  const { length, dim, row, scale } = extents(node);
  const scratch = memory.scratch(wasm.attentionScratch(length, dim));
  eachHead(node, (r, s) => {
    wasm.attentionGradKeyValue(
      q + r,
      k + r,
      v + r,
      lse + s,
      delta + s,
      dy + r,
      moved(dk, r),
      moved(dv, r),
      length,
      dim,
      row,
      scale,
      scratch,
    );
  });
};
