/** @file Words of a judged answer. */
import { catalogue } from '../../page/language.ts';

export const verdictTexts = catalogue({
  zh: {
    right: '正确',
    wrong: '不对',
    reference: '标准答案：{answer}',
    noTruth: '这个世界没有它的标准答案，请自己判断。',
    coverage: '四个事实说对了 {share}。',
    fields: '字段 F1 {share}。',
    prints: '运行输出',
    nothing: '（没有输出）',
    syntax: '第 {line} 行语法错误，运行不了。',
    name: '第 {line} 行用了没有定义的名字，运行不了。',
    type: '第 {line} 行的类型不对，运行不了。',
    limit: '第 {line} 行运行太久或输出太多，已停下。',
    train: '这道题在训练数据里。',
    heldOut: '这道题的对象没有进入训练数据。',
    rule: '这道题是你出的，答案按规则推出。',
  },
  en: {
    right: 'right',
    wrong: 'wrong',
    reference: 'reference: {answer}',
    noTruth: 'The world has no reference for this; judge for yourself.',
    coverage: '{share} of the four facts are right.',
    fields: 'Field F1 {share}.',
    prints: 'It prints',
    nothing: '(nothing)',
    syntax: 'Line {line} is no valid program; it does not run.',
    name: 'Line {line} uses a name that is not defined; it does not run.',
    type: 'Line {line} mixes types; it does not run.',
    limit: 'Line {line} runs too long or prints too much; it was stopped.',
    train: 'This one is in the training data.',
    heldOut: 'No training example is about its subject.',
    rule: 'This one is yours; its answer follows by rule.',
  },
});
