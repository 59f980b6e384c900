/**
 * @file Every default of every widget, in one table, and how a run's spec is made from a widget's settings.
 * The learning rates are per step, AdamW; `npm run record -- --verify` measures what they reach.
 */

import { LOSS_MASKS } from '../data/encode.ts';
import { LABELLED_SETS } from '../data/templates.ts';
import { LINEAR_TARGETS, type LoraSpec, type MethodSpec } from '../peft/spec.ts';
import type { SamplingSpec } from '../train/protocol.ts';
import type { AdamWSpec, ModelName, MuonSpec, OptimizerSpec, RunSpec, SgdSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';
import { METHOD_BOUNDS, SHIPPED_SHAPE } from './bounds.ts';
import { clampData } from './clamp-data.ts';
import { contender } from './contenders.ts';
import { choice, clampParam, flag, integer, name, rate, real, subset, type ValuesOf } from './params.ts';
import { METHOD_VARIANTS } from './variants.ts';

/** The best of the sweep (`npm run record -- --rates`). */
export const DEFAULT_FULL_RATE = contender('full').learningRate;
export const DEFAULT_LORA_RATE = contender('lora').learningRate;
export const DEFAULT_LORA: LoraSpec = {
  name: 'lora',
  r: 8,
  loraAlpha: 16,
  targets: ['q', 'v'],
  dropout: 0,
};

export const DEFAULT_ADAMW: AdamWSpec = {
  name: 'adamw',
  learningRate: DEFAULT_FULL_RATE,
  weightDecay: 0,
  clipNorm: 1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
};

/** Of 0.01, 0.03 and 0.1 the best for full fine-tuning (95, 96 and 86 %), and good for LoRA (95 %). */
export const DEFAULT_SGD: SgdSpec = {
  name: 'sgd',
  learningRate: 0.03,
  weightDecay: 0,
  clipNorm: 1,
  momentum: 0.9,
};

/** Of 3e-4, 6e-4 and 1e-3 the best for full fine-tuning (56, 92 and 86 % of held-out questions after 150 steps). */
export const DEFAULT_MUON: MuonSpec = { ...DEFAULT_ADAMW, name: 'muon', learningRate: 6e-4, momentum: 0.95 };

/** The default run: full fine-tuning on question answering, 200 steps of 16 sequences. */
export const DEFAULT_SPEC: RunSpec = {
  model: 'lesson7-zh',
  init: 'pretrained',
  method: { name: 'full' },
  data: { task: 'qa', size: null, maskPrompt: true },
  optimizer: DEFAULT_ADAMW,
  schedule: { name: 'constant', warmupSteps: 10 },
  steps: 200,
  batchSize: 16,
  seed: 42,
};

/** Ranks a slider stops at. */
export const RANKS = [1, 2, 4, 8, 16, 32, 64] as const;

/** Numbers of training examples that the ablation compares; null is all of them. */
export const ABLATION_SIZES = ['8', '32', '128', 'all'] as const;
export type AblationSize = (typeof ABLATION_SIZES)[number];

/** Methods that the cost calculator compares; 'none' where the reader unchecked them all. */
export const COST_METHODS = [
  'full',
  'layers',
  'head',
  'bitfit',
  'norms',
  'houlsby',
  'prompt',
  'prefix',
  'ptuning',
  'ia3',
  'lora',
  'dora',
  'adalora',
  'loha',
  'vera',
  'qlora',
  'custom',
] as const;

/** Methods of the trainable map. */
export const MAP_METHODS = [
  'full',
  'head',
  'layers',
  'bitfit',
  'norms',
  'houlsby',
  'prompt',
  'prefix',
  'ia3',
  'lora',
  'loraAll',
] as const;

/** The methods compared on the slide about soft prompts. */
export const SOFT_KINDS = ['prompt', 'prefixMlp', 'ptuning', 'lora'] as const;

/** Ranks that a sweep may have, r = 1, 2, 4, 8 and 64 being those of LoRA's Table 6. */
export const SWEEP_RANKS = ['1', '2', '4', '8', '16', '32', '64'] as const;
export const SWEEP_RATES = ['1e-4', '3e-4', '1e-3', '3e-3', '1e-2', '3e-2', '1e-1'] as const;

/** What SFT cannot do, one experiment each. */
export const LIMITS = ['unknown', 'newFacts', 'surface', 'leftOut'] as const;
export type Limit = (typeof LIMITS)[number];

/** Keys of both cost widgets, so that one link may set both. */
const sizes = {
  virtual: integer(20, 1, 10_000),
  layers: integer(2, 1, 1000),
};

const seed = integer(DEFAULT_SPEC.seed, 0, 999_999);
const steps = integer(DEFAULT_SPEC.steps, 10, 1000);
const batch = integer(DEFAULT_SPEC.batchSize, 1, 64);

/** Settings by widget id. Keys are the URL's. */
export const WIDGET_PARAMS = {
  'complete-or-answer': {
    method: choice(['full', 'lora'], 'lora'),
    temp: real(0, 0, 2),
    topk: integer(0, 0, 50),
    tokens: integer(32, 1, 96),
    seed,
  },
  'sft-live': {
    lr: rate(DEFAULT_FULL_RATE),
    steps,
    batch,
    promptLoss: flag(false),
    seed,
  },
  'lora-lab': {
    r: integer(DEFAULT_LORA.r, RANKS[0], RANKS[RANKS.length - 1]!),
    alpha: integer(DEFAULT_LORA.loraAlpha, 1, 256),
    targets: subset(LINEAR_TARGETS, DEFAULT_LORA.targets),
    loraLr: rate(DEFAULT_LORA_RATE),
    lr: rate(DEFAULT_FULL_RATE),
    /** Train full fine-tuning beside LoRA. */
    race: flag(true),
    steps,
    batch,
    seed,
  },
  'delta-w-microscope': {
    /** Counted from 1. */
    layer: integer(SHIPPED_SHAPE.layers, 1, SHIPPED_SHAPE.layers),
    matrix: choice(LINEAR_TARGETS, 'v'),
    r: integer(DEFAULT_LORA.r, RANKS[0], RANKS[RANKS.length - 1]!),
    loraLr: rate(DEFAULT_LORA_RATE),
    lr: rate(DEFAULT_FULL_RATE),
    steps,
    batch,
    seed,
  },
  'method-race': {
    contenders: subset(METHOD_VARIANTS, ['full', 'houlsby', 'prompt', 'lora']),
    steps,
    batch,
    seed,
  },
  'forgetting-meter': {
    a: choice(METHOD_VARIANTS, 'full'),
    aLr: rate(DEFAULT_FULL_RATE),
    b: choice(METHOD_VARIANTS, 'lora'),
    bLr: rate(DEFAULT_LORA_RATE),
    /** Share of pretraining text among the training rows of both runs. */
    replay: real(0, 0, 0.5),
    steps,
    batch,
    seed,
  },
  'soft-prompts': {
    kinds: subset(SOFT_KINDS, SOFT_KINDS),
    /** Virtual tokens. */
    virtual: METHOD_BOUNDS.virtualTokens,
    promptLr: rate(contender('prompt').learningRate),
    prefixLr: rate(contender('prefixMlp').learningRate),
    ptuningLr: rate(contender('ptuning').learningRate),
    steps,
    batch,
    seed,
  },
  'mismatch-gallery': { seed },
  'pretraining-ablation': {
    /** At this size both learn their training questions within the steps, so that the held-out gap means something. */
    size: choice(ABLATION_SIZES, '128'),
    seed,
  },
  pipeline: { seed },
  sweep: {
    /** Rows of the grid. */
    ranks: subset(SWEEP_RANKS, ['1', '2', '4', '8', '64']),
    /** Columns of the grid. */
    rates: subset(SWEEP_RATES, ['3e-4', '1e-3', '3e-3', '1e-2', '3e-2']),
    /** 'shrinks': alpha stays, so the update's scale is alpha / r. 'kept': alpha is twice the rank, so the scale is constant. */
    scale: choice(['shrinks', 'kept'], 'shrinks'),
    steps: integer(100, 10, 1000),
    batch,
    seed,
  },
  'data-workshop': {
    source: choice(['templates', 'hand', 'generated'], 'templates'),
    /** Labelled set that templates turn into instructions. */
    set: choice(LABELLED_SETS, 'sentiment'),
    mask: choice(LOSS_MASKS, 'completion'),
    packing: flag(false),
    /** The reader's own pairs, where they are few enough for an address. */
    own: name('', 4000),
    /** Probability that the simulated teacher errs. */
    errors: real(0.3, 0, 0.9),
    rules: flag(true),
    /** Share of a teacher's answers that must agree; 0 takes the first. */
    agreement: real(0.6, 0, 1),
    steps: integer(80, 10, 1000),
    seed,
  },
  'three-diets': {
    noise: real(0, 0, 1),
    /** Questions trained on; 0 is all. */
    size: integer(0, 0, 500),
    repeats: real(0, 0, 0.95),
    /** Share of another task in the mix. */
    mix: real(0, 0, 0.9),
    unknown: real(0, 0, 0.9),
    steps,
    seed,
  },
  'confident-and-wrong': {
    limit: choice(LIMITS, 'unknown'),
    /** Share of "I don't know" data in the second run. */
    unknown: real(0.2, 0.05, 0.8),
    /** Share of facts in the second run that pretraining never saw. */
    fresh: real(0.5, 0.05, 1),
    steps: integer(150, 10, 1000),
    seed,
  },
  'cost-calculator': {
    /** Hub id of the gallery, `tiny` or `pasted`. */
    model: name('meta-llama/Llama-3.1-70B'),
    methods: subset([...COST_METHODS, 'none'], ['full', 'lora', 'qlora']),
    r: integer(DEFAULT_LORA.r, 1, 1024),
    modules: choice(['default', 'all'], 'default'),
    ...sizes,
    precision: choice(['bfloat16', 'float16', 'float32'], 'bfloat16'),
    /** Bytes per trained parameter. */
    convention: choice(['16', '12', '8'], '16'),
    optimizer: choice(['adamw', 'adamw8bit', 'sgd'], 'adamw'),
    quantization: choice(['none', 'int8', 'nf4'], 'none'),
    doubleQuantization: flag(true),
    batch: integer(1, 1, 4096),
    sequence: integer(1024, 1, 1_000_000),
    checkpointing: flag(false),
    attention: choice(['flash', 'eager'], 'flash'),
    gpu: name('A100 80 GB'),
    tasks: integer(100, 1, 1_000_000),
    megatokens: real(10, 0.001, 1e6),
    utilization: real(40, 1, 100),
  },
  'trainable-map': {
    model: name('tiny'),
    method: choice(MAP_METHODS, 'full'),
    r: integer(DEFAULT_LORA.r, 1, 1024),
    ...sizes,
    /** Last word of a matrix's name; empty for the first. */
    matrix: name(''),
  },
} as const;

export type ParamWidget = keyof typeof WIDGET_PARAMS;
export type WidgetValues<Id extends ParamWidget> = ValuesOf<(typeof WIDGET_PARAMS)[Id]>;

export function modelFor(language: Language): ModelName {
  return language === 'zh' ? 'lesson7-zh' : 'lesson7-en';
}

export function languageOf(model: ModelName): Language {
  return model === 'lesson7-zh' ? 'zh' : 'en';
}

/** The default spec with some parts replaced, every field inside its bounds. */
export function makeSpec(
  parts: Partial<Omit<RunSpec, 'optimizer' | 'data'>> & {
    learningRate?: number;
    data?: Partial<RunSpec['data']>;
  },
): RunSpec {
  const { learningRate, data, ...rest } = parts;
  return clampSpec({
    ...DEFAULT_SPEC,
    ...rest,
    data: { ...DEFAULT_SPEC.data, ...data },
    optimizer: {
      ...DEFAULT_SPEC.optimizer,
      learningRate: learningRate ?? DEFAULT_SPEC.optimizer.learningRate,
    },
  });
}

export function sftSpec(values: WidgetValues<'sft-live'>, model: ModelName): RunSpec {
  return makeSpec({
    model,
    learningRate: values.lr,
    steps: values.steps,
    batchSize: values.batch,
    seed: values.seed,
    data: { maskPrompt: !values.promptLoss },
  });
}

/** The LoRA run of the lab, and the full run if the reader chose the race. */
export function labSpecs(
  values: WidgetValues<'lora-lab'>,
  model: ModelName,
): { name: 'full' | 'lora'; spec: RunSpec }[] {
  const shared = { model, steps: values.steps, batchSize: values.batch, seed: values.seed };
  const method: MethodSpec = {
    name: 'lora',
    r: values.r,
    loraAlpha: values.alpha,
    targets: [...values.targets],
    dropout: 0,
  };
  const lora = { name: 'lora' as const, spec: makeSpec({ ...shared, method, learningRate: values.loraLr }) };
  const full = { name: 'full' as const, spec: makeSpec({ ...shared, learningRate: values.lr }) };
  return values.race ? [full, lora] : [lora];
}

/** The run of "tune it now". */
export function quickSpec(method: 'full' | 'lora', model: ModelName, seed: number): RunSpec {
  return method === 'full'
    ? makeSpec({ model, seed })
    : makeSpec({ model, seed, method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE });
}

/** Three adapters on one base: one for each kind of mismatch. */
export function gallerySpecs(model: ModelName, seed: number): { name: string; spec: RunSpec }[] {
  return ['qa', 'dialogue', 'summary'].map((task) => ({
    name: task,
    spec: makeSpec({ model, seed, method: DEFAULT_LORA, learningRate: DEFAULT_LORA_RATE, data: { task } }),
  }));
}

/** Random weights learn too slowly at the rate that is best for a pretrained model. */
export const RANDOM_RATE = 1e-3;

/** The same examples, batches and steps from the base and from random weights. */
export function ablationSpecs(
  size: AblationSize,
  model: ModelName,
  seed: number,
): { name: string; spec: RunSpec }[] {
  const data = { size: size === 'all' ? null : Number(size) };
  return [
    { name: `pretrained-${size}`, spec: makeSpec({ model, seed, data }) },
    {
      name: `random-${size}`,
      spec: makeSpec({ model, seed, data, init: 'random', learningRate: RANDOM_RATE }),
    },
  ];
}

export function samplingOf(values: WidgetValues<'complete-or-answer'>): SamplingSpec {
  return {
    temperature: values.temp,
    topK: values.topk,
    maxNewTokens: values.tokens,
    seed: values.seed,
  };
}

export const GREEDY: SamplingSpec = { temperature: 0, topK: 0, maxNewTokens: 32, seed: 0 };

function bound(value: number, min: number, max: number, otherwise: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : otherwise;
}

function whole(value: number, min: number, max: number, otherwise: number): number {
  return Math.round(bound(value, min, max, otherwise));
}

/** A number of a method within its bounds. */
const within = (name: keyof typeof METHOD_BOUNDS, value: number): number =>
  clampParam(METHOD_BOUNDS[name], value);

function clampLora(method: LoraSpec): LoraSpec {
  const targets = LINEAR_TARGETS.filter((target) => method.targets.includes(target));
  const { rslora, dora, init, ratioB, quantization } = method;
  return {
    name: 'lora',
    r: within('r', method.r),
    loraAlpha: within('loraAlpha', method.loraAlpha),
    targets: targets.length > 0 ? targets : DEFAULT_LORA.targets,
    dropout: within('dropout', method.dropout),
    // A field at its neutral value is omitted, so that equal runs have equal specs.
    ...(rslora === true ? { rslora } : {}),
    ...(dora === true ? { dora } : {}),
    ...(init === 'pissa' ? { init } : {}),
    ...(ratioB === undefined || ratioB === 1 ? {} : { ratioB: within('ratioB', ratioB) }),
    ...(quantization === 'int8' || quantization === 'nf4' ? { quantization } : {}),
  };
}

function clampMethod(method: MethodSpec): MethodSpec {
  switch (method.name) {
    case 'lora':
      return clampLora(method);
    case 'layers':
      return { name: 'layers', last: within('last', method.last) };
    case 'houlsby':
    case 'pfeiffer':
      return { name: method.name, bottleneck: within('bottleneck', method.bottleneck) };
    case 'prompt':
      return {
        name: 'prompt',
        virtualTokens: within('virtualTokens', method.virtualTokens),
        ...(method.init === 'random' ? { init: method.init } : {}),
      };
    case 'prefix':
      return {
        name: 'prefix',
        virtualTokens: within('virtualTokens', method.virtualTokens),
        projection: method.projection === null ? null : within('projection', method.projection) || null,
      };
    case 'ptuning':
      return { name: 'ptuning', virtualTokens: within('virtualTokens', method.virtualTokens) };
    case 'full':
    case 'head':
    case 'bitfit':
    case 'norms':
    case 'ia3':
      return { name: method.name };
  }
}

function clampOptimizer(optimizer: OptimizerSpec): OptimizerSpec {
  const shared = (base: OptimizerSpec) => ({
    learningRate: bound(optimizer.learningRate, 0, 10, base.learningRate),
    weightDecay: bound(optimizer.weightDecay, 0, 1, base.weightDecay),
    clipNorm: bound(optimizer.clipNorm, 1e-3, 1e6, base.clipNorm),
  });
  const momentum = (value: number, otherwise: number) => bound(value, 0, 0.999, otherwise);
  if (optimizer.name === 'sgd')
    return {
      name: 'sgd',
      momentum: momentum(optimizer.momentum, DEFAULT_SGD.momentum),
      ...shared(DEFAULT_SGD),
    };
  const adamW = {
    beta1: bound(optimizer.beta1, 0, 0.9999, DEFAULT_ADAMW.beta1),
    beta2: bound(optimizer.beta2, 0, 0.99999, DEFAULT_ADAMW.beta2),
    epsilon: bound(optimizer.epsilon, 1e-12, 1, DEFAULT_ADAMW.epsilon),
  };
  return optimizer.name === 'muon'
    ? {
        name: 'muon',
        momentum: momentum(optimizer.momentum, DEFAULT_MUON.momentum),
        ...adamW,
        ...shared(DEFAULT_MUON),
      }
    : { name: 'adamw', ...adamW, ...shared(DEFAULT_ADAMW) };
}

/** Every number clamped to the engine's bounds; what is not a number becomes the default. */
export function clampSpec(spec: RunSpec): RunSpec {
  const base = DEFAULT_SPEC;
  const { optimizer, schedule, data } = spec;
  const steps = whole(spec.steps, 1, 10_000, base.steps);
  return {
    model: spec.model === 'lesson7-en' ? 'lesson7-en' : 'lesson7-zh',
    init: spec.init === 'random' ? 'random' : 'pretrained',
    method: clampMethod(spec.method),
    data: clampData(data),
    optimizer: clampOptimizer(optimizer),
    schedule: {
      name: (['constant', 'linear', 'cosine'] as const).includes(schedule.name)
        ? schedule.name
        : base.schedule.name,
      warmupSteps: whole(schedule.warmupSteps, 0, steps, base.schedule.warmupSteps),
    },
    steps,
    batchSize: whole(spec.batchSize, 1, 64, base.batchSize),
    seed: whole(spec.seed, 0, 999_999, base.seed),
  };
}
