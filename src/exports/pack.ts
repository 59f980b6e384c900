/** @file What the packing worker is asked for, and the bytes that it answers with. */
import type { ExportedFile } from '../peft/method.ts';
import type { ModelFiles } from '../train/protocol.ts';
import type { FinishedRun } from './finished-run.ts';
import type { ExportReport } from './gaps.ts';
import { NothingToLearn } from './rows.ts';
import { type ExportOptions, runFiles } from './run-files.ts';
import { zipped } from './zip.ts';

export type PackRequest =
  /** A run with all that goes on from it. `model`: the base's files, as they ship. */
  | { kind: 'run'; run: FinishedRun; model: ModelFiles; options: ExportOptions }
  /** Files as they are. */
  | { kind: 'files'; files: readonly ExportedFile[] };

export interface Packed {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of a run; null for files as they are. */
  report: ExportReport | null;
}

export type PackAnswer =
  | Packed
  /** `detail`: what was thrown; a reader is never shown it. */
  | { failure: 'nothingToLearn' | 'internal'; detail: string };

/** The bytes of the zip, or why there are none. Never throws. */
export function answer(request: PackRequest): PackAnswer {
  try {
    if (request.kind === 'files') return { bytes: zipped(request.files), report: null };
    const { files, report } = runFiles(request.run, request.model, request.options);
    return { bytes: zipped(files), report };
  } catch (error) {
    return {
      failure: error instanceof NothingToLearn ? 'nothingToLearn' : 'internal',
      detail: String(error),
    };
  }
}
