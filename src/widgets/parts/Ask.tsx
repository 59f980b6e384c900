/** @file One prompt put to several models at once; their answers stream side by side. */
import { engine } from '../../client/engine-store.ts';
import { useGeneration } from '../../client/hooks.ts';
import { useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { GREEDY } from '../../recipes/defaults.ts';
import type { PromptForm } from '../../train/protocol.ts';
import type { ModelName } from '../../train/spec.ts';
import { AnswerText } from './AnswerText.tsx';
import { AskForm } from './AskForm.tsx';
import { partTexts } from './texts.ts';

export interface Respondent {
  key: string;
  label: string;
  /** Null is the base. */
  runId: string | null;
  /** Why it cannot answer now; shown instead of an answer. */
  absent?: string | null;
}

interface AskProps {
  widgetId: string;
  model: ModelName;
  respondents: readonly Respondent[];
  /** Initial prompt of the field. */
  first: string;
  form: PromptForm;
}

const NONE: Readonly<Record<string, string>> = {};

export function Ask({ widgetId, model, respondents, first, form }: AskProps) {
  const t = useText(partTexts);
  const [typed, setTyped] = useShared<string | null>(`${widgetId}.ask`, null);
  const [requests, setRequests] = useShared(`${widgetId}.asked`, NONE);
  const prompt = typed ?? first;

  function ask() {
    for (const requestId of Object.values(requests)) engine.cancelGenerate(requestId);
    const asked = respondents
      .filter(({ absent }) => !absent)
      .map(
        ({ key, runId }) => [key, engine.generate({ model, runId, prompt, form, sampling: GREEDY })] as const,
      );
    setRequests(Object.fromEntries(asked));
  }

  return (
    <div className="ask">
      <AskForm label={t('askLabel')} text={prompt} setText={setTyped} action={t('ask')} onAsk={ask} />
      <dl className="answers">
        {respondents.map(({ key, label, absent }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd aria-live="polite">
              {absent ? <span className="hint">{absent}</span> : <Answer requestId={requests[key] ?? null} />}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Answer({ requestId }: { requestId: string | null }) {
  const t = useText(partTexts);
  const generation = useGeneration(requestId);
  return (
    <>
      <AnswerText generation={generation} />
      {generation?.promptTokens?.some(({ known }) => !known) && (
        <small className="hint"> {t('unknownInPrompt')}</small>
      )}
    </>
  );
}
