/** @file Files of every kind that readers bring (structures of public sets, words of our own), each with what is right. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Conversation, pair } from '../../src/data/conversation.ts';
import { decodeText } from '../../src/data/decode.ts';
import { type FormatId, readText } from '../../src/data/formats/index.ts';

const FOLDER = new URL('cases/', import.meta.url);

interface Right {
  encoding?: string;
  format: FormatId;
  data: Conversation[];
  bad?: string[];
  unread?: string[];
}

function talk(...words: string[]): Conversation {
  return { turns: words.map((content, i) => ({ role: i % 2 ? 'assistant' : 'user', content })) };
}

const READ: Record<string, Right> = {
  'alpaca_one_empty_output.json': {
    format: 'alpaca',
    data: [pair('把苹果译成英语。', 'apple'), pair('北京在哪个国家？', '中国')],
    bad: ['emptyText in line 10, [1].output'],
  },
  'alpaca_response_field.json': {
    format: 'alpaca',
    data: [pair('算出面积。\n宽 5，高 8', '40'), pair('算出周长。\n宽 5，高 8', '26')],
  },
  'content_parts.jsonl': {
    format: 'messages',
    data: [pair('你好', '你好，有什么可以帮你？'), pair('再见', '再见！')],
  },
  'csv_first_line_blank.csv': {
    format: 'csv',
    data: [pair('怎样改密码？', '打开设置 → 安全 → 改密码。'), pair('在哪里下载？', '在主页。')],
    unread: ['tags'],
  },
  'csv_gbk_ask_answer.csv': {
    encoding: 'gb18030',
    format: 'csv',
    data: [pair('一次能借几本书？', '一次能借五本。'), pair('可以晚还吗？', '可以，续借一次。')],
    unread: ['department', 'title'],
  },
  'csv_literal_quotes.csv': {
    format: 'csv',
    data: [pair('怎样开发票？', '下单时选择"需要发票"，再填抬头。'), pair('多久发货？', '两天之内。')],
    unread: ['category'],
  },
  'csv_plural_headers.csv': {
    format: 'csv',
    data: [pair('What is X?', 'X is a thing.')],
    unread: ['Question_ID'],
  },
  'csv_zh_headers.csv': {
    format: 'csv',
    data: [pair('什么是质数？', '只能被一和自己整除的数。')],
    unread: ['领域'],
  },
  'dolly.jsonl': {
    format: 'alpaca',
    data: [pair('When does the library open?\nThe library is open from nine to five.', 'At nine.')],
    unread: ['category'],
  },
  'firefly_conversation.jsonl': {
    format: 'sharegpt',
    data: [talk('天空是什么颜色？', '蓝色。', '草呢？', '绿色。')],
    unread: ['conversation_id', 'category', 'dataset'],
  },
  'instruction_empty_input_holds_question.json': { format: 'alpaca', data: [pair('什么是LoRA?', 'b')] },
  'json_trailing_comma.json': { format: 'alpaca', data: [pair('a', 'b')] },
  'question_answer.jsonl': { format: 'pairs', data: [pair('一年有几个月？', '十二个月')] },
  'sharegpt_330_messages.jsonl': {
    format: 'sharegpt',
    data: [talk(...Array.from({ length: 330 }, (_, i) => `${i % 2 ? '答' : '问'}${i}`))],
  },
  'tools_schema_key_instruction.jsonl': {
    format: 'messages',
    data: [pair('hi', 'hello')],
    unread: ['tools'],
  },
  'tsv_header.tsv': { format: 'csv', data: [pair('翻译\ncat', '猫')] },
  'utf16_excel.csv': { encoding: 'utf-16le', format: 'csv', data: [pair('一周有几天？', '七天。')] },
  'weight_on_user.jsonl': { format: 'sharegpt', data: [{ system: 's', ...pair('a', 'b') }] },
};

/** Files of which no row can be read, and why. */
const REFUSED: Record<string, string> = {
  'dpo_sharegpt.json': 'preference in line 9, [0].chosen',
  'mllm_images.json': 'pictures in line 13, [0].images',
  'openai_tool_calls.jsonl': 'tools in line 1, messages[2].tool_calls',
};

const ASKED = 'csv_semicolons_no_header.csv';

function open(name: string) {
  return decodeText(readFileSync(new URL(name, FOLDER)));
}

it('has the right value of every file', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...Object.keys(READ), ...Object.keys(REFUSED), ASKED].sort());
});

it.each(Object.entries(READ))(
  'reads %s',
  (name, { encoding = 'utf-8', format, data, bad = [], unread = [] }) => {
    const file = open(name);
    expect(file.encoding).toBe(encoding);
    const found = readText(file.text);
    if (found.kind !== 'rows') throw new Error('its columns are known');
    expect(found.data).toEqual(data);
    expect(found.format.id).toBe(format);
    expect(found.bad.map(({ message }) => message)).toEqual(bad);
    expect(found.unread).toEqual(unread);
    expect(found.rows).toHaveLength(data.length + bad.length);
  },
);

it.each(Object.entries(REFUSED))('says why it cannot read %s', (name, wanted) => {
  const { text } = open(name);
  expect(() => readText(text)).toThrow(wanted);
});

it('asks which column is which, and reads what was chosen', () => {
  const { text } = open(ASKED);
  const asked = readText(text);
  if (asked.kind !== 'columns') throw new Error('no column has a known name');
  expect(asked.rows[2]).toEqual(['本科', '竞赛"蓝天"加分吗？', '', '加分。']);
  expect(asked.guess).toEqual({ header: false, prompt: -1, input: -1, completion: -1, system: -1 });
  const found = readText(text, { header: false, prompt: 1, input: -1, completion: 3, system: -1 });
  if (found.kind !== 'rows') throw new Error('the columns were chosen');
  expect(found.data).toEqual([
    pair('怎样报名？', '在网上报名。'),
    pair('可以转专业吗？', '第二年起可以。'),
    pair('竞赛"蓝天"加分吗？', '加分。'),
  ]);
  expect(found.unread).toEqual(['1', '3']);
});
