/** @file The tfjs lowering of every op. Cached attention has no entry: generation here reads the whole sequence. */
import type { OpName } from '../graph.ts';
import { lowerAdd } from '../ops/add/tfjs.ts';
import { lowerAttention } from '../ops/attention/tfjs.ts';
import { lowerBias } from '../ops/bias/tfjs.ts';
import { lowerCrossEntropy } from '../ops/crossEntropy/tfjs.ts';
import { lowerDoraNorm, lowerDoraScale } from '../ops/dora/tfjs.ts';
import { lowerDropout } from '../ops/dropout/tfjs.ts';
import { lowerEmbedding } from '../ops/embedding/tfjs.ts';
import { lowerMatmul } from '../ops/matmul/tfjs.ts';
import { lowerPrependRows } from '../ops/prependRows/tfjs.ts';
import { lowerRmsNorm } from '../ops/rmsNorm/tfjs.ts';
import { lowerRope } from '../ops/rope/tfjs.ts';
import { lowerScaleColumns } from '../ops/scaleColumns/tfjs.ts';
import { lowerSwiGlu } from '../ops/swiGlu/tfjs.ts';
import { lowerTakeRows } from '../ops/takeRows/tfjs.ts';
import { lowerUnitNorm } from '../ops/unitNorm/tfjs.ts';
import type { Lowering } from './lowering.ts';

export const lowerings: Partial<Record<OpName, Lowering>> = {
  add: lowerAdd,
  attention: lowerAttention,
  bias: lowerBias,
  crossEntropy: lowerCrossEntropy,
  doraNorm: lowerDoraNorm,
  doraScale: lowerDoraScale,
  dropout: lowerDropout,
  embedding: lowerEmbedding,
  matmul: lowerMatmul,
  prependRows: lowerPrependRows,
  rmsNorm: lowerRmsNorm,
  rope: lowerRope,
  scaleColumns: lowerScaleColumns,
  swiGlu: lowerSwiGlu,
  unitNorm: lowerUnitNorm,
  takeRows: lowerTakeRows,
};
