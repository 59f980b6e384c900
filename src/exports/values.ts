/** @file Writes values as YAML and Python, escaping any text that a reader may have typed. */
import type { ExportedFile } from '../peft/method.ts';

export type Setting =
  | string
  | number
  | boolean
  | null
  | readonly Setting[]
  | { readonly [key: string]: Setting };
export type Settings = Readonly<Record<string, Setting>>;

/** Characters that JSON does not escape and that YAML or Python may read as line breaks or refuse. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A text in double quotes, as JSON, YAML and Python read it alike. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    UNSEEN,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const isList = (value: Setting): value is readonly Setting[] => Array.isArray(value);

/** PyYAML reads 1e-8 as text: an exponent needs a point before it. */
function yamlNumber(value: number): string {
  const text = String(value);
  return /e/.test(text) && !text.includes('.') ? text.replace('e', '.0e') : text;
}

function yamlValue(value: Setting): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return yamlNumber(value);
  if (typeof value === 'string') return quoted(value);
  if (isList(value)) return `[${value.map(yamlValue).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${quoted(key)}: ${yamlValue(one)}`)
    .join(', ')}}`;
}

/** One setting a line; what is deeper stands in brackets. */
export function yaml(settings: Settings): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}: ${yamlValue(value)}\n`)
    .join('');
}

/** A value as Python writes it. */
export function python(value: Setting): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (isList(value)) return `[${value.map(python).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${quoted(key)}: ${python(one)}`)
    .join(', ')}}`;
}

/** Keyword arguments of a call, one a line. */
export function pythonArguments(settings: Settings, indent = '    '): string {
  return Object.entries(settings)
    .map(([key, value]) => `${indent}${key}=${python(value)},\n`)
    .join('');
}

export function textFile(name: string, content: string): ExportedFile {
  return { name, bytes: new TextEncoder().encode(content) };
}

export function jsonFile(name: string, content: unknown): ExportedFile {
  return textFile(name, `${JSON.stringify(content, null, 2)}\n`);
}
