/** @file Conversations of several turns, the three masks, and packing. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Conversation, pair } from '../../src/data/conversation.ts';
import { encodeConversation, encodeExample, type LossMask } from '../../src/data/encode.ts';
import { packExamples } from '../../src/data/packing.ts';
import { oneLine } from '../../src/data/template.ts';
import { createTokenizer, type TokenizerJson } from '../../src/model/tokenizer.ts';
import { createWorld, taskExamples } from '../../src/world/index.ts';

const path = new URL('../../public/models/lesson7-zh/tokenizer.json', import.meta.url);
const tokenizer = createTokenizer(JSON.parse(readFileSync(path, 'utf8')) as TokenizerJson);
const talk: Conversation = {
  turns: [
    { role: 'user', content: '你好' },
    { role: 'assistant', content: '早上好' },
    { role: 'user', content: '猫喜欢吃什么？' },
    { role: 'assistant', content: '鱼' },
  ],
};

/** The text that the loss counts. */
function counted(conversation: Conversation, mask: LossMask): string {
  const { tokens, weights } = encodeConversation(tokenizer, conversation, { mask });
  return tokenizer.decode(
    tokens.filter((_, i) => i > 0 && weights[i - 1] === 1),
    { keepSpecial: true },
  );
}

describe('a conversation', () => {
  it('follows the template turn by turn', () => {
    const { tokens, promptLength } = encodeConversation(tokenizer, talk, { mask: 'completion' });
    const shown = tokenizer.decode(tokens, { keepSpecial: true });
    expect(shown).toBe('<bos><user>你好<assistant>早上好<eos><user>猫喜欢吃什么？<assistant>鱼<eos>');
    expect(tokenizer.decode(tokens.slice(promptLength))).toBe('鱼');
  });

  it('counts the last answer, every answer, or everything', () => {
    expect(counted(talk, 'completion')).toBe('鱼<eos>');
    expect(counted(talk, 'assistant')).toBe('早上好<eos>鱼<eos>');
    expect(counted(talk, 'everything')).toBe(
      '<user>你好<assistant>早上好<eos><user>猫喜欢吃什么？<assistant>鱼<eos>',
    );
  });

  it('does not learn an answer of weight 0', () => {
    const turns = talk.turns.map((turn, i) => (i === 1 ? { ...turn, weight: 0 as const } : turn));
    expect(counted({ turns }, 'assistant')).toBe('鱼<eos>');
  });

  it('puts the system text before the first question', () => {
    const { tokens } = encodeConversation(
      tokenizer,
      { system: '请说：', ...pair('猫吃什么？', '鱼') },
      {
        mask: 'completion',
      },
    );
    expect(tokenizer.decode(tokens)).toBe('请说：猫吃什么？鱼');
  });

  it('forgets the oldest exchange first when it is too long', () => {
    const whole = encodeConversation(tokenizer, talk, { mask: 'assistant' }).tokens.length;
    const { tokens } = encodeConversation(tokenizer, talk, { mask: 'assistant', maxLength: whole - 1 });
    expect(tokenizer.decode(tokens, { keepSpecial: true })).toBe(
      '<bos><user>猫喜欢吃什么？<assistant>鱼<eos>',
    );
  });

  it('is the old pair where there is one exchange', () => {
    const example = { prompt: '猫喜欢吃什么？', response: '鱼' };
    for (const maskPrompt of [true, false]) {
      const mask = maskPrompt ? 'completion' : 'everything';
      expect(encodeConversation(tokenizer, pair(example.prompt, example.response), { mask })).toEqual(
        encodeExample(tokenizer, example, { maskPrompt }),
      );
    }
  });

  it('reads line breaks as the bases would', () => {
    expect(oneLine('分类：\n猫喜欢吃鱼。')).toBe('分类：猫喜欢吃鱼。');
    expect(oneLine('Classify:\r\nThe cat.')).toBe('Classify: The cat.');
    expect(oneLine('no break')).toBe('no break');
    expect(oneLine('\nThe cat.\n')).toBe('The cat.');
  });
});

describe('packing', () => {
  const encoded = taskExamples(createWorld('zh'), 'qa')
    .slice(0, 100)
    .map(({ prompt, response }) =>
      encodeConversation(tokenizer, pair(prompt, response), { mask: 'completion' }),
    );
  const rows = packExamples(encoded, { length: 129, seed: 1 });

  it('puts every example whole into some row, and no row is too long', () => {
    const begins = rows.flatMap(({ tokens }) => tokens.filter((token) => token === tokenizer.bosId));
    expect(begins).toHaveLength(encoded.length);
    for (const { tokens, weights } of rows) {
      expect(tokens.length).toBeLessThanOrEqual(129);
      expect(weights.length).toBe(tokens.length);
    }
    expect(rows.length).toBeLessThan(encoded.length / 4);
  });

  it('learns nothing at the seams', () => {
    for (const { tokens, weights } of rows)
      for (const [i, weight] of weights.entries())
        if (weight === 1) expect(tokens[i + 1]).not.toBe(tokenizer.bosId);
    const sum = (list: typeof encoded) => list.flatMap(({ weights }) => weights).filter(Boolean).length;
    expect(sum(rows)).toBe(sum(encoded));
  });

  it('follows from the seed', () => {
    expect(packExamples(encoded, { length: 129, seed: 1 })).toEqual(rows);
    expect(packExamples(encoded, { length: 129, seed: 2 })).not.toEqual(rows);
  });
});
