/** @file What every format must hold: its own round trip, damaged files by the thousand, and five megabytes in two seconds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conversation, type DataSet, pair, shapeProblem } from '../conversation.ts';
import { DataError, type Format, readText } from '../formats/index.ts';
import { readData } from './read-data.ts';

const SEED = 20261123;
/** All of them by `npm run check:data`; fewer where every test is run. */
const DAMAGED_FILES = Number(process.env.DAMAGED_FILES ?? 1000);
const PATIENCE_MS = 2000;

/** Milliseconds of processor time that this process has used: what a reader costs, however busy the machine is. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Text with all that is awkward in a file: quotes, commas, breaks, markup, characters of every plane. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      '猫喜欢吃什么？',
      'a "b", c',
      'x\ny',
      '\r\n=1+1',
      '<script>alert(1)</script>',
      '\\',
      '"',
      '😀,{}[]',
      ' pad ',
    ),
  )
  // U+FFFD is the one character that is refused: it stands for damage.
  .filter((words) => words.trim() !== '' && !words.includes('\ufffd'));

function conversations({ holds }: Format): fc.Arbitrary<Conversation> {
  const answer = holds.weight ? fc.tuple(text, fc.boolean()) : fc.tuple(text, fc.constant(false));
  const exchange = fc.tuple(text, answer).map(([question, [words, unweighted]]) => [
    { role: 'user' as const, content: question },
    { role: 'assistant' as const, content: words, ...(unweighted && { weight: 0 as const }) },
  ]);
  const turns = fc
    .array(exchange, { minLength: 1, maxLength: holds.turns ? 3 : 1 })
    .map((list) => list.flat());
  return holds.system
    ? fc.tuple(turns, fc.option(text, { nil: undefined })).map(([list, system]) => ({
        ...(system !== undefined && { system }),
        turns: list,
      }))
    : turns.map((list) => ({ turns: list }));
}

export function dataSets(format: Format): fc.Arbitrary<DataSet> {
  return fc.array(conversations(format), { minLength: 1, maxLength: 4 });
}

/** One injury to a text: a piece cut out, doubled, or replaced by something that means something to a parser. */
const injury = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 8 }),
  insert: fc.oneof(
    fc.constantFrom(
      '',
      '"',
      ',',
      '{',
      '}',
      '[',
      ']',
      ':',
      '\n',
      '\\',
      'null',
      '0',
      '-',
      '\u0000',
      '\ufeff',
      '\ud800',
    ),
    fc.constantFrom('"role"', '"user"', 'assistant', '<img src=x onerror=alert(1)>', '[[[[[[[[', '""', ',,,'),
    fc.string({ maxLength: 4 }),
  ),
  again: fc.boolean(),
});

function damage(
  source: string,
  injuries: readonly (typeof injury extends fc.Arbitrary<infer T> ? T : never)[],
) {
  return injuries.reduce((words, { at, length, insert, again }) => {
    const start = Math.floor(at * words.length);
    const piece = words.slice(start, start + length);
    return words.slice(0, start) + (again ? piece + piece : insert) + words.slice(start + length);
  }, source);
}

/** What reading gives, or the one error; anything else is thrown on. */
export function attempt<Found>(
  { parse }: { parse: (text: string) => Found },
  source: string,
): Found | DataError {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

/** As many examples as make five megabytes in a format. */
function largeSet(format: Format): DataSet {
  const one = pair('猫喜欢吃什么？请说明理由，"谢谢"。', 'fish, because the cat likes to eat fish.');
  const thousand = Array.from({ length: 1000 }, () => one);
  const bytes = new TextEncoder().encode(format.write(thousand)).length;
  return Array.from({ length: Math.ceil((1000 * 5_000_000) / bytes) }, () => one);
}

export function describeFormat(
  format: Format,
  broken: Readonly<Record<string, [source: string, wanted: string]>>,
): void {
  describe(`the ${format.id} format`, () => {
    it('gives back what it has written, and recognises it', () => {
      fc.assert(
        fc.property(dataSets(format), (data) => {
          const source = format.write(data);
          expect(format.parse(source)).toEqual(data);
          expect(readData(source)).toEqual({ data, format });
        }),
        { seed: SEED, numRuns: 300 },
      );
    });

    it(`reads ${DAMAGED_FILES} damaged files as data or as one error with its place`, () => {
      let sound = 0;
      let faulty = 0;
      let slowest = 0;
      fc.assert(
        fc.property(dataSets(format), fc.array(injury, { minLength: 1, maxLength: 4 }), (data, injuries) => {
          const source = damage(format.write(data), injuries);
          const started = processorTime();
          const found = attempt(format, source);
          // What the page reads a file with: the format is recognised first.
          attempt({ parse: readText }, source);
          slowest = Math.max(slowest, processorTime() - started);
          if (found instanceof DataError) {
            faulty++;
            if (found.code === 'empty') return;
            expect(found.line).toBeGreaterThanOrEqual(1);
            expect(found.line).toBeLessThanOrEqual(source.split(/\r\n|\n|\r/).length);
          } else {
            sound++;
            for (const one of found) expect(shapeProblem(one)).toBeNull();
          }
        }),
        { seed: SEED, numRuns: DAMAGED_FILES },
      );
      expect(slowest).toBeLessThan(PATIENCE_MS);
      // Both sides must have been tried.
      expect(sound).toBeGreaterThan(DAMAGED_FILES / 50);
      expect(faulty).toBeGreaterThan(DAMAGED_FILES / 50);
    }, 120_000);

    it('reads five megabytes, or finds the fault at their end, in two seconds', () => {
      const data = largeSet(format);
      const source = format.write(data);
      const started = processorTime();
      expect(format.parse(source)).toHaveLength(data.length);
      const read = processorTime();
      expect(read - started).toBeLessThan(PATIENCE_MS);
      const cut = source.slice(0, source.trimEnd().length - 3);
      const end = cut.split(/\r\n|\n/).length;
      const found = attempt(format, `${cut}"x`);
      expect(found).toBeInstanceOf(DataError);
      expect((found as DataError).line).toBeGreaterThan(end - 20);
      expect(processorTime() - read).toBeLessThan(PATIENCE_MS);
    });

    it('ends on five megabytes of any one sign, and on large files damaged anywhere, in two seconds', () => {
      const megabytes = (piece: string) => piece.repeat(Math.ceil(5_000_000 / piece.length));
      const large = format.write(largeSet(format));
      const sources = [
        ...['[', '{', '"', ',', '\\', '\n', '[{"messages":[', '{"a":', '""', 'a,b\n', '\ud800'].map(
          megabytes,
        ),
        ...fc
          .sample(fc.array(injury, { minLength: 1, maxLength: 4 }), { seed: SEED, numRuns: 4 })
          .map((injuries) => damage(large, injuries)),
      ];
      for (const source of sources) {
        const started = processorTime();
        attempt(format, source);
        expect(processorTime() - started, source.slice(0, 20)).toBeLessThan(PATIENCE_MS);
        attempt({ parse: readText }, source);
        expect(processorTime() - started, source.slice(0, 20)).toBeLessThan(2 * PATIENCE_MS);
      }
    }, 120_000);

    it.each(Object.entries(broken))('%s', (_name, [source, wanted]) => {
      const found = attempt(format, source);
      expect(found instanceof DataError ? found.message : found).toBe(wanted);
    });
  });
}
