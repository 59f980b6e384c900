/** @file What the widgets about methods train: the microscope, the race, the forgetting meter, the soft prompts. */
import type { EvaluationSpec } from '../train/protocol.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';
import { CONTENDERS, type Contender, contender } from './contenders.ts';
import {
  DEFAULT_FULL_RATE,
  DEFAULT_LORA,
  DEFAULT_LORA_RATE,
  makeSpec,
  type WidgetValues,
} from './defaults.ts';
import { evaluationFor } from './questions.ts';
import type { MethodVariant } from './variants.ts';

export interface NamedSpec {
  name: string;
  spec: RunSpec;
}

type Shared = Pick<WidgetValues<'method-race'>, 'steps' | 'batch' | 'seed'>;

function shared({ steps, batch, seed }: Shared, model: ModelName) {
  return { model, steps, batchSize: batch, seed };
}

/** Full fine-tuning and LoRA, whose weight changes are compared. */
export function microscopeSpecs(values: WidgetValues<'delta-w-microscope'>, model: ModelName): NamedSpec[] {
  const method = { ...DEFAULT_LORA, r: values.r, loraAlpha: 2 * values.r };
  return [
    { name: 'full', spec: makeSpec({ ...shared(values, model), learningRate: values.lr }) },
    { name: 'lora', spec: makeSpec({ ...shared(values, model), method, learningRate: values.loraLr }) },
  ];
}

/** Evaluation of widgets without sample answers, at the usual steps. */
export function meterEvaluation(language: Language, steps: number): EvaluationSpec {
  return { everySteps: evaluationFor(language, steps).everySteps, samplePrompts: [] };
}

/** The same, with an inspection of the weights each time. */
export function inspectingEvaluation(language: Language, steps: number): EvaluationSpec {
  return { ...meterEvaluation(language, steps), inspect: true };
}

function contenderSpec(
  { method }: Contender,
  learningRate: number,
  values: Shared,
  model: ModelName,
): RunSpec {
  return makeSpec({ ...shared(values, model), method, learningRate });
}

/** The chosen contenders, in the order of the race. */
export function raceSpecs(values: WidgetValues<'method-race'>, model: ModelName): NamedSpec[] {
  return CONTENDERS.filter(({ id }) => values.contenders.includes(id)).map((one) => ({
    name: one.id,
    spec: contenderSpec(one, one.learningRate, values, model),
  }));
}

/** Most runs of one group: limited by small GPUs and by the legibility of charts. */
export const LANES = 3;

/** Splits a list into groups that train one after another. */
export function inGroups<Item>(items: readonly Item[], size = LANES): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** Two runs of any methods; the names distinguish two runs of one method. */
export function meterSpecs(values: WidgetValues<'forgetting-meter'>, model: ModelName): NamedSpec[] {
  return [
    {
      name: 'a',
      spec: withReplay(contenderSpec(contender(values.a), values.aLr, values, model), values.replay),
    },
    {
      name: 'b',
      spec: withReplay(contenderSpec(contender(values.b), values.bLr, values, model), values.replay),
    },
  ];
}

/** Learning rates of the recorded meter: from a third of the default to a bit over three times as much. */
const METER_FACTORS = [1 / 3, 1, 2, 10 / 3];

/** Shares of pretraining text among the rows of the recorded meter. */
const REPLAY_SHARES = [0.1, 0.25, 0.5] as const;

/** The runs of the meter's recording: both methods at several learning rates, and with replay at the default rate. */
export function recordedMeterSpecs(values: Shared, model: ModelName): NamedSpec[] {
  const rates: [MethodVariant, number][] = [
    ['full', DEFAULT_FULL_RATE],
    ['lora', DEFAULT_LORA_RATE],
  ];
  return rates.flatMap(([id, rate]) => {
    const one = contender(id);
    return [
      ...METER_FACTORS.map((factor, i) => ({
        name: `${id}-${i}`,
        spec: contenderSpec(one, Number((rate * factor).toPrecision(1)), values, model),
      })),
      ...REPLAY_SHARES.map((replay) => ({
        name: `${id}-replay-${replay}`,
        spec: withReplay(contenderSpec(one, rate, values, model), replay),
      })),
    ];
  });
}

/** The run with this share of its rows pretraining text; 0 is the run as it is. */
function withReplay(spec: RunSpec, replay: number): RunSpec {
  return replay > 0 ? { ...spec, data: { ...spec.data, replay } } : spec;
}

/** Soft prompts of the chosen length, and LoRA for comparison. */
export function softSpecs(values: WidgetValues<'soft-prompts'>, model: ModelName): NamedSpec[] {
  const rates = {
    prompt: values.promptLr,
    prefixMlp: values.prefixLr,
    ptuning: values.ptuningLr,
    lora: null,
  };
  return values.kinds.map((kind) => {
    const one = contender(kind);
    const method =
      'virtualTokens' in one.method ? { ...one.method, virtualTokens: values.virtual } : one.method;
    return {
      name: kind,
      spec: contenderSpec({ ...one, method }, rates[kind] ?? one.learningRate, values, model),
    };
  });
}

/** Lengths of the recorded prompt, beside the default's. */
const RECORDED_LENGTHS = [1, 4, 64];

/** The runs of the widget's recording: its defaults, and prompt tuning with fewer and more virtual tokens. */
export function recordedSoftSpecs(values: WidgetValues<'soft-prompts'>, model: ModelName): NamedSpec[] {
  return [
    ...softSpecs(values, model),
    ...RECORDED_LENGTHS.map((virtual) => ({
      ...(softSpecs({ ...values, kinds: ['prompt'], virtual }, model)[0] as NamedSpec),
      name: `prompt-${virtual}`,
    })),
  ];
}
