/**
 * @file FLAN's way (Wei et al. 2022): a labelled set becomes instructions by templates. Ten for each set, some of them
 * inverted: they give the label and ask for the text. `{text}` and `{label}` are the two sides of a labelled row.
 */

import { type Example, type Language, taskExamples, type World } from '../world/index.ts';
import { PHRASES, type Phrases } from '../world/phrases.ts';
import { createRandom } from '../world/random.ts';
import { type Conversation, pair } from './conversation.ts';

/** Sets of the world that have a text and a label for it. */
export const LABELLED_SETS = [
  'sentiment',
  'classification',
  'inference',
  'translation',
  'qa',
  'summary',
  'extraction',
] as const;
export type LabelledSet = (typeof LABELLED_SETS)[number];

export interface Template {
  /** What is asked, with `{text}` (or `{label}`, where inverted) in it. */
  prompt: string;
  /** What is answered: `{label}`, or `{text}` where inverted. */
  response: string;
}

export interface LabelledRow {
  text: string;
  label: string;
  split: Example['split'];
}

/** Seven questions, then three inverted ones. */
const PROMPTS: Record<Language, Record<LabelledSet, readonly string[]>> = {
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

/** Of ten templates the last three are inverted, as FLAN had up to three. */
const INVERTED = 3;

export function templatesOf(language: Language, set: LabelledSet): readonly Template[] {
  const prompts = PROMPTS[language][set];
  return prompts.map((prompt, i) => ({
    prompt,
    response: i < prompts.length - INVERTED ? '{label}' : '{text}',
  }));
}

/** The words that the world puts before the text of each set. */
function opening(phrases: Phrases, set: LabelledSet): string {
  switch (set) {
    case 'sentiment':
      return phrases.sentiment('');
    case 'classification':
      return phrases.classify('');
    case 'inference':
      return phrases.compare('', '').trimEnd();
    case 'translation':
      return phrases.translate('');
    case 'summary':
      return phrases.summarize('');
    case 'extraction':
      return phrases.extract('');
    case 'qa':
      return '';
  }
}

/** The labelled set without any instruction around it. */
export function labelledRows(world: World, set: LabelledSet): LabelledRow[] {
  const before = opening(PHRASES[world.language], set).trimEnd();
  return taskExamples(world, set).map(({ prompt, response, split }) => ({
    text: prompt.startsWith(before) ? prompt.slice(before.length).trimStart() : prompt,
    label: response,
    split,
  }));
}

export type TemplateProblem = 'empty' | 'unknownPlaceholder' | 'noPlaceholder' | 'givesAway';

/** What is wrong with a template, or null. */
export function templateProblem({ prompt, response }: Template): TemplateProblem | null {
  if (prompt.trim() === '' || response.trim() === '') return 'empty';
  const names = [...`${prompt} ${response}`.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name);
  if (names.some((name) => name !== 'text' && name !== 'label')) return 'unknownPlaceholder';
  const used = (words: string) => ['{text}', '{label}'].filter((name) => words.includes(name));
  if (used(prompt).length === 0 || used(response).length === 0) return 'noPlaceholder';
  return used(response).some((name) => prompt.includes(name)) ? 'givesAway' : null;
}

/** True where the answer is the label, so that there is one right answer. */
export function asksForLabel({ response }: Template): boolean {
  return response.includes('{label}');
}

function fillIn(words: string, { text, label }: LabelledRow): string {
  return words.replace(/\{(text|label)\}/g, (_, name: string) => (name === 'text' ? text : label));
}

export function applyTemplate(template: Template, row: LabelledRow): Conversation {
  return pair(fillIn(template.prompt, row), fillIn(template.response, row));
}

/** Every row under one template drawn for it; the same row and seed give the same template. */
export function applyTemplates(
  templates: readonly Template[],
  rows: readonly LabelledRow[],
  seed: number,
): Conversation[] {
  if (templates.length === 0) return [];
  const random = createRandom(seed, 'templates');
  return rows.map((row) => applyTemplate(random.pick(templates), row));
}
