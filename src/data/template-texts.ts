/**
 * @file The workshop's default templates, ten for each labelled set: seven forward ones, then three
 * inverted ones, as FLAN had up to three. Their words are in the vocabulary of the bases.
 */
import type { Language } from '../world/types.ts';
import type { LabelledSet } from './labelled-sets.ts';

export interface Template {
  /** What is asked, with columns of the set in braces. */
  prompt: string;
  /** What is answered: another column. */
  response: string;
}

/** Of ten templates the last three are inverted. */
const INVERTED = 3;

/** Sets of two columns: the prompt determines the response. */
type PlainSet = Exclude<LabelledSet, 'dialogue' | 'code'>;

const ASKED: Record<Language, Record<PlainSet, readonly string[]>> = {
  zh: {
    sentiment: [
      '判断情感：{text}',
      '{text}这是正面评论还是负面评论？',
      '{text}这是什么评论？',
      '请判断这句话的情感：{text}',
      '这句话是正面还是负面？{text}',
      '情感：{text}',
      '{text}请判断情感。',
      '请写{label}评论。',
      '写这句话的人很{label}，请写出这句话。',
      '{label}评论：',
    ],
    classification: [
      '分类：{text}',
      '{text}这说的是什么？',
      '请分类：{text}',
      '这句话说的是什么？{text}',
      '{text}这句话是哪类？',
      '类：{text}',
      '{text}请分类。',
      '请写说{label}的话。',
      '写出{label}的句子。',
      '{label}：',
    ],
    inference: [
      '比较两句话：{text}',
      '{text}这两句话是什么关系？',
      '请比较：{text}',
      '{text}意思相同，相反还是无关？',
      '这两句话有没有关系？{text}',
      '关系：{text}',
      '{text}请比较这两句话。',
      '请写{label}的两句话。',
      '写出两句话，关系是{label}。',
      '{label}：',
    ],
    translation: [
      '翻译成英语：{text}',
      '请翻译：{text}',
      '{text}英语怎么说？',
      '{text}请翻译成英语。',
      '这句话英语怎么说？{text}',
      '用英语说：{text}',
      '英语：{text}',
      '翻译：{label}',
      '{label}这是什么意思？',
      '{label}请翻译。',
    ],
    qa: [
      '{text}',
      '请说：{text}',
      '{text}请说出答案。',
      '我想知道：{text}',
      '你知道{text}',
      '答案是什么？{text}',
      '{text}答案：',
      '答案是{label}，这是什么？',
      '{label}是什么的答案？',
      '答案：{label}。',
    ],
    summary: [
      '总结：{text}',
      '请总结：{text}',
      '{text}总之，',
      '{text}请总结。',
      '这说的是什么事？{text}',
      '用你的话说：{text}',
      '{text}请写总结。',
      '请把这句话写成故事：{label}',
      '{label}请写这件事。',
      '写：{label}',
    ],
    extraction: [
      '提取信息：{text}',
      '请提取信息：{text}',
      '{text}天气，人物，地点是什么？',
      '{text}请提取信息。',
      '信息：{text}',
      '找出天气，人物，地点：{text}',
      '这话里有什么信息？{text}',
      '请用这信息写话：{label}',
      '{label}请写这件事。',
      '写：{label}',
    ],
  },
  en: {
    sentiment: [
      'Sentiment: {text}',
      '{text} Is this review positive or negative?',
      '{text} What do you think of this review?',
      'Is this positive or negative? {text}',
      'Please classify the sentiment: {text}',
      'Review: {text} Sentiment:',
      '{text} Is this good or bad?',
      'Write a {label} review.',
      'Please tell me about a thing. Be {label}.',
      'Review, {label}:',
    ],
    classification: [
      'Classify: {text}',
      '{text} What is this about?',
      'Please classify: {text}',
      'What is this about? {text}',
      '{text} Which is it about?',
      'This is about: {text}',
      '{text} Please classify.',
      'Write about {label}.',
      'Please say a thing about {label}.',
      'About {label}:',
    ],
    inference: [
      'Compare: {text}',
      '{text} Do they say the same?',
      'Please compare: {text}',
      '{text} Do they agree?',
      'Do they say the same? {text}',
      'Is this entailment, contradiction or neutral? {text}',
      '{text} Please compare.',
      'Write a {label}.',
      'Please write two lines. They are a {label}.',
      'Lines, {label}:',
    ],
    translation: [
      'Translate into Chinese: {text}',
      'Please translate: {text}',
      '{text} What is this in Chinese?',
      '{text} Please say it in Chinese.',
      'What is this in Chinese? {text}',
      'Say in Chinese: {text}',
      'Chinese: {text}',
      'Translate: {label}',
      '{label} What does this say?',
      '{label} Please translate.',
    ],
    qa: [
      '{text}',
      'Please answer: {text}',
      '{text} Please answer.',
      'Tell me: {text}',
      'Do you know? {text}',
      'What is the answer? {text}',
      '{text} Answer:',
      'The answer is {label}. What is this about?',
      'What has the answer {label}?',
      'Answer: {label}.',
    ],
    summary: [
      'Summarize: {text}',
      'Please summarize: {text}',
      '{text} In short,',
      '{text} Please summarize.',
      'What is this about? {text}',
      'Tell me this in short: {text}',
      '{text} Please tell it in short.',
      'Please tell this as a story: {label}',
      '{label} Please tell me the story.',
      'Write: {label}',
    ],
    extraction: [
      'Extract: {text}',
      'Please extract: {text}',
      '{text} What are the weather, the person and the place?',
      '{text} Please extract.',
      'Weather, person and place: {text}',
      'Tell me the weather, the person and the place: {text}',
      'Which person and which place? {text}',
      'Please write a story with this: {label}',
      '{label} Please tell me the story.',
      'Write: {label}',
    ],
  },
};

