/** @file The shipped adapters and their table: thresholds met, files small and in PEFT's format, numbers reproduced. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openNodeCpu } from '../engine/cpu/node.ts';
import { readSafetensors } from '../model/safetensors.ts';
import { modelFor } from '../recipes/defaults.ts';
import {
  ADAPTER_NAMES,
  type AdapterName,
  shownExamples,
  THRESHOLDS,
  taskSpec,
  worldOf,
} from '../recipes/tasks.ts';
import { parseRecording } from '../recordings/recording.ts';
import { tableOf } from '../recordings/task-table.ts';
import { OpenedAdapter } from '../train/adapter.ts';
import { answersTo } from '../train/answers.ts';
import { openBase } from '../train/base.ts';
import { judge, type Language, meanScore, randomGuess, TASK_NAMES, taskExamples } from '../world/index.ts';
import { ADAPTER_CONFIG, ADAPTER_WEIGHTS, adapterFolder } from './adapters.ts';

const read = (path: string) => readFileSync(new URL(`../../public/${path}`, import.meta.url));

function filesOf(language: Language, name: AdapterName) {
  return [ADAPTER_CONFIG, ADAPTER_WEIGHTS].map((file) => ({
    name: file,
    bytes: new Uint8Array(read(`${adapterFolder(language, name)}/${file}`)),
  }));
}

/** Tasks with few held-out examples: quick to measure again. */
const MEASURED_AGAIN = ['translation', 'code'] as const;
/** Another engine may round a tie another way. */
const TOLERANCE = 0.03;

describe.each(['zh', 'en'] as const)('the nine tasks in %s', (language) => {
  const recording = parseRecording(JSON.parse(read(`runs/tasks-${language}.json`).toString()));
  const table = tableOf(recording);
  const model = modelFor(language);

  it.each(TASK_NAMES)('%s: its adapter meets the threshold, far above base and guessing', (task) => {
    const { base, adapter, random, heldOutExamples } = table.rows.find((row) => row.task === task)!;
    expect(adapter.score).toBeGreaterThanOrEqual(THRESHOLDS[task]);
    expect(base.score).toBeLessThan(adapter.score / 2);
    expect(random.score).toBeLessThan(adapter.score / 1.5);
    const heldOut = taskExamples(worldOf(language), task).filter(({ split }) => split === 'heldOut');
    expect(heldOutExamples).toBe(heldOut.length);
    expect(random.score).toBeCloseTo(randomGuess(worldOf(language), task).score, 4);
  });

  it('was recorded with the settings that the page opens the adapters with', () => {
    for (const name of ADAPTER_NAMES)
      expect(recording.runs.find((run) => run.name === name)?.spec).toEqual(taskSpec(name, model));
  });

  it('has a recorded answer of base and adapter for every example to click', () => {
    for (const task of TASK_NAMES) {
      for (const { prompt } of shownExamples(language, task)) {
        const said = recording.generations!.filter((one) => one.prompt === prompt);
        expect(said.map(({ runName }) => runName)).toEqual(expect.arrayContaining([null, task, 'nine']));
      }
    }
  });

  it('ships each adapter as two PEFT files of at most 60 kB, float16', () => {
    for (const name of ADAPTER_NAMES) {
      const [config, weights] = filesOf(language, name);
      const bytes = config!.bytes.byteLength + weights!.bytes.byteLength;
      expect(bytes).toBeLessThanOrEqual(60_000);
      expect(table.adapters[name].bytes).toBe(bytes);
      expect(JSON.parse(new TextDecoder().decode(config!.bytes))).toMatchObject({
        peft_type: 'LORA',
        base_model_name_or_path: model,
      });
      const numbers = [...readSafetensors(weights!.bytes).values()].reduce(
        (sum, { data }) => sum + data.length,
        0,
      );
      expect(recording.runs.find((run) => run.name === name)?.facts.trainableParameters).toBe(numbers);
    }
  });

  it('scores what the table says when the files are opened and measured again', async () => {
    const engine = openNodeCpu();
    const folder = `models/${model}`;
    const base = openBase(engine, model, {
      config: read(`${folder}/config.json`).toString(),
      tokenizer: read(`${folder}/tokenizer.json`).toString(),
      weights: new Uint8Array(read(`${folder}/model.safetensors`)),
    });
    for (const task of MEASURED_AGAIN) {
      const adapter = OpenedAdapter.create(engine, base, taskSpec(task, model), filesOf(language, task));
      const heldOut = taskExamples(base.world, task).filter(({ split }) => split === 'heldOut');
      const answers = await answersTo(base, adapter, heldOut);
      const { score } = meanScore(
        heldOut.map((example, i) => judge(language, example, answers[i] as string)),
      );
      const recorded = table.rows.find((row) => row.task === task)!.adapter.score;
      expect(Math.abs(score - recorded)).toBeLessThanOrEqual(TOLERANCE);
      adapter.dispose();
    }
    engine.dispose();
  }, 60_000);
});
