/** @file One question put to several runs' models, side by side; the weights of finished ones are loaded from storage. */

import { EngineFailure, engine } from '../client/engine-store.ts';
import { useGeneration } from '../client/hooks.ts';
import type { EngineError } from '../client/state.ts';
import { useLanguage, useText } from '../page/language.ts';
import { useShared } from '../page/shared-state.ts';
import { GREEDY, languageOf, modelFor } from '../recipes/defaults.ts';
import { sampleQuestions } from '../recipes/questions.ts';
import { AnswerText } from '../widgets/parts/AnswerText.tsx';
import { AskForm } from '../widgets/parts/AskForm.tsx';
import { errorMessage } from '../wording/messages.ts';
import { labRunName } from './names.ts';
import { inOrder, type LabRun } from './runs/runs.ts';
import { lab, useLab } from './runs/store.ts';
import { texts } from './texts.ts';

/** Columns that fit on a laptop, and trained models that the device holds at a time. */
const MOST_COLUMNS = 4;
const BASE = 'base';

/** State of the last question to one column. */
type Asked = { requestId: string } | { error: EngineError } | 'loading' | null;

/** Chosen columns; null stands for the newest run. */
const FIRST: readonly (string | null)[] = [BASE, null];
const NOTHING: readonly Asked[] = [];

function canChat(run: LabRun): boolean {
  return run.weights || run.phase === 'training';
}

export function LabChat() {
  const t = useText(texts);
  const language = useLanguage();
  const { runs } = useLab();
  const answerable = inOrder(runs).filter(canChat);
  const [columns, setColumns] = useShared('lab.columns', FIRST);
  const [asked, setAsked] = useShared('lab.asked', NOTHING);
  const [typed, setTyped] = useShared<string | null>('lab.ask', null);
  const chosen = columns.map((wanted, i) => {
    if (wanted === BASE) return BASE;
    return answerable.find((run) => run.id === wanted)?.id ?? answerable[i - 1]?.id ?? BASE;
  });
  // The base answers in the language of the first run beside it.
  const baseModel = answerable.find((run) => chosen.includes(run.id))?.spec.model ?? modelFor(language);
  const prompt = typed ?? sampleQuestions(languageOf(baseModel))[0]!.prompt;

  async function ask() {
    for (const one of asked)
      if (one && typeof one === 'object' && 'requestId' in one) engine.cancelGenerate(one.requestId);
    const answers: Asked[] = chosen.map(() => 'loading');
    setAsked([...answers]);
    for (const [i, who] of chosen.entries()) {
      try {
        const runId = who === BASE ? null : await lab.openModel(who);
        const model = runs.find((run) => run.id === who)?.spec.model ?? baseModel;
        const requestId = engine.generate({ model, runId, prompt, form: 'chat', sampling: GREEDY });
        answers[i] = { requestId };
      } catch (failure) {
        const error: EngineError =
          failure instanceof EngineFailure ? failure.error : { code: 'internal', detail: String(failure) };
        answers[i] = { error };
      }
      setAsked([...answers]);
    }
  }

  const change = (next: (string | null)[]) => {
    setColumns(next);
    setAsked(NOTHING);
  };

  return (
    <div className="lab-chat">
      <p className="hint">{t('chatIntro')}</p>
      <AskForm label={t('question')} text={prompt} setText={setTyped} action={t('ask')} onAsk={ask} />
      <div className="lab-columns">
        {chosen.map((who, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
          <div key={i} className="lab-column">
            <div className="lab-column-head">
              <select
                className="select"
                aria-label={t('column', { index: i + 1 })}
                value={who}
                onChange={(event) =>
                  change(chosen.map((one, j) => (j === i ? event.currentTarget.value : one)))
                }
              >
                <option value={BASE}>{t('baseModel')}</option>
                {answerable.map((run) => (
                  <option key={run.id} value={run.id}>
                    {labRunName(run, language)}
                  </option>
                ))}
              </select>
              {chosen.length > 2 && (
                <button
                  type="button"
                  className="button button-quiet button-icon is-small"
                  aria-label={t('removeColumn', { index: i + 1 })}
                  onClick={() => change(chosen.filter((_, j) => j !== i))}
                >
                  ✕
                </button>
              )}
            </div>
            <p className="lab-answer" aria-live="polite">
              <Answer asked={asked[i] ?? null} />
            </p>
          </div>
        ))}
      </div>
      <div className="button-row">
        <button
          type="button"
          className="button is-small"
          disabled={chosen.length >= MOST_COLUMNS}
          onClick={() => change([...chosen, null])}
        >
          {t('addColumn')}
        </button>
      </div>
    </div>
  );
}

function Answer({ asked }: { asked: Asked }) {
  const t = useText(texts);
  const language = useLanguage();
  const requestId = asked && typeof asked === 'object' && 'requestId' in asked ? asked.requestId : null;
  const generation = useGeneration(requestId);
  if (asked === 'loading') return <span className="hint">{t('loading')}</span>;
  if (asked && 'error' in asked) return <span>{errorMessage(asked.error, language)}</span>;
  return <AnswerText generation={generation} />;
}
