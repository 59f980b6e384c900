/** @file Words of the chapter map. */
import { catalogue } from '../../page/language.ts';

export const texts = catalogue({
  zh: {
    name: '这一章的地图',
    why: '为什么预训练还不够',
    whyQuestion: '模型会续写。怎样才会回答？',
    sft: 'SFT 怎样把模型接到任务上',
    sftQuestion: '要什么样的数据，学到什么，学不到什么？',
    cost: '为什么全量微调太贵',
    costQuestion: '参数、梯度、优化器、每个任务一份：一共多少？',
    peft: '怎样只动一小部分',
    peftQuestion: '改哪里、加什么，任务学到了，原来的还在吗？',
    lora: 'LoRA：工程上的主要方法',
    loraQuestion: '秩、缩放、学习率、矩阵，各起什么作用？',
    wrap: '合起来看',
    wrapQuestion: '一个基座，许多任务，差别在哪里？',
    minutes: '{n} 分钟',
  },
  en: {
    name: 'Map of the chapter',
    why: 'Why pretraining is not enough',
    whyQuestion: 'The model continues text. What makes it answer?',
    sft: 'How SFT connects a model to a task',
    sftQuestion: 'What data does it take, what is learned, and what is not?',
    cost: 'Why full fine-tuning is too expensive',
    costQuestion: 'Parameters, gradients, optimizer, a copy for each task: how much in all?',
    peft: 'How to change only a small part',
    peftQuestion: 'What is changed or added, and is what was there before still there?',
    lora: 'LoRA, the leading method',
    loraQuestion: 'What do rank, scale, learning rate and matrices each do?',
    wrap: 'All together',
    wrapQuestion: 'One base, many tasks: where is the difference?',
    minutes: '{n} min',
  },
});
