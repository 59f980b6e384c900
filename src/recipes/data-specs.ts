/** @file What the widgets about data train and ask: the diets, the sweeps over data, the limits of SFT. */
import { inventedQuestions, realQuestions } from '../data/knowledge-questions.ts';
import { DIETS } from '../data/sources.ts';
import type { EvaluationSpec } from '../train/protocol.ts';
import type { DataSpec, ModelName, RunSpec } from '../train/spec.ts';
import { createWorld, type Language, taskExamples, type World } from '../world/index.ts';
import { DEFAULT_LORA, DEFAULT_LORA_RATE, type Limit, makeSpec, type WidgetValues } from './defaults.ts';
import type { NamedSpec } from './method-specs.ts';

/** Long answers need more than q and v within two hundred steps: measured 80 % on q, v and 92 % on q, k, v, o. */
const WIDE_LORA = { ...DEFAULT_LORA, targets: ['q', 'k', 'v', 'o'] as const };

const worlds = new Map<Language, World>();

/** The world of a language, built once. */
export function worldOf(language: Language): World {
  let world = worlds.get(language);
  if (!world) {
    world = createWorld(language);
    worlds.set(language, world);
  }
  return world;
}

function loraSpec(
  parts: { model: ModelName; seed: number; steps: number; data: Partial<DataSpec> },
  wide = false,
): RunSpec {
  const method = wide ? { ...WIDE_LORA, targets: [...WIDE_LORA.targets] } : DEFAULT_LORA;
  return makeSpec({ ...parts, method, learningRate: DEFAULT_LORA_RATE });
}

// The three diets

/** The other task that the mixture adds. */
const MIXED_TASK = 'sentiment';

type QualitySettings = Pick<DataSpec, 'noise' | 'duplication' | 'unknownShare' | 'mix' | 'size'>;

/** The quality settings as a data spec; one at its rest value is omitted. */
function qualitySettings(values: WidgetValues<'three-diets'>, task: string): QualitySettings {
  const { noise, size, repeats, mix, unknown } = values;
  return {
    size: size > 0 ? size : null,
    ...(noise > 0 && { noise }),
    ...(repeats > 0 && { duplication: repeats }),
    ...(unknown > 0 && { unknownShare: unknown }),
    ...(mix > 0 && {
      mix: [
        { task, weight: 1 - mix },
        { task: MIXED_TASK, weight: mix },
      ],
    }),
  };
}

/** One run for each diet: the same questions, facts, seed and steps; only the wording of the answers differs. */
export function dietSpecs(values: WidgetValues<'three-diets'>, model: ModelName): NamedSpec[] {
  return DIETS.map((diet) => {
    const task = `diet-${diet}`;
    const data = { task, ...qualitySettings(values, task) };
    return { name: diet, spec: loraSpec({ model, seed: values.seed, steps: values.steps, data }, true) };
  });
}

/** Held-out questions on which the diets are compared. */
const DIET_QUESTIONS = 8;

export function dietQuestions(language: Language): { prompt: string; reference: string }[] {
  return realQuestions(worldOf(language), DIET_QUESTIONS).map(({ prompt, response }) => ({
    prompt,
    reference: response,
  }));
}

/** A few evaluations only: every one answers all questions. */
export function dietEvaluation(language: Language, steps: number): EvaluationSpec {
  return {
    everySteps: Math.max(10, Math.round(steps / 4)),
    samplePrompts: dietQuestions(language).map(({ prompt }) => prompt),
    samplesFrom: 1,
  };
}

// Sweeps over the quality settings

export const SWEEP_SEEDS = [1, 2, 3] as const;
const SWEEP_STEPS = 100;

/** Values of each setting; null is all examples, and the first value of each but size is the setting at rest. */
export const DATA_SWEEPS = {
  noise: [0, 0.1, 0.25, 0.5, 0.75, 0.9],
  size: [8, 16, 32, 128, null],
  duplication: [0, 0.9, 0.98],
  unknownShare: [0, 0.2, 0.8],
  mix: [0, 0.5, 0.9],
} as const satisfies Record<string, readonly (number | null)[]>;
export type DataSweep = keyof typeof DATA_SWEEPS;
export const DATA_SWEEP_NAMES = Object.keys(DATA_SWEEPS) as DataSweep[];

