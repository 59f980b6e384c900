/** @file The workshop's data as a run for Python: with weights and curve where it was trained here, else as a plan. */
import { canAnswer, type RunState } from '../../client/state.ts';
import { useText } from '../../page/language.ts';
import type { RunSpec } from '../../train/spec.ts';
import { ExportGaps } from '../parts/ExportGaps.tsx';
import { RealModel } from '../parts/RealModel.tsx';
import { useRunExport } from '../parts/use-run-export.ts';
import { texts } from './texts.ts';

interface PlanExportProps {
  /** What "Train on this" would train. */
  spec: RunSpec;
  /** The last run of this visit. */
  run: RunState | undefined;
}

export function PlanExport({ spec, run }: PlanExportProps) {
  const t = useText(texts);
  const { message, report, saveRun, savePlan } = useRunExport();
  const isEmpty = (spec.data.examples?.length ?? 0) === 0;
  // A run of other data or settings is not the one that the button exports.
  const trained = run && canAnswer(run) && JSON.stringify(run.spec) === JSON.stringify(spec) ? run : null;
  return (
    <div className="workshop-export">
      <RealModel />
      <p className="workshop-line">
        <button
          type="button"
          className="button is-small"
          disabled={isEmpty}
          onClick={() => void (trained ? saveRun(trained) : savePlan(spec))}
        >
          {t(trained ? 'exportRun' : 'exportPlan')}
        </button>
        <span className="hint">{t('exportPlanHint')}</span>
      </p>
      <p role="status">{message}</p>
      <ExportGaps report={report} />
    </div>
  );
}