/** Sets of more columns: the answer is any of them. */
const WIDE: Record<Language, Record<'dialogue' | 'code', readonly Template[]>> = {
  zh: {
    dialogue: [
      { prompt: '{text}', response: '{label}' },
      { prompt: '有人说：{text}你怎么说？', response: '{label}' },
      { prompt: '我说：{text}你说：', response: '{label}' },
      { prompt: '我说：{text}你说：{label}我说：{next}你说：', response: '{closing}' },
      { prompt: '{text}{label}{next}', response: '{closing}' },
      { prompt: '这话有害还是无害？{text}', response: '{harm}' },
      { prompt: '{text}这是有害的话还是无害的话？', response: '{harm}' },
      { prompt: '你说：{label}我说了什么？', response: '{text}' },
      { prompt: '请写{harm}的话。', response: '{text}' },
      { prompt: '请写{harm}的对话。', response: '{text}{label}' },
    ],
    code: [
      { prompt: '写代码：{text}', response: '{label}' },
      { prompt: '请写代码：{text}', response: '{label}' },
      { prompt: '{text}的代码怎么写？', response: '{label}' },
      { prompt: '请写完代码，{text}：{gap}', response: '{label}' },
      { prompt: '{text}：{gap}。？是什么？', response: '{missing}' },
      { prompt: '这代码输出什么？{label}', response: '{output}' },
      { prompt: '{label}会输出什么？', response: '{output}' },
      { prompt: '这代码做什么？{label}', response: '{text}' },
      { prompt: '请说出代码的意思：{label}', response: '{text}' },
      { prompt: '什么代码输出{output}？', response: '{label}' },
    ],
  },
  en: {
    dialogue: [
      { prompt: '{text}', response: '{label}' },
      { prompt: 'I say: {text} What will you say?', response: '{label}' },
      { prompt: 'I say: {text} You say:', response: '{label}' },
      { prompt: 'I say: {text} You say: {label} I say: {next} You say:', response: '{closing}' },
      { prompt: '{text} {label} {next}', response: '{closing}' },
      { prompt: 'Is this request good or bad? {text}', response: '{harm}' },
      { prompt: '{text} Is this request good or bad?', response: '{harm}' },
      { prompt: 'You say: {label} What do I say?', response: '{text}' },
      { prompt: 'Write a {harm} request.', response: '{text}' },
      { prompt: 'Write a {harm} request with its answer.', response: '{text} {label}' },
    ],
    code: [
      { prompt: 'Write code: {text}', response: '{label}' },
      { prompt: 'Please write code: {text}', response: '{label}' },
      { prompt: 'What code will {text}?', response: '{label}' },
      { prompt: 'Please write this code to {text}: {gap}', response: '{label}' },
      { prompt: 'This will {text}: {gap} What is the ? here?', response: '{missing}' },
      { prompt: 'What will this code print? {label}', response: '{output}' },
      { prompt: '{label} What will it print?', response: '{output}' },
      { prompt: 'What does this code do? {label}', response: '{text}' },
      { prompt: 'Please tell me in words: {label}', response: '{text}' },
      { prompt: 'Which code will print this? {output}', response: '{label}' },
    ],
  },
};

export function templatesOf(language: Language, set: LabelledSet): readonly Template[] {
  if (set === 'dialogue' || set === 'code') return WIDE[language][set];
  const asked = ASKED[language][set];
  return asked.map((prompt, i) => ({
    prompt,
    response: i < asked.length - INVERTED ? '{label}' : '{text}',
  }));
}
