/** @file Words of the soft prompts. */
import { catalogue } from '../../page/language.ts';

export const texts = catalogue({
  zh: {
    name: '软提示',
    kinds: '训练哪几种',
    virtual: '虚拟词元个数 n',
    promptLr: '提示微调学习率',
    prefixLr: '前缀微调学习率',
    ptuningLr: 'P-Tuning v2 学习率',
    moreNow: '{steps} 步 · 批大小 {batch} · 种子 {seed}',
    chart: '留出题完全匹配率',
    views: '看什么',
    nearest: '最近的真实词元',
    lengths: '几个词元才够',
    numbers: '参数与成绩',
    lengthChart: '完全匹配率与虚拟词元个数',
    virtualAxis: '虚拟词元个数',
    match: '留出题完全匹配率',
    loraLevel: 'LoRA 的水平',
    lengthNote: '录制时另跑了几种长度；学习率相同，没有为每种长度单独挑。',
    place: '位置',
    token: '最近的词元',
    cosine: '余弦',
    distance: '距离',
    others: '其次',
    when: '看哪一步',
    start: '训练前',
    end: '第 {step} 步',
    nearestIntro: '每个学出来的向量，离它最近（余弦最大）的真实词元。词嵌入的平均长度 {length}。',
    noNearest:
      '训练提示微调之后，这里列出每个虚拟词元离哪个真实词元最近。前缀微调和 P-Tuning v2 学的是每层的键和值，不在词嵌入的空间里，没有“最近的词元”。',
    parameters: '可训练参数',
    method: '方法',
    loss: '预训练损失',
    empty: '还没有结果。',
    waiting: '训练开始后，这里用一句话写出结果。',
    lengthSummary: '提示微调：{points}。',
    lengthPoint: '{n} 个词元 {match}',
    findingOne: '第 {step} 步完全匹配率——{list}。',
    entry: '{label}：{match}（{parameters} 个参数）',
    findingWeak:
      '提示微调比 LoRA 低 {points} 个点，参数是它的 {share}。输入端的几个向量只能借冻结的层起作用；Lester 等人在 T5 上也看到小模型弱，到约 11B 才追平。',
    findingStrong:
      '提示微调离 LoRA 只差 {points} 个点，参数是它的 {share}：在这个小世界里，问答这件事几个向量就能提示出来。',
    findingNear:
      '{n} 个向量里，{still} 个最近的仍是初始化用的那个词元，与最近词元的平均余弦从 1 变到 {cosine}（1 是同一个方向，0 是毫不相干）。',
  },
  en: {
    name: 'Soft prompts',
    kinds: 'What to train',
    virtual: 'Virtual tokens n',
    promptLr: 'Prompt tuning learning rate',
    prefixLr: 'Prefix tuning learning rate',
    ptuningLr: 'P-tuning v2 learning rate',
    moreNow: '{steps} steps · batch {batch} · seed {seed}',
    chart: 'Held-out exact match',
    views: 'What to look at',
    nearest: 'Nearest tokens',
    lengths: 'How many',
    numbers: 'Numbers',
    lengthChart: 'Accuracy against the number of virtual tokens',
    virtualAxis: 'virtual tokens',
    match: 'held-out exact match',
    loraLevel: 'LoRA’s level',
    lengthNote:
      'Other lengths were run for the recording at the same learning rate, not at one picked for each.',
    place: 'place',
    token: 'nearest token',
    cosine: 'cosine',
    distance: 'distance',
    others: 'then',
    when: 'Look at',
    start: 'before training',
    end: 'step {step}',
    nearestIntro:
      'For each learned vector the real token nearest to it (largest cosine). Embeddings have a mean length of {length}.',
    noNearest:
      'Once prompt tuning has run, the real token nearest to each virtual one is listed here. Prefix tuning and P-tuning v2 learn keys and values of every layer, which do not lie where embeddings lie: they have no nearest token.',
    parameters: 'trainable parameters',
    method: 'Method',
    loss: 'pretraining loss',
    empty: 'No results yet.',
    waiting: 'Once training starts, the result is put in words here.',
    lengthSummary: 'Prompt tuning: {points}.',
    lengthPoint: '{n} tokens {match}',
    findingOne: 'Exact match at step {step} — {list}.',
    entry: '{label}: {match} ({parameters} parameters)',
    findingWeak:
      'Prompt tuning stays {points} points below LoRA with {share} of its parameters. A few vectors at the input act only through frozen layers; Lester et al. found small T5 models weak too, and level with full fine-tuning at about 11B.',
    findingStrong:
      'Prompt tuning comes within {points} points of LoRA with {share} of its parameters: in this small world a few vectors can prompt for answers.',
    findingNear:
      'Of {n} vectors, {still} still lie nearest to the token they began as; the mean cosine to the nearest went from 1 to {cosine} (1 is the same direction, 0 none in common).',
  },
});

export type SoftText = keyof (typeof texts)['zh'];
