/** @file One stage that trains: its button, progress, results and exported file. */
import { useState } from 'react';
import { EngineFailure, engine } from '../../client/engine-store.ts';
import { useActiveGroup, useLatestGroup, useRuns } from '../../client/hooks.ts';
import { canAnswer, lastEvaluation } from '../../client/state.ts';
import { formatBytes, formatCount, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { evaluationFor } from '../../recipes/questions.ts';
import type { RecordedRun } from '../../recordings/recording.ts';
import type { RunSpec } from '../../train/spec.ts';
import { errorMessage } from '../../wording/messages.ts';
import { downloadZip } from '../parts/export-run.ts';
import { InterruptedNote } from '../parts/InterruptedNote.tsx';
import { RunStatus } from '../parts/RunStatus.tsx';
import { partTexts } from '../parts/texts.ts';
import { texts } from './texts.ts';

interface StageProps {
  owner: string;
  spec: RunSpec;
  file: string;
  /** The recorded run, shown until this reader trains the stage. */
  recorded: RecordedRun | null;
  /** Receives the bytes of the exported files, so that stages can be compared. */
  onSaved: (bytes: number) => void;
}

export function Stage({ owner, spec, file, recorded, onSaved }: StageProps) {
  const t = useText(texts);
  const part = useText(partTexts);
  const language = useLanguage();
  const group = useLatestGroup(owner);
  const [run] = useRuns(group);
  const active = useActiveGroup();
  const [message, setMessage] = useState('');
  const blocked = active !== undefined && active.groupId !== group?.groupId;
  const state = group?.state;
  const facts = run ? run.facts : recorded?.facts;
  const evaluation = run ? lastEvaluation(run) : recorded?.evaluations.at(-1);
  const label =
    state === 'preparing'
      ? t('preparing')
      : state === 'running'
        ? t('pause')
        : state === 'paused'
          ? t('resume')
          : t(group ? 'again' : 'run');

  function press() {
    if (state === 'preparing') return;
    if (blocked) return setMessage(t('busy'));
    setMessage('');
    if (state === 'running') engine.pause(group!.groupId);
    else if (state === 'paused') engine.resume(group!.groupId);
    else engine.train(owner, [{ name: spec.method.name, spec }], evaluationFor(language, spec.steps));
  }

  async function save() {
    setMessage(t('saving'));
    try {
      const files = await engine.exportWeights(run!.runId);
      const bytes = files.reduce((sum, one) => sum + one.bytes.byteLength, 0);
      setMessage(t('saved', { bytes: formatBytes(bytes) }));
      onSaved(bytes);
      await downloadZip(`${run!.spec.method.name}.zip`, files);
    } catch (failure) {
      const error =
        failure instanceof EngineFailure ? failure.error : { code: 'internal' as const, detail: '' };
      setMessage(errorMessage(error, language));
    }
  }

  return (
    <>
      <button
        type="button"
        className="button button-primary"
        aria-disabled={state === 'preparing' || undefined}
        onClick={press}
      >
        {label}
      </button>
      <RunStatus group={group} runs={run ? [run] : []} />
      <InterruptedNote owner={owner} />
      {group?.error && <p className="note note-bad">{errorMessage(group.error, language)}</p>}
      {facts && evaluation && (
        <p>
          {!run && <span className="tag">{part('recording')}</span>}{' '}
          {t('runFacts', {
            trainable: formatCount(facts.trainableParameters),
            heldOut: formatShare(evaluation.heldOutExactMatch),
          })}
        </p>
      )}
      {run && canAnswer(run) && (
        <p>
          <span className="hint">{t('artefact')}</span>{' '}
          <button type="button" className="button is-small" onClick={save}>
            {t('download', { file })}
          </button>
        </p>
      )}
      <p className="hint" role="status">
        {message}
      </p>
    </>
  );
}