/** Name of a point's runs without the seed; a setting at rest is the same run in every sweep. */
export function sweepPoint(sweep: DataSweep, value: number | null): string {
  const rests = sweep === 'size' ? value === null : value === 0;
  return rests ? 'rest' : `${sweep}-${value}`;
}

/** Every run of every sweep, each once: question answering by LoRA with one setting changed. */
export function sweepSpecs(model: ModelName): NamedSpec[] {
  const specs = new Map<string, RunSpec>();
  for (const sweep of DATA_SWEEP_NAMES) {
    for (const value of DATA_SWEEPS[sweep]) {
      const point = sweepPoint(sweep, value);
      const turned: Partial<DataSpec> =
        point === 'rest'
          ? {}
          : sweep === 'mix'
            ? {
                mix: [
                  { task: 'qa', weight: 1 - value! },
                  { task: MIXED_TASK, weight: value! },
                ],
              }
            : { [sweep]: value };
      for (const seed of SWEEP_SEEDS) {
        const data = { task: 'qa', ...turned };
        specs.set(`${point}/${seed}`, loraSpec({ model, seed, steps: SWEEP_STEPS, data }));
      }
    }
  }
  return [...specs].map(([name, spec]) => ({ name, spec }));
}

// The limits of SFT

/** Two runs for each limit, equal except for the property under study. */
export function limitSpecs(
  limit: Limit,
  values: WidgetValues<'confident-and-wrong'>,
  model: ModelName,
): NamedSpec[] {
  const { seed, steps, unknown, fresh } = values;
  const spec = (data: Partial<DataSpec>, wide = false) => loraSpec({ model, seed, steps, data }, wide);
  switch (limit) {
    case 'unknown':
      return [
        { name: 'without', spec: spec({ task: 'qa' }) },
        { name: 'with', spec: spec({ task: 'qa', unknownShare: unknown }) },
      ];
    case 'newFacts':
      return [
        { name: 'known', spec: spec({ task: 'qa' }) },
        { name: 'new', spec: spec({ task: 'qa', newFacts: fresh }) },
      ];
    case 'surface':
      return [
        { name: 'true', spec: spec({ task: 'diet-oasst' }, true) },
        { name: 'false', spec: spec({ task: 'diet-oasst', noise: 1 }, true) },
      ];
    case 'leftOut': {
      const mix = ['classification', 'qa'].map((task) => ({ task, weight: 1 }));
      const size = 600;
      return [
        {
          name: 'whole',
          spec: spec({ task: 'sentiment', size, mix: [...mix, { task: 'sentiment', weight: 1 }] }),
        },
        { name: 'without', spec: spec({ task: 'sentiment', size, mix }) },
      ];
    }
  }
}

/** Questions about real held-out subjects beside the invented ones. */
const REAL_QUESTIONS = 10;

/** The questions of each limit at every evaluation. */
export function limitQuestions(
  limit: Limit,
  language: Language,
): { prompt: string; reference: string | null }[] {
  const world = worldOf(language);
  const real = realQuestions(world, REAL_QUESTIONS).map(({ prompt, response }) => ({
    prompt,
    reference: response,
  }));
  if (limit === 'unknown')
    return [...inventedQuestions(world).map((prompt) => ({ prompt, reference: null })), ...real];
  if (limit === 'leftOut')
    return taskExamples(world, 'sentiment')
      .filter(({ split }, i) => split === 'heldOut' && i % 7 === 0)
      .slice(0, 6)
      .map(({ prompt, response }) => ({ prompt, reference: response }));
  return real.slice(0, 6);
}

export function limitEvaluation(limit: Limit) {
  return (language: Language, steps: number): EvaluationSpec => ({
    everySteps: Math.max(10, Math.round(steps / (limit === 'unknown' ? 3 : 6))),
    samplePrompts: limitQuestions(limit, language).map(({ prompt }) => prompt),
    samplesFrom: 1,
  });
}
