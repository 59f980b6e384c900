/** @file A recording of made-up scores, and adapter files, for tests of the three widgets about the nine tasks. */
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapterFolder } from '../../adapters/adapters.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { ADAPTER_NAMES, type AdapterName, shownExamples, taskSpec } from '../../recipes/tasks.ts';
import type { AdapterSize, TaskRow } from '../../recordings/task-table.ts';
import { type Language, METRICS, TASK_NAMES } from '../../world/index.ts';
import { fakeRecording } from '../testing.tsx';

/** Everyone's made-up share: 0.01 for the base up to 0.97 for the adapter. */
function fakeRow(task: (typeof TASK_NAMES)[number]): TaskRow {
  const score = (share: number) => ({
    score: share,
    exact: share,
    ...(task === 'summary' && { coverage: 0.99 }),
  });
  return {
    task,
    metric: METRICS[task],
    trainingExamples: 48,
    heldOutExamples: 96,
    base: score(0.01),
    adapter: score(0.97),
    nine: score(0.88),
    random: score(0.12),
  };
}

export function fakeTaskAssets(language: Language): Record<string, string> {
  const sizes = Object.fromEntries(
    ADAPTER_NAMES.map((name): [AdapterName, AdapterSize] => [name, { bytes: 54_000, seconds: 21 }]),
  );
  const generations = TASK_NAMES.flatMap((task) =>
    shownExamples(language, task).flatMap(({ prompt, response }) => [
      { prompt, form: 'chat', runName: null, tokens: [], text: `base ${task}` },
      { prompt, form: 'chat', runName: task, tokens: [], text: response },
    ]),
  );
  const runs = [{ name: 'qa', spec: taskSpec('qa', modelFor(language)) }];
  const modelInfo = {
    model: modelFor(language),
    parameters: 510_816,
    bytes: 1_025_560,
    vocabularySize: 704,
    contextLength: 128,
  };
  const table = { rows: TASK_NAMES.map(fakeRow), adapters: sizes };
  return {
    [`runs/tasks-${language}.json`]: fakeRecording(`tasks-${language}`, runs, {
      generations,
      modelInfo,
      table,
    }),
    ...Object.fromEntries(
      ADAPTER_NAMES.flatMap((name) => [
        [`${adapterFolder(language, name)}/${ADAPTER_CONFIG}`, '{}'],
        [`${adapterFolder(language, name)}/${ADAPTER_WEIGHTS}`, btoa(`weights of ${name}`)],
      ]),
    ),
  };
}
