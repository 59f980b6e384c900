/** @file SwiGLU on the CPU. */
import { type CpuKernel, offsetBy, pointerOf } from '../../cpu/kernel.ts';
import { divide, type KernelCall, partsFor } from '../../cpu/pool.ts';
import { at } from '../../op.ts';

/** Cost of an exp in multiplications. */
const WORK = 8;

export const swiGluCpu: CpuKernel = (_, { inputs, outputs, pool }) => {
  const y = at(outputs, 0)!;
  const [gate, up] = inputs.map(pointerOf) as [number, number];
  const calls = divide(y.length, 4, partsFor(pool, WORK * y.length)).map(
    ([from, to]) => [gate + 4 * from, up + 4 * from, y.pointer + 4 * from, to - from] as const,
  );
  pool.run('swiGlu', calls);
};

export const swiGluGradCpu: CpuKernel = (_, { inputs, outputs, pool }) => {
  const [gate, up, dy] = inputs.map(pointerOf) as [number, number, number];
  const [dgate, dup] = outputs.map(pointerOf) as [number, number];
  const { length } = at(inputs, 0);
  const calls = divide(length, 4, partsFor(pool, WORK * length)).map(
    ([from, to]) =>
      [gate, up, dy, dgate, dup]
        .map((pointer) => offsetBy(pointer, 4 * from))
        .concat(to - from) as unknown as KernelCall<'swiGluGrad'>,
  );
  pool.run('swiGluGrad', calls);
};
