/** @file The lesson's terms in both languages: what `<Term>` opens. Short: a reminder, not a lecture. */
import type { Language } from '../page/language.ts';

interface GlossaryEntry {
  name: Record<Language, string>;
  text: Record<Language, string>;
}

export const glossary = {
  base: {
    name: { zh: '基座模型', en: 'base model' },
    text: {
      zh: '只做过预训练的模型。它会续写文本，没有学过怎样回应用户的指令。',
      en: 'A model that has only been pretrained. It continues text; it has not learned to respond to instructions.',
    },
  },
  sft: {
    name: { zh: '监督微调（SFT）', en: 'supervised fine-tuning (SFT)' },
    text: {
      zh: '用“输入 → 参考输出”的样本继续训练，损失是参考输出的逐词元交叉熵。',
      en: 'Further training on pairs of input and reference output, with the cross-entropy of the reference tokens as loss.',
    },
  },
  peft: {
    name: { zh: '参数高效微调（PEFT）', en: 'parameter-efficient fine-tuning (PEFT)' },
    text: {
      zh: '冻结绝大部分参数，只训练其中很少一部分，或新加的很少一部分。',
      en: 'Freeze nearly all parameters and train a small share of them, or a small number of new ones.',
    },
  },
  lora: {
    name: { zh: 'LoRA（低秩适配）', en: 'LoRA (low-rank adaptation)' },
    text: {
      zh: '把权重的改变量写成两个瘦矩阵的乘积 BA，只训练 A 和 B。',
      en: 'Write the change of a weight as a product BA of two thin matrices and train only A and B.',
    },
  },
  rank: {
    name: { zh: '秩', en: 'rank' },
    text: {
      zh: '矩阵有多少个线性无关的方向。LoRA 的 r 就是给增量 BA 的方向数上限，和网络层数无关。',
      en: 'How many linearly independent directions a matrix has. LoRA’s r is an upper limit for the increment BA; it has nothing to do with the number of layers.',
    },
  },
  mask: {
    name: { zh: '损失掩码', en: 'loss mask' },
    text: {
      zh: '标出哪些词元算进损失。SFT 通常只算回答和结束符，框架里常用标签 -100 表示“不算”。',
      en: 'Marks the tokens that count in the loss. SFT usually counts the answer and its end token only; frameworks use the label -100 for “do not count”.',
    },
  },
  template: {
    name: { zh: '对话模板', en: 'chat template' },
    text: {
      zh: '把角色和内容拼成一串词元的固定格式。训练和使用时必须是同一个。',
      en: 'The fixed format that turns roles and contents into one sequence of tokens. Training and use must share it.',
    },
  },
  heldout: {
    name: { zh: '留出集', en: 'held-out set' },
    text: {
      zh: '训练时从不使用的样本，专门用来检验。本课里留出的是整个实体：关于它们的问答没有一条进入微调数据。',
      en: 'Examples never used in training, kept for testing. In this lesson whole entities are held out: no question about them is in the fine-tuning data.',
    },
  },
  exactmatch: {
    name: { zh: '完全匹配率', en: 'exact match' },
    text: {
      zh: '贪心生成的回答与参考答案一字不差的比例。',
      en: 'The share of greedy answers that equal the reference, character for character.',
    },
  },
  forgetting: {
    name: { zh: '灾难性遗忘', en: 'catastrophic forgetting' },
    text: {
      zh: '学会新任务的同时丢掉旧能力。本课用预训练语料上的损失涨了多少来量它。',
      en: 'Losing old abilities while learning a new task. This lesson measures it as the rise of loss on the pretraining documents.',
    },
  },
  optimizer: {
    name: { zh: '优化器状态', en: 'optimizer state' },
    text: {
      zh: 'Adam 为每个可训练参数保存的两个滑动平均：梯度的和梯度平方的。冻结的参数不需要。',
      en: 'Two running averages that Adam keeps per trainable parameter: of the gradient and of its square. Frozen parameters need none.',
    },
  },
  activation: {
    name: { zh: '激活', en: 'activations' },
    text: {
      zh: '前向计算留下、反向时还要用的中间结果。批次越大、序列越长，它越大；LoRA 几乎不能使它变小。',
      en: 'Intermediate results of the forward pass that the backward pass needs. They grow with batch and length; LoRA hardly shrinks them.',
    },
  },
  hallucination: {
    name: { zh: '幻觉', en: 'hallucination' },
    text: {
      zh: '看似真实、其实没有根据的回答。',
      en: 'An answer that sounds true but is not supported by anything.',
    },
  },
  alignment: {
    name: { zh: '对齐', en: 'alignment' },
    text: {
      zh: '让模型的行为符合人的意图、偏好和规范。SFT 通常是第一步。',
      en: 'Making a model behave as people intend, prefer and permit. SFT is usually the first step.',
    },
  },
  rlhf: {
    name: { zh: 'RLHF', en: 'RLHF' },
    text: {
      zh: '基于人类反馈的强化学习：先用人的比较训练一个打分模型，再让语言模型去提高得分。',
      en: 'Reinforcement learning from human feedback: people’s comparisons train a scoring model, then the language model learns to score higher.',
    },
  },
  merge: {
    name: { zh: '合并', en: 'merging' },
    text: {
      zh: '把 (α/r)BA 加进 W₀，得到一个普通的权重矩阵，推理时不再有额外计算。',
      en: 'Adding (α/r)BA into W₀. What remains is an ordinary weight matrix, with no extra work at inference.',
    },
  },
  softprompt: {
    name: { zh: '软提示', en: 'soft prompt' },
    text: {
      zh: '接在输入前面的若干可训练向量。它们不对应词表里的任何词元，也不是人写的提示词。',
      en: 'Trainable vectors put before the input. They correspond to no token of the vocabulary and are not text that anyone wrote.',
    },
  },
  zeroshot: {
    name: { zh: '零样本与少样本', en: 'zero-shot and few-shot' },
    text: {
      zh: '提示里不给例子（零样本）或给几个例子（少样本）就让模型做任务，不更新参数。',
      en: 'Having a model do a task with no example (zero-shot) or a few (few-shot) in its prompt, without updating parameters.',
    },
  },
} as const satisfies Record<string, GlossaryEntry>;

export type TermId = keyof typeof glossary;
