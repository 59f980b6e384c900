/** @file The engine's problem in one sentence, with the button that solves it. */
import { engine } from '../../client/engine-store.ts';
import { useEngineState, useModel } from '../../client/hooks.ts';
import { type EngineError, isUnfinished, type TrainGroup } from '../../client/state.ts';
import { useTrainsElsewhere } from '../../client/training-lock.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { BASE_PROBLEMS } from '../../train/protocol.ts';
import type { ModelName } from '../../train/spec.ts';
import { errorMessage, recoveryMessage, stalledMessage } from '../../wording/messages.ts';
import { partTexts } from './texts.ts';
import { STALLED_SECONDS, useStalled } from './use-stalled.ts';

interface EngineNoticeProps {
  group?: TrainGroup | undefined;
  /** Base whose loading may have failed. */
  model: ModelName;
}

const isOfBase = ({ code }: EngineError) => (Object.values(BASE_PROBLEMS) as string[]).includes(code);

export function EngineNotice({ group, model }: EngineNoticeProps) {
  const t = useText(partTexts);
  const language = useLanguage();
  const { status, error } = useEngineState();
  const base = useModel(model);
  const stalled = useStalled(model);
  const elsewhere = useTrainsElsewhere();
  const found = error ?? group?.error ?? base?.error ?? null;
  // An error before the start no longer applies once the base is loaded, or loading again.
  const shown = found && isOfBase(found) ? (base?.error ?? null) : found;
  const again = (name: string) => (
    <button type="button" className="button" onClick={() => engine.loadAgain(model)}>
      {name}
    </button>
  );
  return (
    <div className="engine-notice" role="status">
      {shown && <p className="note note-bad">{errorMessage(shown, language)}</p>}
      {status === 'lost' && (
        <button type="button" className="button" onClick={() => engine.restart()}>
          {t('restart')}
        </button>
      )}
      {status === 'open' && shown && isOfBase(shown) && again(t('tryAgain'))}
      {stalled && !shown && (
        <>
          <p className="note note-warn">{stalledMessage(stalled, STALLED_SECONDS, language)}</p>
          {again(t('fetchAgain'))}
        </>
      )}
      {group?.recovered && !shown && (
        <p className="note note-warn">{recoveryMessage(group.recovered, language)}</p>
      )}
      {elsewhere && isUnfinished(group) && !shown && <p className="note note-warn">{t('otherWindow')}</p>}
    </div>
  );
}
