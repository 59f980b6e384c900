/**
 * @file Settings in the address: `?w=lora-lab&r=16&seed=7&hide=lr`. Only what differs from the default is
 * written (and the seed with it); `w` names the widget meant, without it a key applies to every widget that
 * has it. Unknown keys are ignored and preserved; values are clamped; the hash belongs to the deck and is not changed.
 */
import { type ParamWidget, WIDGET_PARAMS } from '../recipes/defaults.ts';
import { decodeParam, encodeParam, type ParamTable, sameValue } from '../recipes/params.ts';

export type AnyValues = Readonly<Record<string, unknown>>;

interface UrlState {
  /** Values found, by widget; a widget without any is absent. */
  values: Partial<Record<ParamWidget, AnyValues>>;
  /** Controls that the teacher hid, by parameter key. */
  hidden: ReadonlySet<string>;
}

/** What a teacher may hide besides single settings. */
const HIDEABLE = ['predict', 'share', 'export', 'chat'] as const;

const KNOWN_KEYS: ReadonlySet<string> = new Set(
  Object.values(WIDGET_PARAMS as Record<string, ParamTable>).flatMap((table) => Object.keys(table)),
);

function isParamWidget(id: string): id is ParamWidget {
  return Object.hasOwn(WIDGET_PARAMS, id);
}

export function readUrl(search: string): UrlState {
  const query = new URLSearchParams(search);
  const only = query.get('w');
  const ids = only !== null && isParamWidget(only) ? [only] : (Object.keys(WIDGET_PARAMS) as ParamWidget[]);
  const values: UrlState['values'] = {};
  for (const id of ids) {
    const table: ParamTable = WIDGET_PARAMS[id];
    const found = Object.entries(table).flatMap(([key, param]) => {
      const text = query.get(key);
      return text === null ? [] : [[key, decodeParam(param, text)] as const];
    });
    if (found.length > 0) values[id] = Object.fromEntries(found);
  }
  const hidden = (query.get('hide') ?? '')
    .split(',')
    .filter((key) => KNOWN_KEYS.has(key) || (HIDEABLE as readonly string[]).includes(key));
  return { values, hidden: new Set(hidden) };
}

/** `search` with one widget's settings replaced; everything else is preserved. */
export function writeUrl(search: string, id: ParamWidget, values: AnyValues): string {
  const query = new URLSearchParams(search);
  for (const key of KNOWN_KEYS) query.delete(key);
  query.delete('w');
  const table: ParamTable = WIDGET_PARAMS[id];
  const differing = Object.entries(table).filter(([key, param]) => !sameValue(values[key], param.default));
  if (differing.length > 0) {
    query.set('w', id);
    for (const [key, param] of differing) query.set(key, encodeParam(param, values[key]));
    if (table.seed) query.set('seed', encodeParam(table.seed, values.seed));
  }
  // Commas are legal in a query and easier to read than %2C.
  const text = query.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}
