/** @file The LoRA run as one zip: adapter, base, data, curve, and the Python code that continues from it. */
import { canAnswer, type RunState } from '../../client/state.ts';
import { useText } from '../../page/language.ts';
import { ExportGaps } from '../parts/ExportGaps.tsx';
import { RealModel } from '../parts/RealModel.tsx';
import { useRunExport } from '../parts/use-run-export.ts';
import { texts } from './texts.ts';

export function Export({ run }: { run: RunState | undefined }) {
  const t = useText(texts);
  const { message, report, saveRun } = useRunExport();
  const usable = run !== undefined && canAnswer(run);
  return (
    <div className="export">
      <p>{t('exportIntro')}</p>
      <RealModel />
      <p>
        <button
          type="button"
          className="button"
          disabled={!usable}
          onClick={() => usable && void saveRun(run)}
        >
          {t('exportNow')}
        </button>
      </p>
      <p role="status">{usable ? message : t('exportNeeds')}</p>
      {usable && <ExportGaps report={report} />}
    </div>
  );
}
