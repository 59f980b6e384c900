/**
 * @file Reading fields of a pasted JSON object: each reader returns a valid value or throws a `CostError`
 * that names the field. A field may have several spellings, as hub files do (`n_embd`, `hidden_size`).
 */
import { CostError, type CostErrorPlace, show } from './error.ts';

export interface Source {
  readonly place: CostErrorPlace;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Takes a pasted value as an object of fields. */
export function openSource(place: CostErrorPlace, value: unknown): Source {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CostError(
      'notAnObject',
      place,
      place,
      `The ${place} must be a JSON object, not ${show(value)}.`,
      {
        value: show(value),
      },
    );
  }
  return { place, fields: value as Record<string, unknown> };
}

/** The value under the first spelling that is there and not null; several spellings must agree. */
export function readRaw(source: Source, names: readonly string[]): unknown {
  let found: string | undefined;
  for (const name of names) {
    const value = Object.hasOwn(source.fields, name) ? source.fields[name] : undefined;
    if (value === undefined || value === null) continue;
    if (found === undefined) found = name;
    else if (source.fields[found] !== value && typeof value !== 'object') {
      throw new CostError(
        'contradiction',
        source.place,
        name,
        `${found} is ${show(source.fields[found])} but ${name} is ${show(value)}; both name the same thing.`,
        { other: found, value: show(value), otherValue: show(source.fields[found]) },
      );
    }
  }
  return found === undefined ? undefined : source.fields[found];
}

interface IntegerBounds {
  min?: number;
  max?: number;
}

/** Checks one number: an integer within bounds. Booleans and numeric strings are refused. */
export function checkInteger(
  place: CostErrorPlace,
  field: string,
  value: unknown,
  { min = 1, max = 1_000_000 }: IntegerBounds = {},
): number {
  if (typeof value !== 'number') {
    throw new CostError('wrongType', place, field, `${field} must be a whole number, not ${show(value)}.`, {
      value: show(value),
      expected: 'integer',
    });
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new CostError(
      'outOfRange',
      place,
      field,
      `${field} must be a whole number from ${min} to ${max}, not ${show(value)}.`,
      { value: show(value), min, max },
    );
  }
  return value;
}

/** A whole number that must be there, or the fallback where the model class has one. */
export function readInteger(
  source: Source,
  names: string | readonly string[],
  { fallback, ...bounds }: IntegerBounds & { fallback?: number } = {},
): number {
  const spellings = typeof names === 'string' ? [names] : names;
  const value = readRaw(source, spellings);
  const field =
    spellings.find((name) => source.fields[name] === value && value !== undefined) ?? spellings[0]!;
  if (value === undefined) {
    if (fallback !== undefined) return fallback;
    throw new CostError('missingField', source.place, field, `The ${source.place} lacks ${field}.`);
  }
  return checkInteger(source.place, field, value, bounds);
}

/** A whole number, or null where the file does not say. */
export function readOptionalInteger(
  source: Source,
  names: string | readonly string[],
  bounds: IntegerBounds = {},
): number | null {
  const spellings = typeof names === 'string' ? [names] : names;
  return readRaw(source, spellings) === undefined ? null : readInteger(source, spellings, bounds);
}

export function readFlag(source: Source, names: string | readonly string[], fallback: boolean): boolean {
  const spellings = typeof names === 'string' ? [names] : names;
  const value = readRaw(source, spellings);
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') {
    const field = spellings[0]!;
    throw new CostError(
      'wrongType',
      source.place,
      field,
      `${field} must be true or false, not ${show(value)}.`,
      {
        value: show(value),
        expected: 'boolean',
      },
    );
  }
  return value;
}

export function readText(source: Source, name: string): string | null {
  const value = readRaw(source, [name]);
  if (value === undefined) return null;
  if (typeof value !== 'string') {
    throw new CostError('wrongType', source.place, name, `${name} must be a text, not ${show(value)}.`, {
      value: show(value),
      expected: 'text',
    });
  }
  return value;
}

/** One of a few words. */
export function readChoice<Choice extends string>(
  source: Source,
  name: string,
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
): Choice {
  const value = readText(source, name);
  if (value === null) return fallback;
  if (!(choices as readonly string[]).includes(value)) {
    throw new CostError(
      'unknownChoice',
      source.place,
      name,
      `${name} must be one of ${choices.join(', ')}, not ${show(value)}.`,
      { value: show(value), choices: choices.join(', ') },
    );
  }
  return value as Choice;
}

/** A list of texts, or null where the file does not say. */
export function readTexts(source: Source, name: string): string[] | null {
  const value = readRaw(source, [name]);
  if (value === undefined) return null;
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string' || item === '')) {
    throw new CostError(
      'wrongType',
      source.place,
      name,
      `${name} must be a list of names, not ${show(value)}.`,
      {
        value: show(value),
        expected: 'texts',
      },
    );
  }
  return value as string[];
}

/** A list of whole numbers; a single number counts as a list of one. */
export function readIntegers(source: Source, name: string, bounds: IntegerBounds = {}): number[] | null {
  const value = readRaw(source, [name]);
  if (value === undefined) return null;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => checkInteger(source.place, name, item, bounds));
}
