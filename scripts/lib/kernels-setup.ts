/**
 * @file Compiles the CPU engine's kernels before the tests that use them. The compiler starts by `fetch`, which some of
 * these tests replace.
 */
import { cpuBinary } from '../../src/engine/cpu/compile.ts';

export default async function setup(): Promise<void> {
  await cpuBinary('fused');
  await cpuBinary('plain');
}
