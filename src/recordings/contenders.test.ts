import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../model/config.ts';
import { parameterShapes } from '../model/llama.ts';
import { countTrainable, type Method, type MethodSpec, methodOf } from '../peft/index.ts';
import { CONTENDERS } from '../recipes/contenders.ts';
import { clampSpec, makeSpec } from '../recipes/defaults.ts';
import { parseRecording } from './recording.ts';

const config = parseConfig(JSON.parse(readFileSync('public/models/lesson7-zh/config.json', 'utf8')));

it.each(CONTENDERS)('$id is a run within bounds', ({ method, learningRate }) => {
  const tuning: Method<MethodSpec> = methodOf(method);
  expect(tuning.problems(method, config)).toEqual([]);
  const spec = makeSpec({ method, learningRate });
  expect(clampSpec(spec)).toEqual(spec);
  expect(spec.method).toEqual(method);
});

describe.each(['zh', 'en'])('the recorded race, %s', (language) => {
  const read = () => parseRecording(JSON.parse(readFileSync(`public/runs/race-${language}.json`, 'utf8')));

  it('is that of the contenders, each at its default rate, on the same seed, data and steps', () => {
    const { runs } = read();
    expect(runs.map(({ name }) => name)).toEqual(CONTENDERS.map(({ id }) => id));
    runs.forEach(({ spec }, i) => {
      const { method, learningRate } = CONTENDERS[i]!;
      expect(spec).toEqual({ ...makeSpec({ method, learningRate }), model: `lesson7-${language}` });
    });
  });

  it('tells of every run what it trains, takes and comes to', () => {
    const shapes = parameterShapes(config);
    for (const { name, spec, facts, evaluations, speed } of read().runs) {
      const tuning: Method<MethodSpec> = methodOf(spec.method);
      const trained = countTrainable(tuning, spec.method, config, shapes);
      expect(facts.trainableParameters, name).toBe(trained);
      expect(facts.optimizerBytes, name).toBe(8 * trained);
      expect(facts.dispatches, name).toBeGreaterThan(0);
      expect(speed!.millisecondsPerStep, name).toBeGreaterThan(0);
      expect(evaluations[0]!.step, name).toBe(0);
      expect(evaluations.at(-1)!.step, name).toBe(spec.steps);
    }
  });

  it('begins every run that starts as the base with the base’s own losses', () => {
    const { runs } = read();
    const startOf = (name: string) => runs.find((run) => run.name === name)!.evaluations[0]!.pretrainingLoss;
    for (const name of [
      'head',
      'layers',
      'bitfit',
      'norms',
      'ia3',
      'lora',
      'rslora',
      'loraPlus',
      'dora',
      'pissa',
    ])
      expect(Math.abs(startOf(name) / startOf('full') - 1), name).toBeLessThan(1e-4);
    // Numbers in eight or four bits are others, and are hardly felt.
    for (const name of ['qloraInt8', 'qloraNf4']) {
      expect(startOf(name), name).not.toBe(startOf('full'));
      expect(Math.abs(startOf(name) / startOf('full') - 1), name).toBeLessThan(0.02);
    }
  });
});
