/** @file The toy Python: what it prints, what it refuses, and that no text whatever makes it crash or hang. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PythonError, runPython } from './python.ts';

function faultOf(program: string): string {
  try {
    runPython(program);
  } catch (error) {
    if (error instanceof PythonError) return error.fault;
    throw error;
  }
  return 'none';
}

describe('what programs print', () => {
  it.each([
    ['print("猫")', ['猫']],
    ["print('cat')", ['cat']],
    ['print(3+4)', ['7']],
    ['for i in range(3): print("狗")', ['狗', '狗', '狗']],
    ['for i in range(2, 8, 3): print(i); print(i*i)', ['2', '4', '5', '25']],
    ['for i in range(3, 0, -1): print(i)', ['3', '2', '1']],
    ['for i in range(0): print("x")\nprint("y")', ['y']],
    ['x = 2\ny = x * (3 + 4) - -1\nprint(x, y)', ['2 15']],
    ['a = "ha"\nprint(a * 3 + "!")', ['hahaha!']],
    ['print("a") # and nothing else', ['a']],
    ['# only a comment\n\n', []],
    ['print()', ['']],
    ['print("#;")', ['#;']],
    ['print(-3 * "x")', ['']],
    ['print(2 - 3 - 4)', ['-5']],
    ['print(1);print(2);', ['1', '2']],
  ])('%s', (program, output) => {
    expect(runPython(program)).toEqual(output);
  });
});

describe('what is refused, as Python refuses it', () => {
  it.each([
    ['print("cat"', 'syntax'],
    ['print("cat)', 'syntax'],
    ['print(3+)', 'syntax'],
    ['print 3', 'syntax'],
    ['  print(3)', 'syntax'],
    ['for i in range(3) print(i)', 'syntax'],
    ['for i in range(3):', 'syntax'],
    ['for i in range(0): print(', 'syntax'],
    ['print(03)', 'syntax'],
    ['for = 3', 'syntax'],
    ['猫', 'syntax'],
    ['cats and dogs', 'syntax'],
    ['print(cat)', 'name'],
    ['print("a" + 1)', 'type'],
    ['print("a" * "b")', 'type'],
    ['print(-"a")', 'type'],
    ['for i in range("3"): print(i)', 'type'],
    ['for i in range(1, 2, 0): print(i)', 'type'],
    ['for i in range(99999999): x = i', 'limit'],
    ['for i in range(9999): print("long long long")', 'limit'],
    ['print("a" * 99999)', 'limit'],
    ['print(9999999999 * 9999999999)', 'limit'],
    [`print(${'('.repeat(100)}1${')'.repeat(100)})`, 'limit'],
  ])('%s', (program, fault) => {
    expect(faultOf(program)).toBe(fault);
  });

  it('names the line', () => {
    expect(() => runPython('print(1)\nprint(x)')).toThrow(/line 2: x is not defined/);
  });
});

describe('properties', () => {
  /** Sums of small whole numbers, as text and as JavaScript computes them. */
  const { sum } = fc.letrec<{ sum: [string, number]; product: [string, number]; unary: [string, number] }>(
    (tie) => ({
      sum: fc.oneof(
        { maxDepth: 4 },
        tie('product'),
        fc
          .tuple(tie('product'), fc.constantFrom('+', '-'), tie('product'))
          .map(([a, sign, b]): [string, number] => [
            `${a[0]} ${sign} ${b[0]}`,
            sign === '+' ? a[1] + b[1] : a[1] - b[1],
          ]),
      ),
      product: fc.oneof(
        { maxDepth: 4 },
        tie('unary'),
        fc
          .tuple(tie('unary'), tie('unary'))
          .map(([a, b]): [string, number] => [`${a[0]}*${b[0]}`, a[1] * b[1]]),
      ),
      unary: fc.oneof(
        { maxDepth: 4 },
        fc.integer({ min: 0, max: 20 }).map((n): [string, number] => [String(n), n]),
        tie('sum').map(([text, value]): [string, number] => [`(${text})`, value]),
        tie('unary').map(([text, value]): [string, number] => [`-${text}`, 0 - value]),
      ),
    }),
  );

  it('arithmetic is that of whole numbers', () => {
    fc.assert(
      fc.property(sum, ([text, value]) => {
        fc.pre(Number.isSafeInteger(value));
        expect(runPython(`print(${text})`)).toEqual([String(value + 0)]);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('a loop prints its body as often as its range is long', () => {
    const word = fc.string({ minLength: 0, maxLength: 6 }).filter((text) => !/["\\\n]/.test(text));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), word, (times, text) => {
        expect(runPython(`for i in range(${times}): print("${text}")`)).toEqual(Array(times).fill(text));
      }),
      { seed: 7 },
    );
  });

  it('any text either runs or is refused, soon', () => {
    const pieces = [
      'print',
      '(',
      ')',
      '"',
      "'",
      'for',
      'i',
      'in',
      'range',
      ':',
      '+',
      '-',
      '*',
      '=',
      ';',
      '3',
      '99999',
      ' ',
      '\n',
      '#',
      '猫',
      ',',
    ];
    const program = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(program, (text) => {
        expect(['none', 'syntax', 'name', 'type', 'limit']).toContain(faultOf(text));
      }),
      { numRuns: 5000, seed: 7 },
    );
  }, 30_000);
});
