/** @file Exports a run, or settings and data alone, and reports on it in a sentence. */
import { useState } from 'react';
import { EngineFailure, engine } from '../../client/engine-store.ts';
import type { RunState } from '../../client/state.ts';
import type { FinishedRun } from '../../exports/finished-run.ts';
import type { ExportReport } from '../../exports/gaps.ts';
import { PackError } from '../../exports/packer.ts';
import { AssetError } from '../../page/assets.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { BASE_PROBLEMS } from '../../train/protocol.ts';
import type { RunSpec } from '../../train/spec.ts';
import { errorMessage } from '../../wording/messages.ts';
import { exportRun } from './export-run.ts';
import { partTexts } from './texts.ts';

async function finished({ runId, spec, ...run }: RunState): Promise<FinishedRun> {
  return {
    spec,
    steps: run.steps.slice(0, run.stepCount),
    evaluations: run.evaluations.slice(0, run.evaluationCount),
    trained: await engine.exportWeights(runId),
  };
}

interface RunExport {
  /** The state of the export, or its result; null before the first one. */
  message: string | null;
  /** What of it does not carry over; null before. */
  report: ExportReport | null;
  /** A run whose weights the engine holds. */
  saveRun(run: RunState): Promise<void>;
  /** Settings and data, before any training. */
  savePlan(spec: RunSpec): Promise<void>;
}

export function useRunExport(): RunExport {
  const t = useText(partTexts);
  const language = useLanguage();
  const [message, setMessage] = useState<string | null>(null);
  const [report, setReport] = useState<ExportReport | null>(null);

  async function save(make: () => Promise<FinishedRun>) {
    setMessage(t('exporting'));
    setReport(null);
    try {
      const saved = await exportRun(await make(), language);
      setMessage(t('exported', { files: saved.name }));
      setReport(saved.report);
    } catch (failure) {
      if (failure instanceof PackError) {
        setMessage(t(failure.reason === 'nothingToLearn' ? 'exportNothing' : 'exportFailed'));
        return;
      }
      const code = failure instanceof AssetError ? BASE_PROBLEMS[failure.problem] : ('internal' as const);
      const error = failure instanceof EngineFailure ? failure.error : { code, detail: '' };
      setMessage(errorMessage(error, language));
    }
  }

  return {
    message,
    report,
    saveRun: (run) => save(() => finished(run)),
    savePlan: (spec) => save(async () => ({ spec, steps: [], evaluations: [], trained: [] })),
  };
}
