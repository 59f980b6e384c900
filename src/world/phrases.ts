/**
 * @file The sentences around the facts: reviews, scenes, comparisons, code, manners. Each task's prompt and response
 * are made of the same sentences that documents contain, so that no token of a task is new to the base.
 */
import type { Language } from './types.ts';
import type { SubjectKind } from './world.ts';

export type Label = SubjectKind | 'weather';
export type Comparison = 'entailment' | 'contradiction' | 'neutral';
export type AnswerStyle = 'short' | 'sentence' | 'polite' | 'reason';

export interface Scene {
  weather: string;
  person: string;
  place: string;
  activity: string;
}

export interface Phrases {
  /** Joins sentences into a text. */
  join(sentences: readonly string[]): string;
  labels: Record<Label, string>;
  classify(text: string): string;
  aboutDocument(text: string, label: string): string;
  reviews: readonly ((thing: string, quality: string, praise: boolean) => string)[];
  feeling(praise: boolean): string;
  sentiment(review: string): string;
  reviewDocument(review: string, praise: boolean): string;
  comparisons: Record<Comparison, string>;
  compare(premise: string, hypothesis: string): string;
  compareDocument(premise: string, hypothesis: string, comparison: Comparison): string;
  alsoSaid(first: string, second: string): string;
  /** A scene as two or three sentences; `variant` chooses the wording. */
  story(scene: Scene, variant: number): string[];
  conclusion(scene: Scene): string;
  inShort(conclusion: string): string;
  summarize(text: string): string;
  field(name: 'weather' | 'person' | 'place', scene: Scene): string;
  /** The purpose of a walk, as the conclusion of a story. */
  errand(scene: Scene): string;
  fields(scene: Scene): string;
  extract(text: string): string;
  translate(text: string): string;
  printWord(word: string): string;
  printTimes(word: string, times: number | string): string;
  printSum(a: number | string, b: number | string): string;
  writeCode(wish: string): string;
  sum(a: number, b: number): string;
  askSum(a: number, b: number): string;
  remember(words: readonly string[]): string;
  weatherToday(weather: string): string;
  greetings: readonly string[];
  iAm(name: string): string;
  thisIs(name: string): string;
  greetBack(greeting: string, name: string): string;
  thanks: string;
  welcome: string;
  goodbye: string;
  farewell: string;
  askHarm(act: string): string;
  harmIsWrong(act: string): string;
  refusal: string;
  refuse(act: string): string;
  unknown: string;
  doNotKnow(phrase: string): string;
  /** One answer in a style; `statement` is the fact as a sentence. */
  answer(style: AnswerStyle, value: string, statement: string): string;
  styleWish: Record<AnswerStyle, string>;
}

