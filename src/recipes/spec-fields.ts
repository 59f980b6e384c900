/**
 * @file A run's spec as a flat table of settings, one line per control: the lab's form, the run's address and the axes
 * of a sweep derive from it. Fields of methods are listed by name; which method has which is read from the
 * contenders of the race, each the preset of its kind.
 */

import { LOSS_MASKS, type LossMask } from '../data/encode.ts';
import { LINEAR_TARGETS, type MethodName, type MethodSpec } from '../peft/spec.ts';
import type { ModelName, OptimizerSpec, RunSpec } from '../train/spec.ts';
import { DATA_NAMES } from '../world/index.ts';
import { METHOD_BOUNDS } from './bounds.ts';
import { MOST_REPLAY } from './clamp-data.ts';
import { CONTENDERS, contender } from './contenders.ts';
import { DEFAULT_ADAMW, DEFAULT_MUON, DEFAULT_SGD, DEFAULT_SPEC, RANKS } from './defaults.ts';
import {
  choice,
  clampParam,
  flag,
  integer,
  name,
  type Param,
  rate,
  real,
  sameValue,
  subset,
} from './params.ts';
import { LONGEST_OWN, mixText, ownText, readMixText, readOwnText, withExamples } from './spec-data.ts';
import { METHOD_VARIANTS, variantOf } from './variants.ts';

export type FieldGroup = 'base' | 'data' | 'method' | 'optimizer' | 'training';
export type FieldValue = number | string | boolean | readonly string[];

export interface SpecField {
  /** Also the key in an address. */
  key: string;
  group: FieldGroup;
  param: Param;
  /** Values a slider stops at. */
  stops?: readonly number[];
  /** The value in a spec; undefined where the spec has no such setting. */
  read: (spec: RunSpec) => FieldValue | undefined;
  /** A spec with another value; the spec itself is not changed. */
  write: (spec: RunSpec, value: FieldValue) => RunSpec;
}

interface MethodField {
  /** As the method's spec calls it. */
  name: string;
  /** Its key in an address, if another. */
  key?: string;
  param: Param;
  stops?: readonly number[];
  /** The number that stands for null. */
  nullAs?: number;
  /** An optional field of one method, and its value when absent. */
  optional?: { of: MethodName; value: FieldValue };
}

const loraOption = (value: FieldValue) => ({ of: 'lora' as const, value });

const METHOD_FIELDS: readonly MethodField[] = [
  { name: 'r', param: METHOD_BOUNDS.r, stops: RANKS },
  {
    name: 'loraAlpha',
    key: 'alpha',
    param: METHOD_BOUNDS.loraAlpha,
    stops: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  },
  { name: 'targets', param: subset(LINEAR_TARGETS, ['q', 'v']) },
  { name: 'dropout', param: METHOD_BOUNDS.dropout, stops: [0, 0.05, 0.1, 0.2, 0.3, 0.5] },
  { name: 'rslora', param: flag(false), optional: loraOption(false) },
  { name: 'dora', param: flag(false), optional: loraOption(false) },
  { name: 'init', param: choice(['default', 'pissa'], 'default'), optional: loraOption('default') },
  { name: 'ratioB', param: METHOD_BOUNDS.ratioB, stops: [1, 2, 4, 8, 16, 32], optional: loraOption(1) },
  {
    name: 'quantization',
    key: 'quant',
    param: choice(['none', 'int8', 'nf4'], 'none'),
    optional: loraOption('none'),
  },
  { name: 'last', param: METHOD_BOUNDS.last },
  { name: 'bottleneck', param: METHOD_BOUNDS.bottleneck, stops: [1, 2, 4, 8, 16, 32, 64] },
  {
    name: 'virtualTokens',
    key: 'virtual',
    param: METHOD_BOUNDS.virtualTokens,
    stops: [1, 2, 4, 8, 16, 32, 64],
  },
  { name: 'projection', param: METHOD_BOUNDS.projection, stops: [0, 16, 32, 64, 96, 128], nullAs: 0 },
  {
    name: 'init',
    key: 'start',
    param: choice(['vocabulary', 'random'], 'vocabulary'),
    optional: { of: 'prompt', value: 'vocabulary' },
  },
];

type Loose = Readonly<Record<string, unknown>>;

/** True where this method has this field: an optional one of its own, or one that every preset of it sets. */
function has(method: MethodName, { name, optional }: MethodField): boolean {
  if (optional) return optional.of === method;
  return CONTENDERS.some((preset) => preset.method.name === method && name in preset.method);
}

