/** @file Words of SFT live. */
import { catalogue } from '../../page/language.ts';

export const texts = catalogue({
  zh: {
    name: 'SFT 现场',
    learningRate: '学习率',
    promptLoss: '提示部分也计入损失',
    training: '训练损失',
    validation: '留出损失',
    heldOut: '留出实体',
    seen: '训练过的实体',
    lossChart: '损失（nats/词元）',
    matchChart: '完全匹配率',
    panels: '样例与词元',
    samples: '回答',
    tokens: '损失掩码',
    exampleName: '训练样例“{prompt}”的词元',
    findingGood:
      '第 {step} 步：微调数据里没有的实体，完全匹配率 {heldOut}；训练过的实体 {seen}。这些事实来自预训练，SFT 教会模型的是“看到问题就回答”。',
    findingMid: '第 {step} 步：留出实体的完全匹配率 {heldOut}，训练过的实体 {seen}。',
    findingLow:
      '第 {step} 步：留出实体的完全匹配率只有 {heldOut}，训练过的实体 {seen}。可以增加步数，或换一个学习率再试。',
    forgetting: '预训练文本上的损失 {before} → {after}（上升就是遗忘）。',
    waiting: '训练开始后，这里用一句话写出结果。',
    divergedAt: '发散',
  },
  en: {
    name: 'SFT live',
    learningRate: 'Learning rate',
    promptLoss: 'Loss on the prompt too',
    training: 'training loss',
    validation: 'held-out loss',
    heldOut: 'held-out entities',
    seen: 'entities trained on',
    lossChart: 'Loss (nats per token)',
    matchChart: 'Answered exactly',
    panels: 'Samples and tokens',
    samples: 'Answers',
    tokens: 'Loss mask',
    exampleName: 'Tokens of the training example “{prompt}”',
    findingGood:
      'Step {step}: {heldOut} of questions about entities absent from the fine-tuning data are answered exactly, {seen} for entities trained on. The facts come from pretraining; SFT taught the model to answer when it sees a question.',
    findingMid: 'Step {step}: {heldOut} exact on held-out entities, {seen} on entities trained on.',
    findingLow:
      'Step {step}: only {heldOut} exact on held-out entities, {seen} on entities trained on. Try more steps or another learning rate.',
    forgetting: 'Loss on pretraining text {before} → {after} (a rise is forgetting).',
    waiting: 'Once training starts, the result is put in words here.',
    divergedAt: 'diverged',
  },
});