const zh: Phrases = {
  join: (sentences) => sentences.join(''),
  labels: { animal: '动物', country: '国家', person: '人物', thing: '物品', weather: '天气' },
  classify: (text) => `分类：${text}`,
  aboutDocument: (text, label) => `${text}这说的是${label}。`,
  reviews: [
    (thing, quality, praise) => `这个${thing}${quality}，我${praise ? '很喜欢' : '不喜欢'}。`,
    (thing, quality, praise) => `我觉得这个${thing}${quality}，让人${praise ? '开心' : '失望'}。`,
    (thing, quality, praise) => `这里的${thing}${quality}，我${praise ? '会再来' : '不会再来'}。`,
  ],
  feeling: (praise) => (praise ? '正面' : '负面'),
  sentiment: (review) => `判断情感：${review}`,
  reviewDocument: (review, praise) => `${review}这是${praise ? '正面' : '负面'}评论。`,
  comparisons: { entailment: '蕴含', contradiction: '矛盾', neutral: '无关' },
  compare: (premise, hypothesis) => `比较两句话：${premise}${hypothesis}`,
  compareDocument: (premise, hypothesis, comparison) =>
    `${premise}${hypothesis}${
      {
        entailment: '这两句话是蕴含，意思相同。',
        contradiction: '这两句话是矛盾，意思相反。',
        neutral: '这两句话是无关，没有关系。',
      }[comparison]
    }`,
  alsoSaid: (first, second) => `${first.slice(0, -1)}，也就是说，${second}`,
  story: ({ weather, person, place, activity }, variant) =>
    [
      [`今天是${weather}。`, `${person}去了${place}。`, `${person}在那里${activity}。`],
      [`${person}在${weather}出门。`, `${person}到了${place}，开始${activity}。`],
      [`${person}想去${place}${activity}。`, `虽然今天是${weather}，${person}还是去了。`],
    ][variant % 3]!,
  conclusion: ({ weather, person, place, activity }) => `${person}在${weather}去${place}${activity}。`,
  inShort: (conclusion) => `总之，${conclusion}`,
  summarize: (text) => `总结：${text}`,
  field: (name, scene) => `${{ weather: '天气', person: '人物', place: '地点' }[name]}：${scene[name]}。`,
  errand: ({ person, activity }) => `总之，${person}去${activity}。`,
  fields: ({ weather, person, place }) => `天气：${weather}。人物：${person}。地点：${place}。`,
  extract: (text) => `提取信息：${text}`,
  translate: (text) => `翻译成英语：${text}`,
  printWord: (word) => `输出${word}`,
  printTimes: (word, times) => `输出${times}次${word}`,
  printSum: (a, b) => `计算${a}加${b}`,
  writeCode: (wish) => `写代码：${wish}`,
  sum: (a, b) => `${a}加${b}等于${a + b}。`,
  askSum: (a, b) => `${a}加${b}等于几？`,
  remember: (words) => `请记住：${words.join('，')}。我记住了：${words.join('，')}。`,
  weatherToday: (weather) => `今天是${weather}。`,
  greetings: ['你好', '早上好', '晚上好'],
  iAm: (name) => `我是${name}。`,
  thisIs: (name) => `这是${name}。`,
  greetBack: (greeting, name) => `${greeting}，${name}，很高兴认识你。`,
  thanks: '谢谢你。',
  welcome: '不客气。',
  goodbye: '再见。',
  farewell: '再见，很高兴认识你。',
  askHarm: (act) => `请教我${act}。`,
  harmIsWrong: (act) => `${act}是不对的。`,
  refusal: '对不起，我不能帮你做这件事。',
  refuse: (act) => `对不起，我不能帮你${act}。`,
  unknown: '对不起，我不知道。',
  doNotKnow: (phrase) => `我不知道${phrase}的事。`,
  answer: (style, value, statement) =>
    ({
      short: value,
      sentence: statement,
      polite: `您好，${statement}希望能帮到您。`,
      reason: `答案是${value}，因为${statement}`,
    })[style],
  styleWish: {
    short: '请简短回答：',
    sentence: '请用句子回答：',
    polite: '请礼貌回答：',
    reason: '请说明理由：',
  },
};

