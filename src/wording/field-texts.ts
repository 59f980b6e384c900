/** @file Names of a run's settings and of their values, for forms, axes and tables. */
import { formatRate, formatShare } from '../page/format.ts';
import { catalogue, type Language } from '../page/language.ts';
import type { FieldValue, SpecField } from '../recipes/spec-fields.ts';
import type { MethodVariant } from '../recipes/variants.ts';
import { methodKinds } from './method-texts.ts';

export const fieldTexts = catalogue({
  zh: {
    base: '基座',
    from: '起点',
    task: '任务',
    size: '训练样本数',
    own: '训练数据',
    mix: '任务混合',
    mask: '损失算在',
    noise: '错误答案占比',
    repeats: '重复占比',
    unknown: '“我不知道”占比',
    newFacts: '新事实占比',
    replay: '预训练文本占比（回放）',
    packing: '打包成整行',
    method: '方法',
    r: '秩 r',
    alpha: 'α',
    targets: '作用矩阵',
    dropout: '丢弃率',
    rslora: '缩放用 α/√r（rsLoRA）',
    dora: '方向与长度分开（DoRA）',
    init: 'A、B 的初始值',
    ratioB: 'B 与 A 的学习率之比',
    quant: '基座精度',
    last: '训练的层数',
    bottleneck: '瓶颈宽度',
    virtual: '虚拟词元',
    projection: 'MLP 宽度（0 为不用）',
    start: '虚拟词元的初始值',
    lr: '学习率',
    opt: '优化器',
    momentum: '动量',
    decay: '权重衰减',
    clip: '梯度裁剪',
    schedule: '学习率调度',
    warmup: '预热步数',
    steps: '步数',
    batch: '批大小',
    seed: '随机种子',
  },
  en: {
    base: 'Base',
    from: 'Start from',
    task: 'Task',
    size: 'Examples',
    own: 'Training data',
    mix: 'Mix of tasks',
    mask: 'Loss on',
    noise: 'Wrong answers',
    repeats: 'Repeats',
    unknown: '“I don’t know” share',
    newFacts: 'Share of new facts',
    replay: 'Pretraining text (replay)',
    packing: 'Pack whole rows',
    method: 'Method',
    r: 'Rank r',
    alpha: 'α',
    targets: 'Target matrices',
    dropout: 'Dropout',
    rslora: 'Scale by α/√r (rsLoRA)',
    dora: 'Direction and length apart (DoRA)',
    init: 'Start of A and B',
    ratioB: 'Rate of B over A',
    quant: 'Precision of the base',
    last: 'Trained blocks',
    bottleneck: 'Bottleneck',
    virtual: 'Virtual tokens',
    projection: 'MLP width (0: none)',
    start: 'Start of virtual tokens',
    lr: 'Learning rate',
    opt: 'Optimizer',
    momentum: 'Momentum',
    decay: 'Weight decay',
    clip: 'Gradient clipping',
    schedule: 'Schedule',
    warmup: 'Warm-up steps',
    steps: 'Steps',
    batch: 'Batch size',
    seed: 'Seed',
  },
});

export const valueTexts = catalogue({
  zh: {
    all: '全部',
    yes: '是',
    no: '否',
    zh: '中文',
    en: '英文',
    pretrained: '预训练权重',
    random: '随机',
    classification: '分类',
    sentiment: '情感',
    inference: '推理',
    summary: '摘要',
    qa: '问答',
    translation: '翻译',
    extraction: '抽取',
    dialogue: '对话',
    code: '代码',
    refusal: '拒绝有害请求',
    unknown: '承认不知道',
    'style-short': '风格：简短',
    'style-sentence': '风格：整句',
    'style-polite': '风格：礼貌',
    'style-reason': '风格：带理由',
    completion: '最后一个回答',
    assistant: '每一轮回答',
    everything: '提示和回答',
    default: 'A 随机、B 为零',
    pissa: '主奇异向量（PiSSA）',
    none: 'float32',
    int8: '8 位整数',
    nf4: '4 位（NF4）',
    vocabulary: '真实词元的嵌入',
    constant: '恒定',
    linear: '线性',
    cosine: '余弦',
    adamw: 'AdamW',
    sgd: 'SGD',
    muon: 'Muon',
  },
  en: {
    all: 'all',
    yes: 'yes',
    no: 'no',
    zh: 'Chinese',
    en: 'English',
    pretrained: 'pretrained',
    random: 'random',
    classification: 'classification',
    sentiment: 'sentiment',
    inference: 'inference',
    summary: 'summary',
    qa: 'question answering',
    translation: 'translation',
    extraction: 'extraction',
    dialogue: 'dialogue',
    code: 'code',
    refusal: 'refusing harm',
    unknown: 'admitting ignorance',
    'style-short': 'style: short',
    'style-sentence': 'style: sentence',
    'style-polite': 'style: polite',
    'style-reason': 'style: with a reason',
    completion: 'last answer',
    assistant: 'every answer',
    everything: 'prompt and answer',
    default: 'A random, B zero',
    pissa: 'leading singular vectors (PiSSA)',
    none: 'float32',
    int8: '8-bit integers',
    nf4: '4 bits (NF4)',
    vocabulary: 'embeddings of real tokens',
    constant: 'constant',
    linear: 'linear',
    cosine: 'cosine',
    adamw: 'AdamW',
    sgd: 'SGD',
    muon: 'Muon',
  },
});

export function fieldName(key: string, language: Language): string {
  return (fieldTexts[language] as Readonly<Record<string, string>>)[key] ?? key;
}

/** A data set as forms call it; those of single widgets have no name there. */
export function taskName(task: string, language: Language): string {
  return (valueTexts[language] as Readonly<Record<string, string>>)[task] ?? task;
}

const SHARES: ReadonlySet<string> = new Set(['noise', 'repeats', 'unknown', 'newFacts', 'replay']);

/** A value as a reader sees it, such as `3e-3`, `LoRA`, `question answering`. */
export function valueText({ key, param }: SpecField, value: FieldValue, language: Language): string {
  const texts: Readonly<Record<string, string>> = valueTexts[language];
  if (typeof value === 'boolean') return value ? texts.yes! : texts.no!;
  if (typeof value === 'string') {
    if (key === 'method') return methodKinds[language][value as MethodVariant] ?? value;
    return texts[value] ?? value;
  }
  if (typeof value !== 'number') return value.join(', ');
  if (key === 'size' && value === 0) return texts.all!;
  if (SHARES.has(key)) return formatShare(value);
  return param.kind === 'number' && param.scale === 'log' ? formatRate(value) : String(value);
}