function methodField(field: MethodField): SpecField {
  const { name, key = name, param, stops, nullAs, optional } = field;
  return {
    key,
    group: 'method',
    param,
    ...(stops ? { stops } : {}),
    read(spec) {
      if (!has(spec.method.name, field)) return undefined;
      const value = (spec.method as unknown as Loose)[name];
      return (value ?? optional?.value ?? nullAs) as FieldValue;
    },
    write(spec, value) {
      if (!has(spec.method.name, field)) return spec;
      const { [name]: _, ...rest } = spec.method as unknown as Loose;
      const unsaid = optional !== undefined && sameValue(value, optional.value);
      const method = unsaid ? rest : { ...rest, [name]: value === nullAs ? null : value };
      return { ...spec, method: method as unknown as MethodSpec };
    },
  };
}

/** An optional part of the data, and its value when absent. */
function dataField(
  key: string,
  name: 'noise' | 'duplication' | 'unknownShare' | 'newFacts' | 'replay' | 'packing',
  param: Param,
  stops?: readonly number[],
): SpecField {
  return {
    key,
    group: 'data',
    param,
    ...(stops ? { stops } : {}),
    read: (spec) => spec.data[name] ?? param.default,
    write(spec, value) {
      const { [name]: _, ...rest } = spec.data;
      return { ...spec, data: value === param.default ? rest : { ...rest, [name]: value } };
    },
  };
}

/** Sizes of training data that a slider stops at; 0 stands for all there is. */
const SIZES = [8, 16, 32, 64, 128, 256, 512, 0];

/** A setting of the optimizer by its name in the spec; omitted for optimizers without it. */
function optimizerField(key: string, name: string, param: Param, stops?: readonly number[]): SpecField {
  return {
    key,
    group: 'optimizer',
    param,
    ...(stops ? { stops } : {}),
    read: (spec) => (spec.optimizer as unknown as Loose)[name] as FieldValue | undefined,
    write: (spec, value) =>
      name in spec.optimizer
        ? { ...spec, optimizer: { ...spec.optimizer, [name]: value } as OptimizerSpec }
        : spec,
  };
}

/** Optimizers, each with the settings it starts with. */
const OPTIMIZERS = { adamw: DEFAULT_ADAMW, muon: DEFAULT_MUON, sgd: DEFAULT_SGD } satisfies Record<
  string,
  OptimizerSpec
>;

