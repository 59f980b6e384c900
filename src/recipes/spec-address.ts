/**
 * @file A run as text for an address: `v=1&base=zh&method=lora&r=4&seed=42`. Base, method and seed are always written;
 * of the rest only what differs from the method's preset. Reading never fails: unknown keys are ignored, values are
 * clamped, and what is missing is the preset's.
 */
import type { ModelName, RunSpec } from '../train/spec.ts';
import { decodeParam, encodeParam, sameValue } from './params.ts';
import { fieldOf, fieldsOf, presetSpec, SPEC_FIELDS, withField } from './spec-fields.ts';

const ADDRESS_VERSION = '1';

/** Keys that decide what the others mean, so they come first and are always written. */
const LEADING = ['base', 'method'] as const;
const ALWAYS: ReadonlySet<string> = new Set([...LEADING, 'seed']);

export function encodeSpec(spec: RunSpec): URLSearchParams {
  const query = new URLSearchParams({ v: ADDRESS_VERSION });
  const method = fieldOf('method')!.read(spec) as string;
  // An optimizer has settings of its own, as a method does.
  const preset = withField(presetSpec(spec.model, method), 'opt', spec.optimizer.name);
  const fields = fieldsOf(spec);
  const order = [...LEADING.map((key) => fieldOf(key)!), ...fields.filter(({ key }) => !isLeading(key))];
  for (const { key, param, read } of order) {
    const value = read(spec);
    if (value === undefined) continue;
    const text = encodeParam(param, value);
    // Values with equal text are equal.
    const usual = key === 'opt' ? param.default : read(preset);
    if (ALWAYS.has(key) || usual === undefined || !sameValue(text, encodeParam(param, usual)))
      query.set(key, text);
  }
  return query;
}

function isLeading(key: string): boolean {
  return (LEADING as readonly string[]).includes(key);
}

/** @param otherwise base of a text that names none. */
export function decodeSpec(query: URLSearchParams, otherwise: ModelName): RunSpec {
  const base = fieldOf('base')!;
  const method = fieldOf('method')!;
  const asked = query.get('method');
  let spec = presetSpec(otherwise, asked === null ? undefined : (decodeParam(method.param, asked) as string));
  const baseText = query.get('base');
  if (baseText === 'zh' || baseText === 'en') spec = base.write(spec, baseText);
  // In the table's order: a setting that determines other settings precedes them.
  for (const { key, param } of SPEC_FIELDS) {
    const text = query.get(key);
    if (text !== null && !isLeading(key)) spec = withField(spec, key, decodeParam(param, text));
  }
  // Older addresses know two masks only.
  if (query.get('promptLoss') === '1' && !query.has('mask')) spec = withField(spec, 'mask', 'everything');
  return spec;
}
