/** @file The two models that answer, the last prompt, and their answers so far. */
import { useEffect } from 'react';
import { engine, promptRefusal } from '../../client/engine-store.ts';
import { useAllRuns, useGeneration } from '../../client/hooks.ts';
import { canAnswer, type EngineError, type RunState } from '../../client/state.ts';
import type { Language } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor, samplingOf, type WidgetValues } from '../../recipes/defaults.ts';
import type { Recording } from '../../recordings/recording.ts';
import type { PromptForm } from '../../train/protocol.ts';
import { fromGeneration, fromRecorded, recordedFor, type ShownAnswer } from './shown-answer.ts';

const ID = 'complete-or-answer';

interface Asked {
  prompt: string;
  base: string;
  tuned: string | null;
  /** Run of the tuned side's request. */
  runId: string | null;
}

interface Answers {
  base: ShownAnswer | null;
  tuned: ShownAnswer | null;
  /** The prompt of both. */
  prompt: string;
  /** Runs that can answer, newest first. */
  runs: RunState[];
  run: RunState | undefined;
  chooseRun: (runId: string) => void;
  baseForm: PromptForm;
  setBaseForm: (form: PromptForm) => void;
  busy: boolean;
  /** Something was generated on this machine. */
  live: boolean;
  refusal: EngineError | null;
  generate: () => void;
  stop: () => void;
}

export function useAnswers(
  prompt: string,
  values: WidgetValues<typeof ID>,
  language: Language,
  recording: Recording | null,
  live: boolean,
): Answers {
  const model = modelFor(language);
  const [asked, setAsked] = useShared<Asked | null>(`${ID}.asked.${language}`, null);
  const [refusal, setRefusal] = useShared<EngineError | null>(`${ID}.refusal`, null);
  const [wanted, chooseRun] = useShared<string | null>(`${ID}.run`, null);
  const [baseForm, setBaseForm] = useShared<PromptForm>(`${ID}.form`, 'raw');
  const base = useGeneration(asked?.base ?? null);
  const tuned = useGeneration(asked?.tuned ?? null);
  const runs = useAllRuns()
    .filter((run) => run.spec.model === model && canAnswer(run))
    .reverse();
  const run = runs.find(({ runId }) => runId === wanted) ?? runs[0];
  const busy = [base, tuned].some((one) => one?.status === 'waiting' || one?.status === 'streaming');

  function askTuned(runId: string, text: string): string {
    const request = { model, runId, prompt: text, form: 'chat' as const, sampling: samplingOf(values) };
    return engine.generate(request);
  }

  function stop() {
    for (const requestId of [asked?.base, asked?.tuned]) if (requestId) engine.cancelGenerate(requestId);
  }

  function generate() {
    const refused = promptRefusal(prompt);
    setRefusal(refused);
    if (refused) return;
    stop();
    setAsked({
      prompt,
      base: engine.generate({ model, runId: null, prompt, form: baseForm, sampling: samplingOf(values) }),
      tuned: run ? askTuned(run.runId, prompt) : null,
      runId: run?.runId ?? null,
    });
  }

  // Once the tuned model is ready (or another is chosen), it answers the base's prompt without a press.
  const ready = run && engine.records.groups.get(run.groupId)?.state === 'done' ? run.runId : null;
  useEffect(() => {
    // Only while live: a copy of this widget must not ask a second time.
    if (live && asked && ready !== null && asked.runId !== ready) {
      if (asked.tuned) engine.cancelGenerate(asked.tuned);
      setAsked({ ...asked, tuned: askTuned(ready, asked.prompt), runId: ready });
    }
  });

  const recordedBase = asked ? undefined : recordedFor(recording, prompt, 'base', baseForm);
  const recordedTuned = asked ? undefined : recordedFor(recording, prompt, 'tuned', 'chat');
  return {
    base: base ? fromGeneration(base) : recordedBase ? fromRecorded(recordedBase) : null,
    tuned: tuned ? fromGeneration(tuned) : recordedTuned ? fromRecorded(recordedTuned) : null,
    prompt: asked?.prompt ?? prompt,
    runs,
    run,
    chooseRun,
    baseForm,
    setBaseForm,
    busy,
    live: asked !== null,
    refusal,
    generate,
    stop,
  };
}