/** Every setting of a run, in the order in which the form shows them. */
export const SPEC_FIELDS: readonly SpecField[] = [
  {
    key: 'base',
    group: 'base',
    param: choice(['zh', 'en'], 'zh'),
    read: (spec) => (spec.model === 'lesson7-en' ? 'en' : 'zh'),
    write: (spec, value) => ({ ...spec, model: `lesson7-${String(value)}` as ModelName }),
  },
  {
    key: 'from',
    group: 'base',
    param: choice(['pretrained', 'random'], 'pretrained'),
    read: (spec) => spec.init,
    write: (spec, value) => ({ ...spec, init: value as RunSpec['init'] }),
  },
  {
    key: 'own',
    group: 'data',
    param: name('', LONGEST_OWN),
    read: (spec) => ownText(spec.data.examples),
    /** Text that holds no examples, such as the mark of a large set, changes nothing. */
    write(spec, value) {
      if (value === '') return withExamples(spec, undefined);
      const examples = readOwnText(String(value));
      return examples ? withExamples(spec, examples) : spec;
    },
  },
  {
    key: 'task',
    group: 'data',
    param: choice(DATA_NAMES, 'qa'),
    read: (spec) => spec.data.task,
    write: (spec, value) => ({ ...spec, data: { ...spec.data, task: String(value) } }),
  },
  {
    key: 'size',
    group: 'data',
    param: integer(0, 0, 100_000),
    stops: SIZES,
    read: (spec) => spec.data.size ?? 0,
    write: (spec, value) => ({
      ...spec,
      data: { ...spec.data, size: value === 0 ? null : Number(value) },
    }),
  },
  {
    key: 'mix',
    group: 'data',
    param: name('', 400),
    read: (spec) => mixText(spec.data.mix),
    write(spec, value) {
      const { mix: _, ...data } = spec.data;
      const mix = readMixText(String(value));
      if (!mix) return { ...spec, data };
      return { ...spec, data: { ...withExamples(spec, undefined).data, mix } };
    },
  },
  {
    key: 'mask',
    group: 'data',
    param: choice(LOSS_MASKS, 'completion'),
    read: ({ data }) => data.mask ?? (data.maskPrompt ? 'completion' : 'everything'),
    write(spec, value) {
      const { mask: _, ...data } = spec.data;
      const mask = value as LossMask;
      const said = mask === 'assistant' ? { mask } : {};
      return { ...spec, data: { ...data, maskPrompt: mask !== 'everything', ...said } };
    },
  },
  dataField('noise', 'noise', real(0, 0, 1), [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1]),
  dataField('repeats', 'duplication', real(0, 0, 0.95), [0, 0.25, 0.5, 0.75, 0.9]),
  dataField('unknown', 'unknownShare', real(0, 0, 0.9), [0, 0.05, 0.1, 0.2, 0.3, 0.5]),
  dataField('newFacts', 'newFacts', real(0, 0, 1), [0, 0.1, 0.25, 0.5, 0.75, 1]),
  dataField('replay', 'replay', real(0, 0, MOST_REPLAY), [0, 0.1, 0.25, 0.5, 0.75]),
  dataField('packing', 'packing', flag(false)),
  {
    key: 'method',
    group: 'method',
    param: choice(METHOD_VARIANTS, 'lora'),
    read: (spec) => variantOf(spec.method),
    /** A new method brings its own settings and the learning rate measured for it. */
    write(spec, value) {
      const preset = CONTENDERS.find(({ id }) => id === value);
      if (!preset) return spec;
      const { method, learningRate } = preset;
      // Measured with AdamW; not valid for other optimizers.
      const optimizer =
        spec.optimizer.name === 'adamw' ? { ...spec.optimizer, learningRate } : spec.optimizer;
      return { ...spec, method, optimizer };
    },
  },
  ...METHOD_FIELDS.map(methodField),
  {
    key: 'opt',
    group: 'optimizer',
    param: choice(['adamw', 'muon', 'sgd'], 'adamw'),
    read: (spec) => spec.optimizer.name,
    /** A new optimizer brings its own settings and rate; AdamW the rate measured for the method. */
    write(spec, value) {
      if (value === spec.optimizer.name) return spec;
      const { learningRate } = contender(variantOf(spec.method));
      const next = OPTIMIZERS[value as keyof typeof OPTIMIZERS];
      return { ...spec, optimizer: value === 'adamw' ? { ...DEFAULT_ADAMW, learningRate } : next };
    },
  },
  optimizerField('lr', 'learningRate', rate(DEFAULT_SPEC.optimizer.learningRate, 1e-5, 10)),
  optimizerField('momentum', 'momentum', real(0.9, 0, 0.999), [0, 0.5, 0.8, 0.9, 0.95, 0.99]),
  optimizerField('decay', 'weightDecay', real(0, 0, 1), [0, 0.01, 0.05, 0.1, 0.3, 1]),
  optimizerField('clip', 'clipNorm', real(1, 1e-3, 1e6), [0.1, 0.3, 1, 3, 10, 100]),
  {
    key: 'schedule',
    group: 'training',
    param: choice(['constant', 'linear', 'cosine'], DEFAULT_SPEC.schedule.name),
    read: (spec) => spec.schedule.name,
    write: (spec, value) => ({
      ...spec,
      schedule: { ...spec.schedule, name: value as RunSpec['schedule']['name'] },
    }),
  },
  {
    key: 'warmup',
    group: 'training',
    param: integer(DEFAULT_SPEC.schedule.warmupSteps, 0, 1000),
    stops: [0, 5, 10, 20, 50, 100],
    read: (spec) => spec.schedule.warmupSteps,
    write: (spec, value) => ({ ...spec, schedule: { ...spec.schedule, warmupSteps: Number(value) } }),
  },
  {
    key: 'steps',
    group: 'training',
    param: integer(DEFAULT_SPEC.steps, 1, 10_000),
    stops: [10, 20, 50, 100, 150, 200, 300, 400, 600, 800, 1000, 2000],
    read: (spec) => spec.steps,
    write: (spec, value) => ({ ...spec, steps: Number(value) }),
  },
  {
    key: 'batch',
    group: 'training',
    param: integer(DEFAULT_SPEC.batchSize, 1, 64),
    stops: [1, 2, 4, 8, 16, 32, 64],
    read: (spec) => spec.batchSize,
    write: (spec, value) => ({ ...spec, batchSize: Number(value) }),
  },
  {
    key: 'seed',
    group: 'training',
    param: integer(DEFAULT_SPEC.seed, 0, 999_999),
    read: (spec) => spec.seed,
    write: (spec, value) => ({ ...spec, seed: Number(value) }),
  },
];

const BY_KEY = new Map(SPEC_FIELDS.map((field) => [field.key, field]));

export function fieldOf(key: string): SpecField | undefined {
  return BY_KEY.get(key);
}

/** The settings that this spec has, in the order of the form. */
export function fieldsOf(spec: RunSpec): SpecField[] {
  return SPEC_FIELDS.filter(({ read }) => read(spec) !== undefined);
}

/** The spec with one setting changed, clamped; unknown settings and values out of place change nothing. */
export function withField(spec: RunSpec, key: string, value: unknown): RunSpec {
  const field = BY_KEY.get(key);
  if (!field || field.read(spec) === undefined) return spec;
  return field.write(spec, clampParam(field.param, value) as FieldValue);
}

/** The run that the lab opens with, for a base and a method. */
export function presetSpec(model: ModelName, methodId = 'lora'): RunSpec {
  return withField({ ...DEFAULT_SPEC, model }, 'method', methodId);
}
