/** @file Parses the values of an axis as typed by the reader: "1, 4, 16". */
import { formatRate } from '../page/format.ts';
import { decodeParam, encodeParam, nearestStop, rateStops, sameValue } from '../recipes/params.ts';
import { type FieldValue, fieldOf, fieldsOf, type SpecField } from '../recipes/spec-fields.ts';
import type { RunSpec } from '../train/spec.ts';

/** Settings that an axis can have: those of one value, of which there are at least two. */
export function axisFields(spec: RunSpec): SpecField[] {
  return fieldsOf(spec).filter(
    ({ param }) => param.kind === 'number' || param.kind === 'choice' || param.kind === 'flag',
  );
}

/** Suggested values, with the spec's own among them. */
export function suggestedValues(field: SpecField, spec: RunSpec): FieldValue[] {
  const { param, stops } = field;
  if (param.kind === 'choice') return [...param.options].slice(0, 3);
  if (param.kind === 'flag') return [false, true];
  if (param.kind !== 'number') return [];
  const own = Number(field.read(spec) ?? param.default);
  if (field.key === 'seed') return [own, own + 1, own + 2];
  if (param.scale === 'log') {
    // Half a decade to either side.
    const rates = rateStops(param.min, param.max);
    const at = nearestStop(rates, own);
    return [at - 3, at, at + 3].flatMap((place) => rates[place] ?? []);
  }
  if (!stops) return [...new Set([param.min, own])];
  const at = Math.max(0, stops.indexOf(own));
  const from = Math.min(Math.max(0, at - 1), Math.max(0, stops.length - 3));
  return stops.slice(from, from + 3);
}

export function textOfValues({ param }: SpecField, values: readonly FieldValue[]): string {
  const text = (value: FieldValue) =>
    param.kind === 'number' && param.scale === 'log' ? formatRate(Number(value)) : encodeParam(param, value);
  return values.map(text).join(', ');
}

/** @returns the values, each once; or the first text that is not a value. */
export function parseValues(key: string, text: string): { values: FieldValue[] } | { wrong: string } {
  const field = fieldOf(key);
  const parts = text
    .split(/[,，、;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const values: FieldValue[] = [];
  for (const part of parts) {
    const value = field && (decodeParam(field.param, part) as FieldValue);
    const said =
      field?.param.kind === 'number'
        ? Number(part) === value
        : field && encodeParam(field.param, value) === part;
    if (value === undefined || !said) return { wrong: part };
    if (!values.some((one) => sameValue(one, value))) values.push(value);
  }
  return { values };
}

/** The valid values of a setting, for a sentence: "1–64", or the names of its options. */
export function allowedText({ param }: SpecField): string {
  if (param.kind === 'number') return `${param.min}–${param.max}`;
  if (param.kind === 'choice') return param.options.join(', ');
  return param.kind === 'flag' ? '0, 1' : '';
}
