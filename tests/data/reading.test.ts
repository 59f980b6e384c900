/** @file Any encoding, any separator, any quotes: what is read is what a reference reader makes of the same bytes. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { pair } from '../../src/data/conversation.ts';
import { decodeText } from '../../src/data/decode.ts';
import { SEPARATORS, type Separator } from '../../src/data/formats/csv/cells.ts';
import { type DataError, FORMATS, type Reading, readText } from '../../src/data/formats/index.ts';
import { attempt, dataSets } from '../../src/data/testing/describe-format.ts';

const SEED = 20261129;
const MARK = '\ufeff';

const ENCODINGS: Record<string, (text: string) => Uint8Array> = {
  'UTF-8': (text) => iconv.encode(text, 'utf8'),
  'UTF-8 with a mark': (text) => iconv.encode(MARK + text, 'utf8'),
  'UTF-16 LE with a mark': (text) => iconv.encode(MARK + text, 'utf16le'),
  'UTF-16 BE with a mark': (text) => iconv.encode(MARK + text, 'utf-16be', { addBOM: false }),
  'UTF-16 LE': (text) => iconv.encode(text, 'utf16le'),
  'UTF-16 BE': (text) => iconv.encode(text, 'utf-16be', { addBOM: false }),
  GB18030: (text) => iconv.encode(text, 'gb18030'),
};

function rowsOf(text: string): Reading {
  const found = readText(text);
  if (found.kind !== 'rows') throw new Error('asks for columns');
  return found;
}

/** A cell as a person or a program writes it: quoted as a whole, or with its quotes left as they are. */
const cell = fc
  .array(fc.constantFrom('猫', '狗', 'a', ' ', '"', '""', ',', ';', '\t', '|', '\n', '，', '😀', '.'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pieces) => `x${pieces.join('')}`);
const start = fc.constantFrom('', '"蓝天"');

function written(words: string, separator: Separator, quoted: boolean): string {
  const must = /[\r\n]/.test(words) || words.includes(separator);
  return must || quoted ? `"${words.replaceAll('"', '""')}"` : words;
}

describe.each(Object.entries(ENCODINGS))('a table in %s', (_name, encode) => {
  it.each(SEPARATORS)('separated by %j, is read as by csv-parse', (separator) => {
    const row = fc.tuple(start, cell, fc.boolean(), cell, fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const lines = rows.map(([before, question, first, answer, second]) => {
          const asked =
            first || written(question, separator, false) !== question ? question : before + question;
          return [written(asked, separator, first), written(answer, separator, second)].join(separator);
        });
        const text = `${['问题', '回答'].join(separator)}\r\n${lines.join('\r\n')}\r\n`;
        const bytes = encode(text);
        const decoded = decodeText(bytes).text;
        expect(decoded).toBe(text);
        const [, ...wanted] = parse(text, {
          delimiter: separator,
          relax_quotes: true,
          record_delimiter: '\r\n',
        }) as string[][];
        const found = rowsOf(decoded);
        expect(found.bad).toEqual([]);
        expect(found.data).toEqual(wanted.map(([question, answer]) => pair(question!, answer!)));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it.each(FORMATS.map((format) => [format.id, format] as const))(
    'or %s, gives back what was written',
    (_id, format) => {
      const set = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(set, (rows) => {
          const data = [pair('问题', '回答'), ...rows.map(([question, answer]) => pair(question, answer))];
          expect(rowsOf(decodeText(encode(format.write(data))).text).data).toEqual(data);
        }),
        { seed: SEED, numRuns: 50 },
      );
    },
  );
});

it('reads damaged bytes as data, as a question or as one sentence, and never as U+FFFD', () => {
  const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    minLength: 1,
    maxLength: 5,
  });
  const format = fc.constantFrom(...FORMATS);
  const encode = fc.constantFrom(...Object.values(ENCODINGS));
  const file = fc.tuple(format, encode).chain(([written, encoded]) => {
    return dataSets(written).map((data) => encoded(written.write(data)));
  });
  const kinds = new Set<string>();
  fc.assert(
    fc.property(file, damage, (sound, places) => {
      const bytes = Uint8Array.from(sound);
      for (const [place, byte] of places) bytes[Math.floor(place * (bytes.length - 1))] = byte;
      const found = attempt({ parse: () => readText(decodeText(bytes).text) }, '');
      if (found instanceof Error) kinds.add((found as DataError).code);
      else {
        kinds.add(found.kind);
        expect(JSON.stringify(found.kind === 'rows' ? found.data : found.guess)).not.toContain('\ufffd');
      }
    }),
    { seed: SEED, numRuns: 3000 },
  );
  for (const kind of ['rows', 'columns', 'encoding', 'syntax']) expect(kinds).toContain(kind);
});

it.each([
  ['Latin-1', 'question,answer\ncafé,thé\n', 'latin1'],
  ['Shift JIS', 'question,answer\n猫は好きですか,はい\n', 'shift_jis'],
  ['Big5', 'question,answer\n今天天氣怎麼樣,很好，謝謝您的關心\n', 'big5'],
])('never reads %s as something else', (_name, text, encoding) => {
  const found = attempt({ parse: () => decodeText(iconv.encode(text, encoding)) }, '');
  expect(found).toBeInstanceOf(Error);
});

