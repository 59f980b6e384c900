/** @file The world's own answers: the examples' for every example, and by rule for what follows their pattern. */
import { describe, expect, it } from 'vitest';
import { createWorld, instructionOf, type Language, TASK_NAMES, taskExamples, truthOf } from './index.ts';

describe.each(['zh', 'en'] as Language[])('truth in %s', (language) => {
  const world = createWorld(language);

  it('knows the response and the split of every example', () => {
    for (const task of TASK_NAMES) {
      for (const { prompt, response, split } of taskExamples(world, task))
        expect(truthOf(world, task, ` ${prompt} `)).toEqual({ response, origin: split });
    }
  });

  it('puts the instruction that every example begins with before the text', () => {
    for (const task of TASK_NAMES) {
      const instruction = instructionOf(language, task);
      for (const { prompt } of taskExamples(world, task)) {
        expect(prompt.startsWith(instruction)).toBe(true);
        expect(prompt.slice(instruction.length)).toBe(prompt.slice(instruction.length).trim());
      }
    }
  });

  it('works the examples out by rule to the same responses', () => {
    // A blank more than in the example, so that it is not found as one.
    for (const task of [
      'classification',
      'sentiment',
      'inference',
      'summary',
      'extraction',
      'code',
    ] as const) {
      const instruction = instructionOf(language, task);
      for (const { prompt, response } of taskExamples(world, task)) {
        const spaced = `${instruction.trim()}   ${prompt.slice(instruction.length)}`;
        expect(truthOf(world, task, spaced), prompt).toEqual({ response, origin: 'rule' });
      }
    }
  });

  it('is silent about what it cannot know', () => {
    for (const task of TASK_NAMES) {
      for (const text of ['', '?', '火星上有什么？', 'What is on Mars?', '「」'])
        expect(truthOf(world, task, instructionOf(language, task) + text)).toBeNull();
    }
  });
});

it.each([
  ['summary', '总结：今天是雨天。小红去了月球。小红在那里跳舞。', '小红在雨天去月球跳舞。'],
  [
    'extraction',
    '提取信息：今天是雨天。小红去了月球。小红在那里跳舞。',
    '天气：雨天。人物：小红。地点：月球。',
  ],
  ['summary', '总结：今天是雨天。小红去了月球。小明在那里跳舞。', null],
  ['sentiment', '判断情感：这个月亮很漂亮，我很喜欢。', '正面'],
  ['sentiment', '判断情感：这个月亮很圆，我很喜欢。', null],
  ['sentiment', '判断情感：这个月亮很差，我很喜欢。', null],
  ['inference', '比较两句话：猫爱吃鱼。猫的食物是草。', '矛盾'],
  ['inference', '比较两句话：猫爱吃鱼。猫不喜欢吃草。', null],
  ['inference', '比较两句话：猫爱吃鱼。羊爱吃草。', '无关'],
  ['dialogue', '你好，我是小红。', '你好，小红，很高兴认识你。'],
  ['code', '写代码：计算12加30', 'print(12+30)'],
  ['code', '写代码：输出3次月亮', 'for i in range(3): print("月亮")'],
  ['code', '写代码：输出月亮', 'print("月亮")'],
  ['code', '写代码：输出99999次月亮', 'print("99999次月亮")'],
] as const)('%s by rule: %s', (task, prompt, response) => {
  expect(truthOf(createWorld('zh'), task, prompt)?.response ?? null).toBe(response);
});
