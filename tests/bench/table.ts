/** @file The benchmark's numbers as a table, each beside its budget (README, "How fast"). */

export interface Figures {
  dispatches: number;
  submits: number;
  buffersCreated: number;
  bytes: number;
  /** Milliseconds, the least of all rounds. */
  encode: number;
  wall: number;
}

export type MethodName = 'full' | 'lora';
export type Side = 'ours' | 'tfjs' | 'jax-js';
export type Results = Partial<Record<MethodName, Partial<Record<Side, Figures>>>>;

const MEGABYTE = 2 ** 20;

/** A goal as text, and whether the numbers meet it; null where a side was not measured. */
interface Goal {
  text: string;
  met: boolean | null;
}

/** "at most 1/n of another side's". */
function fractionOf(ours: number, theirs: number | undefined, divisor: number, name: string): Goal {
  return { text: `<= 1/${divisor} of ${name}`, met: theirs === undefined ? null : ours <= theirs / divisor };
}

function atMost(value: number, limit: number, text = `<= ${limit}`): Goal {
  return { text, met: value <= limit };
}

interface Line {
  figure: keyof Figures;
  label: string;
  format: (value: number) => string;
  goals: (results: Results, method: MethodName, software: boolean) => Goal[];
}

const count = (value: number): string => String(value);
const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
const megabytes = (value: number): string => `${(value / MEGABYTE).toFixed(1)} MB`;
const ours = (results: Results, method: MethodName): Figures | undefined => results[method]?.ours;

const LINES: readonly Line[] = [
  {
    figure: 'dispatches',
    label: 'dispatches per step',
    format: count,
    goals: (results, method) => {
      const mine = ours(results, method)!.dispatches;
      const full = ours(results, 'full')?.dispatches;
      return method === 'full'
        ? [atMost(mine, 160)]
        : [{ text: '< full', met: full === undefined ? null : mine < full }];
    },
  },
  {
    figure: 'submits',
    label: 'submits per step',
    format: count,
    goals: (results, method) => [atMost(ours(results, method)!.submits, 1, '1')],
  },
  {
    figure: 'buffersCreated',
    label: 'buffers made per step',
    format: count,
    goals: (results, method) => [atMost(ours(results, method)!.buffersCreated, 0, '0')],
  },
  {
    figure: 'bytes',
    label: 'bytes held',
    format: megabytes,
    goals: (results, method) => [atMost(ours(results, method)!.bytes, 64 * MEGABYTE, '<= 64 MB')],
  },
  {
    figure: 'encode',
    label: 'JavaScript per step',
    format: milliseconds,
    goals: (results, method) => {
      const { encode } = ours(results, method)!;
      const others = results[method]!;
      return [
        fractionOf(encode, others.tfjs?.encode, 50, 'tfjs'),
        fractionOf(encode, others['jax-js']?.encode, 5, 'jax-js'),
      ];
    },
  },
  {
    figure: 'wall',
    label: 'wall per step',
    format: milliseconds,
    goals: (results, method, software) => {
      const { wall } = ours(results, method)!;
      const others = results[method]!;
      const whole = ours(results, 'full')?.wall;
      const [tfjs, jax] = software ? [7, 1.8] : [50, 10];
      return [
        fractionOf(wall, others.tfjs?.wall, tfjs, 'tfjs'),
        fractionOf(wall, others['jax-js']?.wall, jax, 'jax-js'),
        ...(method === 'lora'
          ? [{ text: '<= 0.75 of full', met: whole === undefined ? null : wall <= 0.75 * whole }]
          : []),
      ];
    },
  },
];

const ORDER: readonly Side[] = ['ours', 'jax-js', 'tfjs'];
const TITLES: Record<MethodName, string> = { full: 'full fine-tuning', lora: 'LoRA of rank 8 on q and v' };

function ratio(theirs: number | undefined, mine: number | undefined): string {
  if (theirs === undefined || mine === undefined || mine === 0) return '';
  return `${(theirs / mine).toPrecision(3)} x`;
}

const mark = ({ text, met }: Goal): string =>
  `${text} ${met === null ? '(not measured)' : met ? 'yes' : 'NO'}`;

/** Columns of equal width. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** One table per method that our side was measured for: figures, how many times the others' is ours, budgets. */
export function benchTable(results: Results, software: boolean): string {
  const tables = (['full', 'lora'] as const).flatMap((method) => {
    const sides = results[method];
    if (!sides?.ours) return [];
    const present = ORDER.filter((side) => sides[side]);
    const others = present.filter((side) => side !== 'ours');
    const head = [TITLES[method], ...present, ...others.map((side) => `${side} / ours`), 'budget'];
    const body = LINES.map(({ figure, label, format, goals }) => [
      label,
      ...present.map((side) => format(sides[side]![figure])),
      ...others.map((side) => ratio(sides[side]?.[figure], sides.ours?.[figure])),
      goals(results, method, software).map(mark).join('; '),
    ]);
    return [aligned([head, ...body]).join('\n')];
  });
  return tables.join('\n\n');
}

/** The least of the rounds: whatever else the machine does only adds to a time. */
export function least(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.min(...values);
}
