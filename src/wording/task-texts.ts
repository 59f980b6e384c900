/** @file Names of the nine tasks, of their measures and of who answers, and what may go wrong with an adapter. */
import { catalogue } from '../page/language.ts';

export const taskTexts = catalogue({
  zh: {
    classification: '分类',
    sentiment: '情感',
    inference: '自然语言推理',
    summary: '摘要',
    qa: '问答',
    translation: '翻译',
    extraction: '抽取',
    dialogue: '对话',
    code: '代码',
    nine: '九合一',
    accuracy: '标签正确率',
    exactMatch: '逐字相同',
    fieldF1: '字段 F1',
    programsRight: '程序输出正确',
    base: '基座',
    adapter: '专用适配器',
    random: '随机猜',
  },
  en: {
    classification: 'classification',
    sentiment: 'sentiment',
    inference: 'NLI',
    summary: 'summary',
    qa: 'questions',
    translation: 'translation',
    extraction: 'extraction',
    dialogue: 'dialogue',
    code: 'code',
    nine: 'all nine',
    accuracy: 'label accuracy',
    exactMatch: 'word for word',
    fieldF1: 'field F1',
    programsRight: 'program output',
    base: 'base',
    adapter: 'own adapter',
    random: 'random guess',
  },
});

export const adapterTexts = catalogue({
  zh: {
    missing: '没有找到这个适配器的文件。',
    unreachable: '这个适配器下载不下来：请检查网络，再试一次。',
    broken: '这个适配器下载了两次都不完整或已损坏，没有加载：请再试一次。',
    unknown: '适配器没有加载成功，请再试一次。',
  },
  en: {
    missing: 'The files of this adapter were not found.',
    unreachable: 'This adapter could not be fetched: check the network and try again.',
    broken: 'This adapter arrived cut or damaged, twice, and was not loaded: please try again.',
    unknown: 'The adapter was not loaded; please try again.',
  },
});