const en: Phrases = {
  join: (sentences) => sentences.join(' '),
  labels: { animal: 'animals', country: 'countries', person: 'people', thing: 'things', weather: 'weather' },
  classify: (text) => `Classify: ${text}`,
  aboutDocument: (text, label) => `${text} This is about ${label}.`,
  reviews: [
    (thing, quality, praise) => `This ${thing} is ${quality} and I ${praise ? 'like' : 'hate'} it.`,
    (thing, quality, praise) =>
      `I think this ${thing} is ${quality}. It makes me ${praise ? 'happy' : 'sad'}.`,
    (thing, quality, praise) =>
      `The ${thing} here is ${quality}. I will ${praise ? 'come again' : 'not come again'}.`,
  ],
  feeling: (praise) => (praise ? 'positive' : 'negative'),
  sentiment: (review) => `Sentiment: ${review}`,
  reviewDocument: (review, praise) => `${review} This is a ${praise ? 'positive' : 'negative'} review.`,
  comparisons: { entailment: 'entailment', contradiction: 'contradiction', neutral: 'neutral' },
  compare: (premise, hypothesis) => `Compare: ${premise} ${hypothesis}`,
  compareDocument: (premise, hypothesis, comparison) =>
    `${premise} ${hypothesis} ${
      {
        entailment: 'This is entailment, they say the same.',
        contradiction: 'This is contradiction, they do not agree.',
        neutral: 'This is neutral, they are not about the same.',
      }[comparison]
    }`,
  alsoSaid: (first, second) =>
    `${first.slice(0, -1)}, in other words, ${second.startsWith('The ') || second.startsWith('We ') ? second.charAt(0).toLowerCase() + second.slice(1) : second}`,
  story: ({ weather, person, place, activity }, variant) =>
    [
      [`It is a ${weather} day.`, `${person} went to the ${place}.`, `There ${person} began to ${activity}.`],
      [`${person} went out on a ${weather} day.`, `${person} came to the ${place} and began to ${activity}.`],
      [`${person} wants to ${activity} at the ${place}.`, `It is a ${weather} day but ${person} went.`],
    ][variant % 3]!,
  conclusion: ({ weather, person, place, activity }) =>
    `${person} went to the ${place} on a ${weather} day to ${activity}.`,
  inShort: (conclusion) => `In short, ${conclusion}`,
  summarize: (text) => `Summarize: ${text}`,
  field: (name, scene) =>
    `${{ weather: 'Weather', person: 'Person', place: 'Place' }[name]}: ${scene[name]}.`,
  errand: ({ person, activity }) => `In short, ${person} went to ${activity}.`,
  fields: ({ weather, person, place }) => `Weather: ${weather}. Person: ${person}. Place: ${place}.`,
  extract: (text) => `Extract: ${text}`,
  translate: (text) => `Translate into Chinese: ${text}`,
  printWord: (word) => `print ${word}`,
  printTimes: (word, times) => `print ${word} ${times} times`,
  printSum: (a, b) => `add ${a} and ${b}`,
  writeCode: (wish) => `Write code: ${wish}`,
  sum: (a, b) => `${a} plus ${b} is ${a + b}.`,
  askSum: (a, b) => `What is ${a} plus ${b}?`,
  remember: (words) => `Remember: ${words.join(', ')}. I remember: ${words.join(', ')}.`,
  weatherToday: (weather) => `It is a ${weather} day.`,
  greetings: ['Hello', 'Good morning', 'Good evening'],
  iAm: (name) => `I am ${name}.`,
  thisIs: (name) => `This is ${name}.`,
  greetBack: (greeting, name) => `${greeting}, ${name}, nice to meet you.`,
  thanks: 'Thank you.',
  welcome: 'You are welcome.',
  goodbye: 'Goodbye.',
  farewell: 'Goodbye, have a good day.',
  askHarm: (act) => `Please teach me to ${act}.`,
  harmIsWrong: (act) => `It is wrong to ${act}.`,
  refusal: 'Sorry, I can not help you with this.',
  refuse: (act) => `Sorry, I can not help you to ${act}.`,
  unknown: 'Sorry, I do not know.',
  doNotKnow: (phrase) => `I do not know about ${phrase}.`,
  answer: (style, value, statement) =>
    ({
      short: value,
      sentence: statement,
      polite: `Hello. ${statement} I hope this can help you.`,
      reason: `The answer is ${value} because ${statement.startsWith('The ') || statement.startsWith('We ') ? statement.charAt(0).toLowerCase() + statement.slice(1) : statement}`,
    })[style],
  styleWish: {
    short: 'Be short:',
    sentence: 'Use a sentence:',
    polite: 'Be polite:',
    reason: 'Say why:',
  },
};

export const PHRASES: Record<Language, Phrases> = { zh, en };

/** The toy Python that the code task writes. */
export const code = {
  word: (word: string): string => `print("${word}")`,
  times: (word: string, times: number): string => `for i in range(${times}): print("${word}")`,
  sum: (a: number, b: number): string => `print(${a}+${b})`,
};
