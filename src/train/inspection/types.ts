/** @file The report of an inspection of a run's weights: plain data, stored in recordings as it is. */
import type { LinearTarget } from '../../peft/spec.ts';

/** A linear map of a block. */
export interface MatrixName {
  layer: number;
  target: LinearTarget;
}

/** ΔW of one matrix: what training has added to W. */
export interface MatrixReport extends MatrixName {
  /** [out, in] */
  shape: [number, number];
  /** Frobenius norm of ΔW. */
  norm: number;
  /** Its square as a share of that of everything that changed, 0 to 1. */
  share: number;
  /** Largest first; of a rank-r product only the first r, the others being zero. */
  singularValues: number[];
  /** exp of the entropy of the singular values (Roy & Vetterli 2007). */
  effectiveRank: number;
  /** Squared Frobenius norm over squared spectral norm. */
  stableRank: number;
}

interface NearToken {
  text: string;
  /** Cosine similarity, -1 to 1. */
  cosine: number;
  /** Euclidean distance. */
  distance: number;
}

/** A learned vector that stands where a token's embedding stands. */
export interface VirtualToken {
  /** Its Euclidean length. */
  length: number;
  /** The real tokens nearest by cosine, nearest first. */
  nearest: NearToken[];
}

export interface Inspection {
  /** Every linear map that the method changes, layer by layer; empty where it cannot be written as a change of weights. */
  matrices: MatrixReport[];
  /** Share of the squared change that lies elsewhere: embeddings and norms. */
  otherShare: number;
  /** Prompt tuning's vectors, beside the mean length of real embeddings; null for other methods. */
  prompt: { tokens: VirtualToken[]; meanLength: number } | null;
}

/** A matrix small enough to draw. */
export interface HeatMap {
  /** Of the matrix. */
  rows: number;
  columns: number;
  /** Cells drawn: blocks of the matrix where it is larger. */
  height: number;
  width: number;
  /** Largest magnitude. */
  peak: number;
  /** Row-major signed bytes in base64: 127 is the peak. */
  cells: string;
}

export interface MatrixMaps extends MatrixName {
  /** ΔW, scaling included. */
  delta: HeatMap;
  /** LoRA's factors; null for other methods. */
  a: HeatMap | null;
  b: HeatMap | null;
}
