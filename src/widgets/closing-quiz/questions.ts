/** @file The questions, each option with its reason. The right one is named, not placed first. */
import type { Language } from '../../page/language.ts';

type Words = Readonly<Record<Language, string>>;

interface QuizOption {
  id: string;
  label: Words;
  why: Words;
}

interface QuizQuestion {
  id: string;
  question: Words;
  right: string;
  options: readonly QuizOption[];
}

export const QUESTIONS: readonly QuizQuestion[] = [
  {
    id: 'knowledge',
    question: {
      zh: '微调数据里没有“王芳”，微调后却答得出她做什么工作。这个事实从哪里来？',
      en: 'The fine-tuning data never mentions Alice, yet the fine-tuned model knows her job. Where does the fact come from?',
    },
    right: 'pretraining',
    options: [
      {
        id: 'similar',
        label: { zh: '从别的人推出来', en: 'Guessed from other people' },
        why: {
          zh: '每个人的工作是随机分配的，从别人身上推不出来。',
          en: 'Jobs are assigned to people at random, so nothing can be inferred from the others.',
        },
      },
      {
        id: 'pretraining',
        label: { zh: '预训练', en: 'Pretraining' },
        why: {
          zh: '事实写在预训练文本里，微调只教会了回答的形式。从随机权重用同样的数据训练，就答不出来。',
          en: 'The fact is in the pretraining text; fine-tuning only taught the form of an answer. From random weights the same data does not get there.',
        },
      },
      {
        id: 'sampling',
        label: { zh: '解码时碰巧', en: 'Luck in decoding' },
        why: {
          zh: '贪心解码没有随机性，每次结果都一样。',
          en: 'Greedy decoding involves no chance; the answer is the same every time.',
        },
      },
    ],
  },
  {
    id: 'zero',
    question: {
      zh: 'LoRA 训练还没走一步时，模型的输出和基座相比怎样？',
      en: 'Before its first training step, how does a LoRA model’s output compare with the base’s?',
    },
    right: 'same',
    options: [
      {
        id: 'same',
        label: { zh: '完全相同', en: 'The same' },
        why: { zh: 'B 从零开始，B·A 就是零。', en: 'B starts at zero, so B·A is zero.' },
      },
      {
        id: 'worse',
        label: { zh: '变差一点', en: 'A little worse' },
        why: {
          zh: 'A 是随机的，但乘上等于零的 B，什么也没加进去。',
          en: 'A is random, but multiplied by a B of zero it adds nothing.',
        },
      },
      {
        id: 'better',
        label: { zh: '变好一点', en: 'A little better' },
        why: { zh: '还没有看过任何任务数据。', en: 'It has seen no data of the task yet.' },
      },
    ],
  },
  {
    id: 'latency',
    question: {
      zh: 'LoRA 合并进权重之后，推理速度怎样？',
      en: 'Once LoRA is merged into the weights, how fast is inference?',
    },
    right: 'equal',
    options: [
      {
        id: 'faster',
        label: { zh: '比基座快', en: 'Faster than the base' },
        why: {
          zh: '矩阵形状没有变，计算量也没有变。',
          en: 'The matrices keep their shape, and so does the amount of work.',
        },
      },
      {
        id: 'slower',
        label: { zh: '比基座慢', en: 'Slower than the base' },
        why: {
          zh: '没合并时才要多算两个小矩阵。',
          en: 'Only an unmerged adapter has two small products more to compute.',
        },
      },
      {
        id: 'equal',
        label: { zh: '和基座一样', en: 'As fast as the base' },
        why: {
          zh: 'W = W₀ + α/r·B·A 还是同样大小的一个矩阵。',
          en: 'W = W₀ + α/r·B·A is one matrix of the same size.',
        },
      },
    ],
  },
  {
    id: 'loss',
    question: {
      zh: '训练损失降到了很低，可以说模型会回答关于新实体的问题了吗？',
      en: 'Training loss is very low. Does that mean the model answers questions about new entities?',
    },
    right: 'no',
    options: [
      {
        id: 'yes',
        label: { zh: '可以', en: 'Yes' },
        why: {
          zh: '随机权重的模型也能背下训练样本，留出题却答不出。',
          en: 'A model from random weights can learn its training examples by heart and still fail on held-out ones.',
        },
      },
      {
        id: 'no',
        label: { zh: '不可以，要看留出题', en: 'No: look at held-out questions' },
        why: {
          zh: '损失只说明训练样本被拟合了；会不会回答，要用没训练过的题来量。',
          en: 'Loss says that the training examples fit; whether it answers is measured on questions not trained on.',
        },
      },
      {
        id: 'lower',
        label: { zh: '再低一点就可以', en: 'Once it is lower still' },
        why: {
          zh: '继续训练，预训练文本的损失可能上升，也就是出现遗忘。',
          en: 'Training on may raise the loss on pretraining text, which is forgetting.',
        },
      },
    ],
  },
  {
    id: 'memory',
    question: {
      zh: 'LoRA 训练时，哪一项按可训练参数的比例缩小？',
      en: 'What shrinks in proportion to the trainable parameters when training with LoRA?',
    },
    right: 'optimizer',
    options: [
      {
        id: 'activations',
        label: { zh: '激活', en: 'Activations' },
        why: {
          zh: '前向计算仍要经过整个网络，梯度也要穿过冻结的层，所以激活几乎没有减少。',
          en: 'The forward pass still goes through the whole network and gradients through frozen layers, so activations hardly shrink.',
        },
      },
      {
        id: 'weights',
        label: { zh: '基座权重', en: 'The base’s weights' },
        why: {
          zh: '基座冻结了，但还在显存里，一个也不少。',
          en: 'The base is frozen, but it is all still in memory.',
        },
      },
      {
        id: 'optimizer',
        label: { zh: '优化器状态', en: 'Optimizer state' },
        why: {
          zh: 'AdamW 给每个可训练参数存两个数，冻结的参数一个也不存。',
          en: 'AdamW keeps two numbers for each trainable parameter and none for a frozen one.',
        },
      },
    ],
  },
];
