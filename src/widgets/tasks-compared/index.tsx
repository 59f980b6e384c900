/**
 * @file The nine tasks side by side: data, format, adapter, settings, cost, measure. What differs is not the network; a
 * chosen row shows one of its training examples as tokens.
 */
import { useMemo } from 'react';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { formatBytes, formatCount, formatRate, formatSeconds, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { useModelSizes } from '../../page/model-config.ts';
import { useShared } from '../../page/shared-state.ts';
import { exampleTokens, useTokenizer } from '../../page/tokenizers.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { TASK_METHOD, taskSpec, worldOf } from '../../recipes/tasks.ts';
import { recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { readTable } from '../../recordings/task-table.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import { instructionOf, type Language, TASK_NAMES, type TaskName, taskExamples } from '../../world/index.ts';
import { ExampleTokens } from '../parts/ExampleTokens.tsx';
import { SourceNote } from '../parts/SourceNote.tsx';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './tasks-compared.css';

const ID = 'tasks-compared';

function trainingExamples(language: Language, task: TaskName) {
  return taskExamples(worldOf(language), task).filter(({ split }) => split === 'train');
}

/** Mean length of the responses, end token included. */
function responseTokens(tokenizer: Tokenizer, language: Language, task: TaskName): number {
  const examples = trainingExamples(language, task);
  const total = examples.reduce((sum, { response }) => sum + tokenizer.encode(response).length + 1, 0);
  return total / examples.length;
}

export default function TasksCompared() {
  const t = useText(texts);
  const tTask = useText(taskTexts);
  const language = useLanguage();
  const model = modelFor(language);
  const tokenizer = useTokenizer(model);
  const sizes = useModelSizes(model);
  const state = useRecording(recordingId('tasks', language));
  const recording = state.status === 'ready' ? state.recording : null;
  const table = recording && readTable(recording);
  const [chosen, choose] = useShared<TaskName>(`${ID}.task`, 'translation');

  const lengths = useMemo(
    () => tokenizer && new Map(TASK_NAMES.map((task) => [task, responseTokens(tokenizer, language, task)])),
    [tokenizer, language],
  );
  const example = trainingExamples(language, chosen)[0]!;
  const tokens = useMemo(() => tokenizer && exampleTokens(tokenizer, example, true), [tokenizer, example]);
  if (!table || !recording)
    return (
      <section className="widget tasks-compared" aria-label={t('name')}>
        <p className="empty">{t('noTable')}</p>
        <SourceNote recording={null} state={state} liveSeed={null} />
      </section>
    );
  const seconds = TASK_NAMES.map((task) => table.adapters[task].seconds);

  return (
    <section className="widget tasks-compared" aria-label={t('name')}>
      <div className="compared-scroll">
        <table className="score-table">
          <caption>{t('caption')}</caption>
          <thead>
            <tr>
              {(
                [
                  'task',
                  'format',
                  'data',
                  'network',
                  'adapter',
                  'settings',
                  'cost',
                  'metric',
                  'score',
                ] as const
              ).map((column) => (
                <th key={column} scope="col">
                  {t(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => {
              const { task } = row;
              const { optimizer, steps } = taskSpec(task, model);
              const instruction = instructionOf(language, task).trim();
              const length = lengths?.get(task);
              return (
                <tr key={task} aria-current={task === chosen ? 'true' : undefined}>
                  <th scope="row">
                    <button
                      type="button"
                      className="row-button"
                      aria-label={t('show', { task: tTask(task) })}
                      aria-pressed={task === chosen}
                      onClick={() => choose(task)}
                    >
                      {tTask(task)}
                    </button>
                  </th>
                  <td className="compared-format">{instruction ? instruction + t('textMark') : t('free')}</td>
                  <td>
                    {t('dataCell', { count: row.trainingExamples, tokens: length ? length.toFixed(1) : '…' })}
                  </td>
                  <td>{t('networkCell', { layers: sizes?.layers ?? '…' })}</td>
                  <td>{formatBytes(table.adapters[task].bytes)}</td>
                  <td>
                    {t('settingsCell', { r: TASK_METHOD.r, rate: formatRate(optimizer.learningRate), steps })}
                  </td>
                  <td>{formatSeconds(table.adapters[task].seconds)}</td>
                  <td>{tTask(row.metric)}</td>
                  <td>{formatShare(row.adapter.score)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <h4>{t('chosen', { task: tTask(chosen) })}</h4>
      {tokens ? (
        <ExampleTokens name={t('chosen', { task: tTask(chosen) })} tokens={tokens} />
      ) : (
        <p className="empty">{t('loading')}</p>
      )}
      <p className="finding">
        {t('finding', {
          parameters: formatCount(recording.modelInfo?.parameters ?? 0),
          size: formatBytes(table.adapters[chosen].bytes),
          least: formatSeconds(Math.min(...seconds)),
          most: formatSeconds(Math.max(...seconds)),
        })}
      </p>
      <div className="widget-foot">
        <SourceNote recording={recording} state={state} liveSeed={null} />
      </div>
    </section>
  );
}
