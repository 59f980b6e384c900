/** @file Inspections of runs: that of a step, one matrix of it, and the change by kind of matrix. */

import type { Inspection, MatrixName, MatrixReport } from '../../train/inspection/types.ts';
import type { ShownRun } from '../parts/shown-run.ts';

export interface Snapshot {
  step: number;
  inspection: Inspection;
}

/** Every evaluation with an inspection of the weights. */
export function snapshotsOf(run: ShownRun | undefined): Snapshot[] {
  if (!run) return [];
  return run.evaluations
    .slice(0, run.evaluationCount)
    .flatMap(({ step, inspection }) => (inspection ? [{ step, inspection }] : []));
}

/** The snapshot at a step, or the last one before it; null is the newest. */
export function snapshotAt(run: ShownRun | undefined, step: number | null): Snapshot | undefined {
  const all = snapshotsOf(run);
  return step === null ? all.at(-1) : (all.findLast((one) => one.step <= step) ?? all[0]);
}

export function reportOf(
  snapshot: Snapshot | undefined,
  { layer, target }: MatrixName,
): MatrixReport | undefined {
  return snapshot?.inspection.matrices.find((one) => one.layer === layer && one.target === target);
}

/** Share of the squared norm that the first `count` singular values hold, 0 to 1. */
export function energyOf(values: readonly number[], count: number): number {
  const square = (list: readonly number[]) => list.reduce((sum, value) => sum + value * value, 0);
  const all = square(values);
  return all > 0 ? square(values.slice(0, count)) / all : 0;
}

interface MatrixShare {
  /** A matrix's name, or 'other' for embeddings and norms. */
  id: string;
  /** Share of the squared change, 0 to 1, over all layers. */
  share: number;
  /** Root mean square of the change of one weight; null for what is no matrix of a block. */
  perWeight: number | null;
}

/** The change by kind of matrix, over all layers, in the order of a block. */
export function matrixSharesOf(snapshot: Snapshot | undefined): MatrixShare[] {
  if (!snapshot) return [];
  const { matrices, otherShare } = snapshot.inspection;
  const shares: MatrixShare[] = [...new Set(matrices.map(({ target }) => target))].map((id) => {
    const own = matrices.filter(({ target }) => target === id);
    const square = own.reduce((sum, { norm }) => sum + norm ** 2, 0);
    const weights = own.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
    return {
      id,
      share: own.reduce((sum, { share }) => sum + share, 0),
      perWeight: Math.sqrt(square / weights),
    };
  });
  return otherShare > 0 ? [...shares, { id: 'other', share: otherShare, perWeight: null }] : shares;
}

/** The one with the largest share. */
export function largestShare(shares: readonly MatrixShare[]): MatrixShare | undefined {
  return shares.reduce<MatrixShare | undefined>(
    (best, one) => (best === undefined || one.share > best.share ? one : best),
    undefined,
  );
}
