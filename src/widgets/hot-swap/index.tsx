/**
 * @file Hot swap: one conversation on one base, in which every turn may use another adapter, chosen by hand or from the
 * message; the time of each swap, and the storage of all adapters.
 */

import { useEffect, useId, useRef } from 'react';
import { useGeneration } from '../../client/hooks.ts';
import { formatMilliseconds } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { ADAPTER_NAMES, type AdapterName, shownExamples } from '../../recipes/tasks.ts';
import { recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { readTable } from '../../recordings/task-table.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import type { TaskName } from '../../world/index.ts';
import { AnswerText } from '../parts/AnswerText.tsx';
import { AskForm } from '../parts/AskForm.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { useWarmUp } from '../parts/use-warm-up.ts';
import { Verdict } from '../parts/Verdict.tsx';
import type { WidgetProps } from '../types.ts';
import { taskOf } from './choose.ts';
import { Storage } from './Storage.tsx';
import { texts } from './texts.ts';
import { type Turn, useConversation } from './use-conversation.ts';
import '../parts/parts.css';
import './hot-swap.css';

const ID = 'hot-swap';
/** Tasks whose held-out examples are suggested, and are the prompts of the recorded turns. */
const SUGGESTED: readonly TaskName[] = ['translation', 'summary', 'code', 'sentiment', 'dialogue'];
const RECORDED_TURNS = 3;

type AdapterChoice = 'automatic' | 'none' | AdapterName;

export default function HotSwap({ live }: WidgetProps) {
  const t = useText(texts);
  const tTask = useText(taskTexts);
  const language = useLanguage();
  const id = useId();
  const model = modelFor(language);
  useWarmUp(live, model);
  const state = useRecording(recordingId('tasks', language));
  const recording = state.status === 'ready' ? state.recording : null;
  const table = recording && readTable(recording);
  const [choice, setChoice] = useShared<AdapterChoice>(`${ID}.wish`, 'automatic');
  const [typed, setTyped] = useShared<string | null>(`${ID}.typed.${language}`, null);
  const { turns, send, clear } = useConversation(ID);

  const suggestions = SUGGESTED.map((task) => ({ task, prompt: shownExamples(language, task)[1]!.prompt }));
  const text = typed ?? suggestions[0]!.prompt;
  const guessed = taskOf(language, text);
  const adapter = choice === 'automatic' ? guessed : choice === 'none' ? null : choice;
  const recorded = suggestions.slice(0, RECORDED_TURNS).flatMap(({ task, prompt }) => {
    const found = recording?.generations?.find((one) => one.prompt === prompt && one.runName === task);
    return found ? [{ task, prompt, text: found.text }] : [];
  });

  // The newest turn is in view.
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (turns.length > 0 && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [turns]);

  return (
    <section className="widget hot-swap" aria-label={t('name')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol className="turns" aria-label={t('conversation')} aria-live="polite" tabIndex={0} ref={list}>
        {turns.length === 0 && recorded.length > 0 && <li className="hint">{t('recordedTurns')}</li>}
        {turns.length === 0
          ? recorded.map(({ task, prompt, text: answer }) => (
              <li key={task} className="turn">
                <Prompt prompt={prompt} />
                <div className="turn-answer">
                  <span className="tag">{tTask(task)}</span> <span className="answer-body">{answer}</span>
                </div>
              </li>
            ))
          : turns.map((turn) => <LiveTurn key={turn.id} turn={turn} />)}
      </ol>
      <AskForm
        label={t('prompt')}
        text={text}
        setText={setTyped}
        action={t('send')}
        primary
        onAsk={() => void send(text.trim(), adapter)}
      />
      <div className="swap-row">
        <label htmlFor={`${id}-with`}>{t('with')}</label>
        <select
          id={`${id}-with`}
          className="select"
          value={choice}
          onChange={(event) => setChoice(event.currentTarget.value as AdapterChoice)}
        >
          <option value="automatic">{t('automatic')}</option>
          {ADAPTER_NAMES.map((name) => (
            <option key={name} value={name}>
              {tTask(name)}
            </option>
          ))}
          <option value="none">{t('none')}</option>
        </select>
        {turns.length > 0 && (
          <button type="button" className="button is-small" onClick={clear}>
            {t('clear')}
          </button>
        )}
        {choice === 'automatic' && <span className="hint">{t('chosen', { task: tTask(guessed) })}</span>}
      </div>
      <fieldset className="task-examples">
        <legend className="hint">{t('suggestions')}</legend>
        {suggestions.map(({ task, prompt }) => (
          <button key={task} type="button" className="button is-small" onClick={() => setTyped(prompt)}>
            {tTask(task)}
          </button>
        ))}
      </fieldset>
      <EngineNotice model={model} />
      {table && recording?.modelInfo ? (
        <Storage table={table} modelBytes={recording.modelInfo.bytes} name={adapter ?? guessed} />
      ) : (
        <p className="empty">{t('noTable')}</p>
      )}
      <div className="widget-foot">
        <SourceNote recording={recording} state={state} liveSeed={null} />
        <span className="hint">{t('note')}</span>
        <DeviceNotice />
      </div>
    </section>
  );
}

function Prompt({ prompt }: { prompt: string }) {
  const t = useText(texts);
  return (
    <div className="turn-prompt">
      <span className="hint">{t('you')}</span> {prompt}
    </div>
  );
}

function LiveTurn({ turn }: { turn: Turn }) {
  const { prompt, adapter, milliseconds, requestId, problem } = turn;
  const t = useText(texts);
  const tTask = useText(taskTexts);
  const language = useLanguage();
  const generation = useGeneration(requestId);
  const task = adapter === null ? '' : tTask(adapter);
  const swap =
    adapter === null
      ? t('bare')
      : requestId === null
        ? t('loading')
        : milliseconds === null
          ? t('loaded', { task })
          : t('swapped', { task, time: formatMilliseconds(milliseconds) });
  const judged = taskOf(language, prompt);
  return (
    <li className="turn">
      <Prompt prompt={prompt} />
      <div className="turn-answer">
        {adapter !== null && <span className="tag">{task}</span>}{' '}
        {problem ?? (
          <span className="answer-body">
            <AnswerText generation={generation} absent="…" />
          </span>
        )}
        {!problem && <span className="hint"> {swap}</span>}
        {generation?.status === 'done' && <Verdict task={judged} prompt={prompt} answer={generation.text} />}
      </div>
    </li>
  );
}
