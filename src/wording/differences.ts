/** @file Names of runs and "what differs" lines, derived from their specs in either language. */
import type { Conversation } from '../data/conversation.ts';
import { formatRate, formatShare } from '../page/format.ts';
import { catalogue, fill } from '../page/language.ts';
import { dataMark } from '../recipes/spec-data.ts';
import { variantOf } from '../recipes/variants.ts';
import type { DataSpec, RunSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';
import { fieldTexts, taskName } from './field-texts.ts';
import { methodKinds, methodName, methodShortName } from './method-texts.ts';

export const specTexts = catalogue({
  zh: {
    random: '，随机初始权重',
    projection: 'MLP 宽度',
    vocabulary: '真实词元的嵌入',
    randomVectors: '随机',
    all: '全部',
    responseOnly: '只算回答',
    promptToo: '提示也算',
    everyAnswer: '每一轮回答都算',
    ownHeldOut: '留出题',
    worldData: '微型世界',
    ownData: '自备 {count} 条（#{mark}）',
    oneTask: '单一任务',
    on: '开',
    off: '关',
    pretrained: '预训练',
    randomInit: '随机',
    constant: '恒定',
    linear: '线性',
    cosine: '余弦',
    difference: '{field}：{a} → {b}',
    same: '两次训练的设置完全相同。',
  },
  en: {
    random: ', random weights',
    projection: 'MLP width',
    vocabulary: 'embeddings of real tokens',
    randomVectors: 'random',
    all: 'all',
    responseOnly: 'response only',
    promptToo: 'prompt too',
    everyAnswer: 'every answer',
    ownHeldOut: 'held-out questions',
    worldData: 'micro-world',
    ownData: 'own, {count} examples (#{mark})',
    oneTask: 'one task',
    on: 'on',
    off: 'off',
    pretrained: 'pretrained',
    randomInit: 'random',
    constant: 'constant',
    linear: 'linear',
    cosine: 'cosine',
    difference: '{field}: {a} → {b}',
    same: 'Both runs have the same settings.',
  },
});

type TextKey = keyof (typeof specTexts)['zh'];

/** Name of a run, such as "LoRA r=8". */
export function runName(spec: RunSpec, language: Language): string {
  const name = methodName(spec.method, language);
  return spec.init === 'random' ? name + specTexts[language].random : name;
}

/** Shorter still, for legends: "Full", "LoRA r=8". */
export function shortName(spec: RunSpec, language: Language): string {
  const name = methodShortName(spec.method, language);
  return spec.init === 'random' ? name + specTexts[language].random : name;
}

type FieldKey = keyof (typeof fieldTexts)['zh'];
/** Fields that are not in the form, or whose name there has a remark. */
type OwnName = 'projection' | 'ownHeldOut';
type FieldName = FieldKey | OwnName;

interface Field {
  name: FieldName;
  /** Text of this field in a spec; null where the spec has no such field. */
  show: (spec: RunSpec, texts: Readonly<Record<TextKey, string>>, language: Language) => string | null;
  /** An optional part of the data spec: not worth a line where it is not used. */
  optional?: true;
}

const lora = (spec: RunSpec) => (spec.method.name === 'lora' ? spec.method : null);
const prompt = (spec: RunSpec) => (spec.method.name === 'prompt' ? spec.method : null);
/** A number of the method by its name, where the method has it. */
const numberOf = (field: string) => (spec: RunSpec) => {
  const value: unknown = Object.entries(spec.method).find(([name]) => name === field)?.[1];
  return typeof value === 'number' ? value.toString() : null;
};

function maskOf({ data }: RunSpec): TextKey {
  if (data.mask === 'assistant') return 'everyAnswer';
  const everything = data.mask ? data.mask === 'everything' : !data.maskPrompt;
  return everything ? 'promptToo' : 'responseOnly';
}

/** Own data by its number and a fingerprint. */
function ownData(list: readonly Conversation[] | undefined, t: Readonly<Record<TextKey, string>>): string {
  return list ? fill(t.ownData, { count: list.length, mark: dataMark(list) }) : t.worldData;
}

function mixOf({ mix }: DataSpec, t: Readonly<Record<TextKey, string>>, language: Language): string {
  if (!mix) return t.oneTask;
  const all = mix.reduce((sum, { weight }) => sum + weight, 0);
  return mix
    .map(({ task, weight }) => `${taskName(task, language)} ${formatShare(weight / all)}`)
    .join(' + ');
}

/** Every field of a spec that decides its numbers, in the order in which they matter to a reader. */
const FIELDS: readonly Field[] = [
  { name: 'base', show: (spec) => spec.model },
  { name: 'from', show: (spec, t) => (spec.init === 'random' ? t.randomInit : t.pretrained) },
  { name: 'method', show: (spec, _, language) => methodKinds[language][variantOf(spec.method)] },
  { name: 'last', show: numberOf('last') },
  { name: 'bottleneck', show: numberOf('bottleneck') },
  { name: 'virtual', show: numberOf('virtualTokens') },
  { name: 'projection', show: numberOf('projection') },
  { name: 'r', show: numberOf('r') },
  {
    name: 'start',
    show: (spec, t) => prompt(spec) && (prompt(spec)?.init === 'random' ? t.randomVectors : t.vocabulary),
  },
  { name: 'alpha', show: (spec) => lora(spec)?.loraAlpha.toString() ?? null },
  { name: 'targets', show: (spec) => lora(spec)?.targets.join(', ') ?? null },
  { name: 'dropout', show: (spec) => lora(spec)?.dropout.toString() ?? null },
  { name: 'ratioB', show: numberOf('ratioB') },
  { name: 'quant', show: (spec) => lora(spec)?.quantization ?? null },
  { name: 'lr', show: (spec) => formatRate(spec.optimizer.learningRate) },
  { name: 'schedule', show: (spec, t) => t[spec.schedule.name] },
  { name: 'warmup', show: (spec) => spec.schedule.warmupSteps.toString() },
  { name: 'decay', show: (spec) => spec.optimizer.weightDecay.toString() },
  { name: 'clip', show: (spec) => spec.optimizer.clipNorm.toString() },
  { name: 'task', show: (spec, _, language) => taskName(spec.data.task, language) },
  { name: 'size', show: (spec, t) => spec.data.size?.toString() ?? t.all },
  { name: 'mask', show: (spec, t) => t[maskOf(spec)] },
  { name: 'own', optional: true, show: ({ data }, t) => ownData(data.examples, t) },
  { name: 'ownHeldOut', optional: true, show: ({ data }, t) => ownData(data.heldOut, t) },
  { name: 'mix', optional: true, show: ({ data }, t, language) => mixOf(data, t, language) },
  { name: 'noise', optional: true, show: ({ data }) => formatShare(data.noise ?? 0) },
  { name: 'unknown', optional: true, show: ({ data }) => formatShare(data.unknownShare ?? 0) },
  { name: 'newFacts', optional: true, show: ({ data }) => formatShare(data.newFacts ?? 0) },
  { name: 'replay', optional: true, show: ({ data }) => formatShare(data.replay ?? 0) },
  { name: 'repeats', optional: true, show: ({ data }) => formatShare(data.duplication ?? 0) },
  { name: 'packing', optional: true, show: ({ data }, t) => (data.packing ? t.on : t.off) },
  { name: 'steps', show: (spec) => spec.steps.toString() },
  { name: 'batch', show: (spec) => spec.batchSize.toString() },
  { name: 'seed', show: (spec) => spec.seed.toString() },
];

/** Name of a field within a sentence: the form's, in lower case. */
function nameOf(name: FieldName, language: Language): string {
  const own: Readonly<Record<string, string>> = specTexts[language];
  const text = own[name] ?? fieldTexts[language][name as FieldKey];
  return text.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

/** Lines such as "learning rate: 5e-4 → 3e-3", from a to b; empty where nothing differs. */
export function differences(a: RunSpec, b: RunSpec, language: Language): string[] {
  const texts = specTexts[language];
  return FIELDS.flatMap(({ name, show }) => {
    const before = show(a, texts, language);
    const after = show(b, texts, language);
    // A rank against no rank follows from the methods.
    if (before === null || after === null || before === after) return [];
    return [fill(texts.difference, { field: nameOf(name, language), a: before, b: after })];
  });
}

/** The same run with none of the optional parts of its data. */
function plainData(spec: RunSpec): RunSpec {
  const { task, size, maskPrompt } = spec.data;
  return { ...spec, data: { task, size, maskPrompt } };
}

/** The settings of one run as a list of name and value, for tables and tooltips. */
export function describe(spec: RunSpec, language: Language): { name: string; value: string }[] {
  const texts = specTexts[language];
  return FIELDS.flatMap(({ name, show, optional }) => {
    const value = show(spec, texts, language);
    const unused = optional && value === show(plainData(spec), texts, language);
    return value === null || unused ? [] : [{ name: nameOf(name, language), value }];
  });
}
