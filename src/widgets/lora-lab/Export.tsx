/** @file The LoRA run as one zip: adapter, base, data, curve, and the Python code that continues from it. */
import { useState } from 'react';
import { EngineFailure, engine } from '../../client/engine-store.ts';
import { canAnswer, type RunState } from '../../client/state.ts';
import { AssetError } from '../../page/assets.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { BASE_PROBLEMS } from '../../train/protocol.ts';
import { errorMessage } from '../../wording/messages.ts';
import { exportRun } from '../parts/export-run.ts';
import { RealModel } from '../parts/RealModel.tsx';
import { texts } from './texts.ts';

export function Export({ run }: { run: RunState | undefined }) {
  const t = useText(texts);
  const language = useLanguage();
  const [message, setMessage] = useState<string | null>(null);
  const usable = run !== undefined && canAnswer(run);

  async function save() {
    setMessage(t('exporting'));
    try {
      const { runId, spec, steps, stepCount, evaluations, evaluationCount } = run!;
      const trained = await engine.exportWeights(runId);
      const finished = {
        spec,
        steps: steps.slice(0, stepCount),
        evaluations: evaluations.slice(0, evaluationCount),
        trained,
      };
      setMessage(t('exported', { files: await exportRun(finished, language) }));
    } catch (failure) {
      const code = failure instanceof AssetError ? BASE_PROBLEMS[failure.problem] : ('internal' as const);
      const error = failure instanceof EngineFailure ? failure.error : { code, detail: '' };
      setMessage(errorMessage(error, language));
    }
  }

  return (
    <div className="export">
      <p>{t('exportIntro')}</p>
      <RealModel />
      <p>
        <button type="button" className="button" disabled={!usable} onClick={save}>
          {t('exportNow')}
        </button>
      </p>
      <p role="status">{usable ? message : t('exportNeeds')}</p>
    </div>
  );
}
