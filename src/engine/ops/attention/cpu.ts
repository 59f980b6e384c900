/** @file Attention on the CPU: one call of the module per head of each sequence, in any thread. */
import { type CpuKernel, offsetBy, pointerOf } from '../../cpu/kernel.ts';
import type { KernelCall } from '../../cpu/pool.ts';
import type { Node } from '../../graph.ts';
import { at } from '../../op.ts';
import type { AttentionShape } from './index.ts';

/** A call per head, made from its byte offsets: into queries, into keys and values, into the statistics. */
function eachHead<Call>(
  node: Node,
  call: (rows: number, keyRows: number, statistics: number) => Call,
): Call[] {
  const calls: Call[] = [];
  const { batchSize, sequenceLength, heads, headDim, past } = extents(node);
  const offset = (sequence: number, length: number, head: number): number =>
    4 * headDim * (sequence * length * heads + head);
  for (let sequence = 0; sequence < batchSize; sequence++) {
    for (let head = 0; head < heads; head++) {
      const rows = offset(sequence, sequenceLength, head);
      const keyRows = offset(sequence, past + sequenceLength, head);
      calls.push(call(rows, keyRows, 4 * sequenceLength * (sequence * heads + head)));
    }
  }
  return calls;
}

/** Numbers of one statistic of every row. */
function statisticsOf(node: Node): number {
  const { batchSize, sequenceLength, heads } = extents(node);
  return batchSize * sequenceLength * heads;
}

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

export const attentionCpu: CpuKernel = (node, { inputs, outputs, wasm, pool }) => {
  const [q, k, v] = [at(inputs, 0).pointer, at(inputs, 1).pointer, at(inputs, 2).pointer];
  const [y, logSumExp] = outputs.map(pointerOf) as [number, number];
  const { sequenceLength: length, past, headDim: dim, row, scale } = extents(node);
  const calls = eachHead<KernelCall<'attention'>>(node, (r, kr, s) => [
    q + r,
    k + kr,
    v + kr,
    y + r,
    offsetBy(logSumExp, s),
    length,
    past,
    dim,
    row,
    scale,
    0,
  ]);
  pool.run('attention', calls, wasm.attentionScratch(past + length, dim));
};

export const attentionGradQueryCpu: CpuKernel = (node, { inputs, outputs, wasm, pool, memory }) => {
  const [q, k, v, y, lse, dy] = inputs.map(pointerOf) as [number, number, number, number, number, number];
  const [dq, given] = outputs.map(pointerOf) as [number, number];
  const { sequenceLength: length, past, headDim: dim, row, scale } = extents(node);
  // Where nothing reads delta, it is written to scratch memory.
  const beside = given === 0 ? memory.allocate(statisticsOf(node)) : null;
  const into = beside?.pointer ?? given;
  const calls = eachHead<KernelCall<'attentionGradQuery'>>(node, (r, kr, s) => [
    q + r,
    k + kr,
    v + kr,
    y + r,
    lse + s,
    dy + r,
    offsetBy(dq, r),
    into + s,
    length,
    past,
    dim,
    row,
    scale,
    0,
  ]);
  pool.run('attentionGradQuery', calls, wasm.attentionScratch(past + length, dim));
  if (beside) memory.free(beside);
};

export const attentionGradKeyValueCpu: CpuKernel = (node, { inputs, outputs, wasm, pool }) => {
  const [q, k, v, lse, delta, dy] = inputs.map(pointerOf) as [number, number, number, number, number, number];
  const [dk, dv] = outputs.map(pointerOf) as [number, number];
  const { sequenceLength: length, past, headDim: dim, row, scale } = extents(node);
  const calls = eachHead<KernelCall<'attentionGradKeyValue'>>(node, (r, kr, s) => [
    q + r,
    k + kr,
    v + kr,
    lse + s,
    delta + s,
    dy + r,
    offsetBy(dk, kr),
    offsetBy(dv, kr),
    length,
    past,
    dim,
    row,
    scale,
    0,
  ]);
  pool.run('attentionGradKeyValue', calls, wasm.attentionScratch(past + length, dim));
};
