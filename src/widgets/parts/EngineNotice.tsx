/** @file What is wrong or slow with the engine, in one sentence, with the one button that helps. */
import { engine } from '../../client/engine-store.ts';
import { useEngineState, useModel } from '../../client/hooks.ts';
import type { TrainGroup } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import type { ModelName } from '../../train/spec.ts';
import { deviceNotice, errorMessage } from '../../wording/messages.ts';
import { partTexts } from './texts.ts';

export interface EngineNoticeProps {
  group?: TrainGroup | undefined;
  /** Base whose loading may have failed. */
  model: ModelName;
}

export function EngineNotice({ group, model }: EngineNoticeProps) {
  const t = useText(partTexts);
  const language = useLanguage();
  const { status, device, error } = useEngineState();
  const modelError = useModel(model)?.error ?? null;
  const shown = error ?? group?.error ?? modelError;
  const slow = device ? deviceNotice(device, language) : null;
  return (
    <div className="engine-notice" role="status">
      {shown && <p className="note note-bad">{errorMessage(shown, language)}</p>}
      {status === 'lost' && (
        <button type="button" className="button" onClick={() => engine.restart()}>
          {t('restart')}
        </button>
      )}
      {slow && !shown && <p className="note note-warn">{slow}</p>}
    </div>
  );
}
