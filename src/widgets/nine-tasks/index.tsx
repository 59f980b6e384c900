/**
 * @file Nine tasks on one base: choose one, its adapter is put on the base, and both answer the reader's own input. Beside
 * them the recorded scores on all held-out examples.
 */

import type { Generation } from '../../client/state.ts';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { shownExamples } from '../../recipes/tasks.ts';
import { recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { readTable } from '../../recordings/task-table.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import { instructionOf, TASK_NAMES, type TaskName } from '../../world/index.ts';
import { AnswerText } from '../parts/AnswerText.tsx';
import { AskForm } from '../parts/AskForm.tsx';
import { Choice } from '../parts/Choice.tsx';
import { DeviceNotice } from '../parts/DeviceNotice.tsx';
import { EngineNotice } from '../parts/EngineNotice.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { useWarmUp } from '../parts/use-warm-up.ts';
import { Verdict } from '../parts/Verdict.tsx';
import type { WidgetProps } from '../types.ts';
import { ScoreTable } from './ScoreTable.tsx';
import { texts } from './texts.ts';
import { useAnswers } from './use-answers.ts';
import '../parts/parts.css';
import './nine-tasks.css';

const ID = 'nine-tasks';
const NONE: Partial<Record<string, string>> = {};

export default function NineTasks({ live }: WidgetProps) {
  const t = useText(texts);
  const tTask = useText(taskTexts);
  const language = useLanguage();
  const model = modelFor(language);
  useWarmUp(live, model);
  const state = useRecording(recordingId('tasks', language));
  const recording = state.status === 'ready' ? state.recording : null;
  const table = recording && readTable(recording);
  const [task, setTask] = useShared<TaskName>(`${ID}.task`, 'classification');
  const [typed, setTyped] = useShared(`${ID}.typed`, NONE);
  const answers = useAnswers(ID);

  const instruction = instructionOf(language, task);
  const examples = shownExamples(language, task).map(({ prompt }) => prompt.slice(instruction.length));
  const place = `${language}.${task}`;
  const text = typed[place] ?? examples[0]!;
  const write = (words: string) => setTyped({ ...typed, [place]: words });
  const prompt = instruction + text.trim();
  const asked = answers.asked?.task === task && answers.asked.prompt === prompt ? answers.asked : null;
  const recorded = (runName: string | null) =>
    recording?.generations?.find((one) => one.prompt === prompt && one.runName === runName)?.text;
  const row = table?.rows.find((one) => one.task === task);

  return (
    <section className="widget is-roomy nine-tasks" aria-label={t('name')}>
      <Choice
        label={t('task')}
        value={task}
        options={TASK_NAMES.map((name) => ({ value: name, label: tTask(name) }))}
        onChange={setTask}
        quietLabel
      />
      <div className="nine-columns">
        <div className="widget-column">
          <AskForm
            label={
              instruction
                ? `${t('input')} (${t('instruction', { instruction: instruction.trim() })})`
                : t('input')
            }
            text={text}
            setText={write}
            action={t('answer')}
            primary
            lead={
              instruction && (
                <span className="task-instruction" aria-hidden="true">
                  {instruction}
                </span>
              )
            }
            onAsk={() => void answers.ask(task, prompt)}
          />
          <fieldset className="task-examples">
            <legend className="hint">{t('examples')}</legend>
            {examples.map((example) => (
              <button
                key={example}
                type="button"
                className="button is-small"
                aria-pressed={example === text}
                onClick={() => write(example)}
              >
                {example}
              </button>
            ))}
          </fieldset>
          {asked?.problem && (
            <p className="note note-bad" role="alert">
              {asked.problem}
            </p>
          )}
          <dl className="answer-pair" aria-live="polite">
            <Side
              label={t('asBase')}
              generation={asked ? answers.base : undefined}
              recorded={recorded(null)}
              waiting={isWaiting(asked)}
            />
            <Side
              label={t('asAdapter', { task: tTask(task) })}
              generation={asked ? answers.adapter : undefined}
              recorded={recorded(task)}
              waiting={isWaiting(asked)}
              judged={{ task, prompt }}
            />
          </dl>
          <EngineNotice model={model} />
        </div>
        <div className="widget-column">
          {table ? (
            <ScoreTable rows={table.rows} chosen={task} date={recording!.date} />
          ) : (
            <p className="empty">{t('noTable')}</p>
          )}
        </div>
      </div>
      {row && (
        <p className="finding">
          {t('finding', {
            task: tTask(task),
            count: row.heldOutExamples,
            base: formatShare(row.base.score),
            adapter: formatShare(row.adapter.score),
            nine: formatShare(row.nine.score),
            random: formatShare(row.random.score),
            metric: tTask(row.metric),
          })}
          {task === 'summary' && ` ${t('coverage', { adapter: formatShare(row.adapter.coverage ?? 0) })}`}
          {(task === 'extraction' || task === 'code') &&
            ` ${t('exact', { adapter: formatShare(row.adapter.exact) })}`}
        </p>
      )}
      <div className="widget-foot">
        <SourceNote recording={recording} state={state} liveSeed={null} />
        {asked?.requests && <span className="hint">{t('answeredHere')}</span>}
        <DeviceNotice />
      </div>
    </section>
  );
}

function isWaiting(asked: { requests: object | null; problem: string | null } | null): boolean {
  return asked !== null && asked.requests === null && asked.problem === null;
}

interface SideProps {
  label: string;
  generation: Generation | undefined;
  recorded: string | undefined;
  /** The adapter is loading. */
  waiting: boolean;
  judged?: { task: TaskName; prompt: string };
}

function Side({ label, generation, recorded, waiting, judged }: SideProps) {
  const t = useText(texts);
  const text = generation ? generation.text : waiting ? undefined : recorded;
  const finished = generation ? generation.status === 'done' : text !== undefined;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="answer-body">
          <AnswerText
            generation={generation}
            recorded={text}
            absent={<span className="hint">{t(waiting ? 'loading' : 'notAsked')}</span>}
          />
        </span>
        {judged && finished && text !== undefined && !generation?.error && (
          <Verdict {...judged} answer={text} />
        )}
      </dd>
    </div>
  );
}