describe('rows that cannot be read', () => {
  const good = '{"prompt":"a","completion":"b"}';

  it('are counted with their reasons, and the others are there', () => {
    const found = rowsOf([good, '{"prompt":"a"}', '{"prompt": oops}', '', good, '[]', good].join('\n'));
    expect(found.data).toHaveLength(3);
    expect(found.bad.map(({ message }) => message)).toEqual([
      'missing in line 2, completion',
      'syntax in line 3',
      'notObject in line 6',
    ]);
    expect(found.rows.map((row) => row.source())[2]).toBe('{"prompt": oops}');
  });

  it('are refused altogether when there are more than ten thousand', () => {
    expect(() => readText(`${good}\n${'{"prompt":"a"}\n'.repeat(10_001)}`)).toThrow(
      'tooManyBad in line 2, completion',
    );
  });

  it('take the whole of a conversation with them', () => {
    const found = rowsOf('conversation,prompt,completion\n1,a,b\n1,c\n1,d,e\n2,f,g\n');
    expect(found.data).toEqual([pair('f', 'g')]);
    expect(found.rows.map((row) => row.source())).toEqual(['1,a,b\n1,c\n1,d,e', '2,f,g']);
  });

  it('are those that a program before has damaged', () => {
    const found = rowsOf(`${good}\n{"prompt":"\ufffd","completion":"b"}`);
    expect(found.bad.map(({ message }) => message)).toEqual(['damaged in line 2']);
  });

  it('are answers marked as undesired; the others are said to be marked', () => {
    const row = (label: boolean) => JSON.stringify({ prompt: 'a', completion: 'b', label });
    const found = rowsOf([row(true), row(false)].join('\n'));
    expect(found.marked).toBe(true);
    expect(found.data).toEqual([pair('a', 'b')]);
    expect(found.bad.map(({ message }) => message)).toEqual(['undesired in line 2, label']);
    const table = rowsOf('prompt,completion,label\na,b,True\nc,d,False\n');
    expect(table.data).toEqual([pair('a', 'b')]);
  });

  it('are all of them in preference data, whatever else stands there', () => {
    const wanted = 'preference in line 1, chosen';
    expect(() => readText('{"prompt":"a","chosen":"b","rejected":"c"}')).toThrow(wanted);
    expect(() => readText('{"prompt":"a","completion":"d","chosen":"b","rejected":"c"}')).toThrow(wanted);
    expect(() => readText('prompt,chosen,rejected\na,b,c\n')).toThrow(wanted);
    expect(() => readText('prompt,completion,chosen\na,b,c\n')).toThrow('preference in line 2, chosen');
  });

  it('are shown with the text of a list that they stand in', () => {
    const found = rowsOf('[\n {"prompt":"a","completion":"b"},\n {"prompt":\n  "[,]{}"}\n]');
    expect(found.rows.map((row) => row.source())).toEqual([
      '{"prompt":"a","completion":"b"}',
      '{"prompt":\n  "[,]{}"}',
    ]);
    expect(found.bad[0]!.message).toBe('missing in line 3, [1].completion');
  });
});

describe('JSON without known names', () => {
  const text = '[{"q1":"a","a1":"b","n":1},{"q1":"c","a1":"d"}]';

  it('is asked about, if there are two texts to choose from', () => {
    const found = readText(text);
    expect(found).toMatchObject({
      kind: 'columns',
      names: ['q1', 'a1'],
      rows: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    });
    const read = readText(text, { header: false, prompt: 0, input: -1, completion: 1, system: -1 });
    expect(read).toMatchObject({ data: [pair('a', 'b'), pair('c', 'd')], unread: ['n'] });
  });

  it('is said to be of no known format otherwise', () => {
    expect(() => readText('{"text":"a"}')).toThrow('unknownFormat in line 1');
  });
});

it('tells formats apart by the top level, lists of messages first', () => {
  const messages = [
    { role: 'user', content: '"instruction": "prompt": {' },
    { role: 'assistant', content: '"conversations":' },
  ];
  const id = (value: object) => rowsOf(JSON.stringify([value])).format.id;
  expect(id({ messages, instruction: 'a', prompt: 'b', completion: 'c' })).toBe('messages');
  expect(id({ conversations: messages, instruction: 'a', output: 'c' })).toBe('sharegpt');
  expect(id({ instruction: 'a', prompt: 'b', output: 'c' })).toBe('alpaca');
  expect(id({ prompt: 'b', output: { conversations: [] }, completion: 'c' })).toBe('pairs');
});

it('lets commas at the ends pass, of a list as of lines', () => {
  const wanted = [pair('a,]', 'b'), pair('a', 'b')];
  const lines = '{"prompt":"a,]","completion":"b",},\n{"prompt":"a","completion":"b"},';
  expect(rowsOf(lines).data).toEqual(wanted);
  expect(rowsOf(`[${lines}]`).data).toEqual(wanted);
});
