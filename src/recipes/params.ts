/**
 * @file A widget's settings as data: a flat typed table, one line per control. Defaults, clamping and the URL
 * derive from it (after TensorFlow Playground's `state.ts`).
 */

export interface NumberParam {
  kind: 'number';
  default: number;
  min: number;
  max: number;
  integer: boolean;
  /** Logarithmic slider, for learning rates. */
  scale: 'linear' | 'log';
}
interface FlagParam {
  kind: 'flag';
  default: boolean;
}
interface ChoiceParam<Option extends string = string> {
  kind: 'choice';
  default: Option;
  options: readonly Option[];
}
/** Any non-empty part of the options, in their order. */
interface SetParam<Option extends string = string> {
  kind: 'set';
  default: readonly Option[];
  options: readonly Option[];
}

/** A name from a list too long for the page's first load, such as a hub id. Its user checks that it exists. */
interface NameParam {
  kind: 'name';
  default: string;
  /** Most characters. */
  longest: number;
}

export type Param = NumberParam | FlagParam | ChoiceParam | SetParam | NameParam;
export type ParamTable = Readonly<Record<string, Param>>;

type ValueOf<P> = P extends NumberParam
  ? number
  : P extends FlagParam
    ? boolean
    : P extends ChoiceParam<infer Option>
      ? Option
      : P extends SetParam<infer Option>
        ? readonly Option[]
        : P extends NameParam
          ? string
          : never;
export type ValuesOf<Table extends ParamTable> = { readonly [Key in keyof Table]: ValueOf<Table[Key]> };

export function integer(value: number, min: number, max: number): NumberParam {
  return { kind: 'number', default: value, min, max, integer: true, scale: 'linear' };
}
export function real(value: number, min: number, max: number): NumberParam {
  return { kind: 'number', default: value, min, max, integer: false, scale: 'linear' };
}
export function rate(value: number, min = 1e-5, max = 1): NumberParam {
  return { kind: 'number', default: value, min, max, integer: false, scale: 'log' };
}
export function flag(value: boolean): FlagParam {
  return { kind: 'flag', default: value };
}
export function choice<const Option extends string>(
  options: readonly Option[],
  value: NoInfer<Option>,
): ChoiceParam<Option> {
  return { kind: 'choice', default: value, options };
}
export function subset<const Option extends string>(
  options: readonly Option[],
  value: readonly NoInfer<Option>[],
): SetParam<Option> {
  return { kind: 'set', default: value, options };
}

export function name(value: string, longest = 100): NameParam {
  return { kind: 'name', default: value, longest };
}

const NAME = /^[\w./ -]*$/;

export function defaultsOf<Table extends ParamTable>(table: Table): ValuesOf<Table> {
  return Object.fromEntries(
    Object.entries(table).map(([key, param]) => [key, param.default]),
  ) as ValuesOf<Table>;
}

/** The value clamped to the bounds, or the default if it is of another type. */
export function clampParam<P extends Param>(param: P, value: unknown): ValueOf<P> {
  return clampAny(param, value) as ValueOf<P>;
}

function clampAny(param: Param, value: unknown): unknown {
  switch (param.kind) {
    case 'number': {
      if (typeof value !== 'number' || Number.isNaN(value)) return param.default;
      const inside = Math.min(param.max, Math.max(param.min, value));
      return param.integer ? Math.round(inside) : inside;
    }
    case 'flag':
      return typeof value === 'boolean' ? value : param.default;
    case 'choice':
      return param.options.includes(value as string) ? value : param.default;
    case 'name':
      return typeof value === 'string' && value.length <= param.longest && NAME.test(value)
        ? value
        : param.default;
    case 'set': {
      const chosen = Array.isArray(value) ? param.options.filter((option) => value.includes(option)) : [];
      return chosen.length > 0 ? chosen : param.default;
    }
  }
}

export function encodeParam(param: Param, value: unknown): string {
  if (param.kind === 'flag') return value ? '1' : '0';
  if (param.kind === 'set') return (value as readonly string[]).join(',');
  if (param.kind === 'number') return String(Number((value as number).toPrecision(6)));
  return String(value);
}

/** Reads what `encodeParam` wrote; anything else becomes the default or the nearest bound. */
export function decodeParam<P extends Param>(param: P, text: string): ValueOf<P> {
  if (param.kind === 'number') return clampParam(param, text.trim() === '' ? Number.NaN : Number(text));
  if (param.kind === 'flag') return clampParam(param, text === '1' ? true : text === '0' ? false : undefined);
  if (param.kind === 'set') return clampParam(param, text.split(','));
  return clampParam(param, text);
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => item === b[i]);
  }
  return a === b;
}

/** Learning rates a slider stops at: six to a decade. */
const MANTISSAS = [1, 1.5, 2, 3, 5, 7];

/** The stops of a log slider from min to max, both included. */
export function rateStops(min: number, max: number): number[] {
  const stops: number[] = [];
  for (let decade = Math.floor(Math.log10(min)); decade <= Math.ceil(Math.log10(max)); decade++) {
    for (const mantissa of MANTISSAS) {
      const stop = Number(`${mantissa}e${decade}`);
      if (stop >= min * 0.999999 && stop <= max * 1.000001) stops.push(stop);
    }
  }
  return stops;
}

/** Index of the stop nearest by ratio. */
export function nearestStop(stops: readonly number[], value: number): number {
  let best = 0;
  for (let i = 1; i < stops.length; i++) {
    if (Math.abs(Math.log(stops[i]! / value)) < Math.abs(Math.log(stops[best]! / value))) best = i;
  }
  return best;
}
