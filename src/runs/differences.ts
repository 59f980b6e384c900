/** @file Names of runs and "what differs" lines, derived from their specs in either language. */
import type { RunSpec } from '../train/spec.ts';
import type { Language } from '../world/types.ts';
import { formatRate } from './format.ts';
import { catalogue, fill } from './language.ts';

export const specTexts = catalogue({
  zh: {
    full: '全量微调',
    fullShort: '全量',
    lora: 'LoRA r={r}',
    random: '，随机初始权重',
    method: '方法',
    r: '秩 r',
    alpha: 'α',
    targets: '作用矩阵',
    dropout: '丢弃率',
    learningRate: '学习率',
    steps: '步数',
    batchSize: '批大小',
    seed: '随机种子',
    task: '任务',
    size: '样本数',
    all: '全部',
    mask: '损失计算范围',
    responseOnly: '只算回答',
    promptToo: '提示也算',
    schedule: '学习率调度',
    warmup: '预热步数',
    model: '基础模型',
    init: '初始权重',
    pretrained: '预训练',
    randomInit: '随机',
    weightDecay: '权重衰减',
    clipNorm: '梯度裁剪',
    constant: '恒定',
    linear: '线性',
    cosine: '余弦',
    difference: '{field}：{a} → {b}',
    same: '两次训练的设置完全相同。',
  },
  en: {
    full: 'Full fine-tuning',
    fullShort: 'Full',
    lora: 'LoRA r={r}',
    random: ', random weights',
    method: 'method',
    r: 'rank r',
    alpha: 'α',
    targets: 'target matrices',
    dropout: 'dropout',
    learningRate: 'learning rate',
    steps: 'steps',
    batchSize: 'batch size',
    seed: 'seed',
    task: 'task',
    size: 'examples',
    all: 'all',
    mask: 'loss on',
    responseOnly: 'response only',
    promptToo: 'prompt too',
    schedule: 'schedule',
    warmup: 'warm-up steps',
    model: 'base model',
    init: 'initial weights',
    pretrained: 'pretrained',
    randomInit: 'random',
    weightDecay: 'weight decay',
    clipNorm: 'gradient clipping',
    constant: 'constant',
    linear: 'linear',
    cosine: 'cosine',
    difference: '{field}: {a} → {b}',
    same: 'Both runs have the same settings.',
  },
});

type TextKey = keyof (typeof specTexts)['zh'];

/** Short name of a run, such as "LoRA r=8". */
export function runName(spec: RunSpec, language: Language): string {
  const texts = specTexts[language];
  const method =
    spec.method.name === 'lora'
      ? fill(texts.lora, { r: spec.method.r })
      : (texts[spec.method.name] as string);
  return spec.init === 'random' ? method + texts.random : method;
}

/** Shorter still, for legends: "Full", "LoRA r=8". */
export function shortName(spec: RunSpec, language: Language): string {
  return spec.method.name === 'full' && spec.init === 'pretrained'
    ? specTexts[language].fullShort
    : runName(spec, language);
}

interface Field {
  name: TextKey;
  /** Text of this field in a spec; null where the spec has no such field. */
  show: (spec: RunSpec, texts: Readonly<Record<TextKey, string>>) => string | null;
}

const lora = (spec: RunSpec) => (spec.method.name === 'lora' ? spec.method : null);

/** Every field of a spec that decides its numbers, in the order in which they matter to a reader. */
const FIELDS: readonly Field[] = [
  { name: 'model', show: (spec) => spec.model },
  { name: 'init', show: (spec, t) => (spec.init === 'random' ? t.randomInit : t.pretrained) },
  { name: 'method', show: (spec, t) => (spec.method.name === 'lora' ? 'LoRA' : t.full) },
  { name: 'r', show: (spec) => lora(spec)?.r.toString() ?? null },
  { name: 'alpha', show: (spec) => lora(spec)?.loraAlpha.toString() ?? null },
  { name: 'targets', show: (spec) => lora(spec)?.targets.join(', ') ?? null },
  { name: 'dropout', show: (spec) => lora(spec)?.dropout.toString() ?? null },
  { name: 'learningRate', show: (spec) => formatRate(spec.optimizer.learningRate) },
  { name: 'schedule', show: (spec, t) => t[spec.schedule.name] },
  { name: 'warmup', show: (spec) => spec.schedule.warmupSteps.toString() },
  { name: 'weightDecay', show: (spec) => spec.optimizer.weightDecay.toString() },
  { name: 'clipNorm', show: (spec) => spec.optimizer.clipNorm.toString() },
  { name: 'task', show: (spec) => spec.data.task },
  { name: 'size', show: (spec, t) => spec.data.size?.toString() ?? t.all },
  { name: 'mask', show: (spec, t) => (spec.data.maskPrompt ? t.responseOnly : t.promptToo) },
  { name: 'steps', show: (spec) => spec.steps.toString() },
  { name: 'batchSize', show: (spec) => spec.batchSize.toString() },
  { name: 'seed', show: (spec) => spec.seed.toString() },
];

/** Lines such as "learning rate: 5e-4 → 3e-3", from a to b; empty where nothing differs. */
export function differences(a: RunSpec, b: RunSpec, language: Language): string[] {
  const texts = specTexts[language];
  return FIELDS.flatMap(({ name, show }) => {
    const before = show(a, texts);
    const after = show(b, texts);
    // A rank beside no rank at all is said by the method already.
    if (before === null || after === null || before === after) return [];
    return [fill(texts.difference, { field: texts[name], a: before, b: after })];
  });
}

/** The settings of one run as a list of name and value, for tables and tooltips. */
export function describe(spec: RunSpec, language: Language): { name: string; value: string }[] {
  const texts = specTexts[language];
  return FIELDS.flatMap(({ name, show }) => {
    const value = show(spec, texts);
    return value === null ? [] : [{ name: texts[name], value }];
  });
}
