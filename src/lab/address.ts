/**
 * @file The lab's address: `#lab?v=1&base=zh&method=lora&r=4&seed=42&hide=sweep`. The run in the form, and what a
 * teacher hid: groups of the form, parts of the page, or single settings by their keys.
 */
import type { DataSet } from '../data/conversation.ts';
import { LAB_HASH } from '../deck/location.ts';
import { decodeSpec, encodeSpec } from '../recipes/spec-address.ts';
import { isMark, isMarkOf, withExamples } from '../recipes/spec-data.ts';
import { SPEC_FIELDS } from '../recipes/spec-fields.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';

/** Groups of settings and parts of the page that may be hidden. */
export const HIDEABLE = [
  'base',
  'data',
  'method',
  'optimizer',
  'training',
  'sweep',
  'chat',
  'export',
  'share',
] as const;

const KNOWN: ReadonlySet<string> = new Set([...HIDEABLE, ...SPEC_FIELDS.map(({ key }) => key)]);

export interface LabAddress {
  spec: RunSpec;
  hidden: ReadonlySet<string>;
  /** The address refers to examples that neither it nor this browser holds. */
  dataMissing: boolean;
}

/**
 * @param search the page's query, which may also have `hide`. @param otherwise base of an address without one.
 * @param ownData the reader's own data, to which the address may refer.
 */
export function readLabAddress(
  hash: string,
  search: string,
  otherwise: ModelName,
  ownData: DataSet = [],
): LabAddress {
  const query = new URLSearchParams(hash.split('?').slice(1).join('?'));
  const hide = [query.get('hide'), new URLSearchParams(search).get('hide')];
  const hidden = hide.flatMap((list) => (list ?? '').split(',')).filter((key) => KNOWN.has(key));
  const spec = decodeSpec(query, otherwise);
  const own = query.get('own') ?? '';
  const found = isMarkOf(own, ownData);
  return {
    spec: found ? withExamples(spec, ownData) : spec,
    hidden: new Set(hidden),
    dataMissing: isMark(own) && !found,
  };
}

export function labHash(spec: RunSpec, hidden: ReadonlySet<string> = new Set()): string {
  const query = encodeSpec(spec);
  if (hidden.size > 0) query.set('hide', [...hidden].join(','));
  // Commas are legal there and easier to read than %2C.
  return `${LAB_HASH}?${query.toString().replaceAll('%2C', ',')}`;
}
