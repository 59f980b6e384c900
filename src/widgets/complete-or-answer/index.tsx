/**
 * @file Complete or answer: the same prompt to the base and to a tuned model. The base continues the text; the
 * tuned one answers and stops. Every token shows what else was likely.
 */
import { kindOfMethod } from '../../charts/series.ts';
import { useLatestGroup } from '../../client/hooks.ts';
import { useLeaving } from '../../client/leaving.ts';
import { lastStep, type RunState } from '../../client/state.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useParams } from '../../page/param-store.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { harmfulRequest, sampleQuestions } from '../../recipes/questions.ts';
import { recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { runName } from '../../wording/differences.ts';
import { errorMessage } from '../../wording/messages.ts';
import { Choice } from '../parts/Choice.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { AbsenceNote } from '../parts/Leaving.tsx';
import { widgetName, widgetNames } from '../parts/names.ts';
import { SourceNote } from '../parts/SourceNote.tsx';
import { useWarmUp } from '../parts/use-warm-up.ts';
import type { WidgetProps } from '../types.ts';
import { ModelAnswer } from './ModelAnswer.tsx';
import { PromptField } from './PromptField.tsx';
import { PromptTokens } from './PromptTokens.tsx';
import { Sampling } from './Sampling.tsx';
import { TuneNow } from './TuneNow.tsx';
import { texts } from './texts.ts';
import { useAnswers } from './use-answers.ts';
import '../parts/parts.css';
import './complete-or-answer.css';

const ID = 'complete-or-answer';

export default function CompleteOrAnswer({ live }: WidgetProps) {
  const t = useText(texts);
  const language = useLanguage();
  const model = modelFor(language);
  const [values, set] = useParams(ID);
  useWarmUp(live, model);
  const [absence, dismissAbsence] = useLeaving(ID, live);
  const group = useLatestGroup(ID);
  const recordingState = useRecording(recordingId(ID, language));
  const recording = recordingState.status === 'ready' ? recordingState.recording : null;
  const examples = [...sampleQuestions(language), harmfulRequest(language)].flatMap(({ prompt, heldOut }) =>
    heldOut ? [prompt] : [],
  );
  const [typed, setTyped] = useShared<string | null>(`${ID}.prompt.${language}`, null);
  const prompt = typed ?? examples[0]!;
  const answers = useAnswers(prompt, values, language, recording, live);
  const { base, tuned, run, runs } = answers;
  const kind = kindOfMethod(run?.spec.method.name ?? recording?.runs[0]?.spec.method.name ?? values.method);
  const tunedOn = run?.spec.data.task ?? recording?.runs[0]?.spec.data.task;
  const harmful = answers.prompt === harmfulRequest(language).prompt && tunedOn === 'qa';
  const isComplete =
    base && tuned && base.status === 'done' && tuned.status === 'done' && !base.error && !tuned.error;

  return (
    <section className="widget complete-or-answer" aria-label={t('name')}>
      <PromptField
        prompt={prompt}
        setPrompt={setTyped}
        examples={examples}
        busy={answers.busy}
        onGenerate={answers.generate}
        onStop={answers.stop}
      />
      {answers.refusal && (
        <p className="note note-warn" role="alert">
          {errorMessage(answers.refusal, language)}
        </p>
      )}
      <PromptTokens model={model} prompt={prompt} form="chat" />
      <Sampling values={values} set={set} />
      <div className="model-answers">
        <ModelAnswer
          title={t('base')}
          kind="base"
          answer={base}
          tools={
            <Choice
              label={t('baseForm')}
              quietLabel
              value={answers.baseForm}
              options={[
                { value: 'raw', label: t('raw') },
                { value: 'chat', label: t('chat') },
              ]}
              onChange={answers.setBaseForm}
            />
          }
        >
          <p className="empty">{t(recording && !answers.live ? 'noneRecorded' : 'waitingPrompt')}</p>
        </ModelAnswer>
        <ModelAnswer
          title={t('tuned')}
          kind={kind}
          answer={tuned}
          tools={
            runs.length > 0 ? <RunSelect runs={runs} chosen={run?.runId} choose={answers.chooseRun} /> : null
          }
        >
          <p className="empty">{run || recording ? t('waitingPrompt') : ''}</p>
        </ModelAnswer>
      </div>
      <TuneNow values={values} set={set} model={model} offer={runs.length === 0 && !group} />
      <EngineNotice group={group} model={model} />
      <AbsenceNote absence={absence} dismiss={dismissAbsence} />
      {isComplete && (
        <p className="finding">
          {t('findingBoth', {
            prompt: answers.prompt,
            base: base.text || t('nothing'),
            tuned: tuned.text || t('nothing'),
          })}
        </p>
      )}
      {isComplete && harmful && <p className="hint">{t('onlyQa')}</p>}
      <div className="widget-foot">
        <SourceNote
          recording={answers.live ? null : recording}
          state={recordingState}
          liveSeed={answers.live ? values.seed : null}
        />
        <DeviceNotice />
      </div>
    </section>
  );
}

interface RunSelectProps {
  runs: readonly RunState[];
  chosen: string | undefined;
  choose: (runId: string) => void;
}

function RunSelect({ runs, chosen, choose }: RunSelectProps) {
  const t = useText(texts);
  const language = useLanguage();
  return (
    <select
      className="select run-select"
      aria-label={t('by')}
      value={chosen}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {runs.map((run) => (
        <option key={run.runId} value={run.runId}>
          {t('option', {
            run: runName(run.spec, language),
            widget: widgetName(widgetNames[language], run.owner),
            steps: lastStep(run),
          })}
        </option>
      ))}
    </select>
  );
}
