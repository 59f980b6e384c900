/** @file The adapter as files that PEFT reads. */
import { useState } from 'react';
import { downloadFiles } from '../../client/download.ts';
import { EngineFailure, engine } from '../../client/engine-store.ts';
import { canAnswer, type RunState } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { errorMessage } from '../../wording/messages.ts';
import { texts } from './texts.ts';

export function Export({ run }: { run: RunState | undefined }) {
  const t = useText(texts);
  const language = useLanguage();
  const [message, setMessage] = useState<string | null>(null);
  const usable = run !== undefined && canAnswer(run);

  async function save() {
    setMessage(t('exporting'));
    try {
      const files = await engine.exportWeights(run!.runId);
      downloadFiles(files);
      setMessage(t('exported', { files: files.map(({ name }) => name).join(', ') }));
    } catch (failure) {
      const error =
        failure instanceof EngineFailure ? failure.error : { code: 'internal' as const, detail: '' };
      setMessage(errorMessage(error, language));
    }
  }

  return (
    <div className="export">
      <p>{t('exportIntro')}</p>
      <p>
        <button type="button" className="button" disabled={!usable} onClick={save}>
          {t('exportNow')}
        </button>
      </p>
      <p role="status">{usable ? message : t('exportNeeds')}</p>
    </div>
  );
}
