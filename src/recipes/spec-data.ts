/**
 * @file The parts of a run's data that are lists, as text for an address: a mix of tasks, and the reader's own examples.
 * A small set of examples is written out; for a large one the address has a fingerprint, by which a page that holds the
 * set recognises it.
 */
import { compact, expand } from '../data/compact.ts';
import type { Conversation } from '../data/conversation.ts';
import type { DataSpec, RunSpec } from '../train/spec.ts';
import { DATA_NAMES } from '../world/index.ts';
import { hashSeed } from '../world/random.ts';
import { clampData } from './clamp-data.ts';

type Examples = readonly Conversation[];
export type Mix = NonNullable<DataSpec['mix']>;

/** Characters of an address that examples may take. */
export const LONGEST_OWN = 4000;
/** Weights of a mix are whole numbers up to this. */
export const MOST_WEIGHT = 10;

const marks = new WeakMap<Examples, string>();
const texts = new WeakMap<Examples, string>();

/** Cached by list: lists are never changed in place. */
function remembered(known: WeakMap<Examples, string>, list: Examples, make: () => string): string {
  let text = known.get(list);
  if (text === undefined) {
    text = make();
    known.set(list, text);
  }
  return text;
}

/** Four hexadecimal digits: two lists of one length may differ. */
export function dataMark(list: Examples): string {
  return remembered(marks, list, () =>
    hashSeed(JSON.stringify(list)).toString(16).padStart(8, '0').slice(0, 4),
  );
}

/** The text in an address for a set that is too large for it. */
const markText = (list: Examples) => `set ${dataMark(list)}`;

/** '' for no examples. */
export function ownText(list: Examples | undefined): string {
  if (!list) return '';
  return remembered(texts, list, () => {
    const whole = compact([...list]);
    return whole.length <= LONGEST_OWN ? whole : markText(list);
  });
}

/** True where an address cannot hold these examples. */
export function isTooLarge(list: Examples): boolean {
  return ownText(list) === markText(list);
}

/** True if the text is the fingerprint of exactly this set. */
export function isMarkOf(text: string, list: Examples): boolean {
  return text === markText(list);
}

/** True if the text is a fingerprint. */
export function isMark(text: string): boolean {
  return text.startsWith('set ');
}

/** The run on these examples, without a mix; undefined restores the task's own examples. */
export function withExamples(spec: RunSpec, list: Examples | undefined): RunSpec {
  const { examples: _, mix, ...data } = spec.data;
  if (list && list.length > 0) return { ...spec, data: { ...data, examples: list } };
  return { ...spec, data: { ...data, ...(mix && { mix }) } };
}

/** The examples that the run's address omits; undefined if it omits none. */
export function largeExamples({ data }: RunSpec): Examples | undefined {
  return data.examples && isTooLarge(data.examples) ? data.examples : undefined;
}

/** What `ownText` wrote; null where the text holds no examples. */
export function readOwnText(text: string): Examples | null {
  const list = text === '' ? null : expand(text);
  return list && list.length > 0 ? list : null;
}

/** "qa.2 sentiment.1"; '' for no mix. */
export function mixText(mix: Mix | undefined): string {
  return (mix ?? []).map(({ task, weight }) => `${task}.${Math.max(1, Math.round(weight))}`).join(' ');
}

/** What `mixText` wrote, in the order of the tasks; undefined where nothing is mixed. */
export function readMixText(text: string): Mix | undefined {
  const weights = new Map(
    text.split(' ').flatMap((part): [string, number][] => {
      const [task = '', weight] = part.split('.');
      const number = Math.round(Number(weight));
      return number >= 1 ? [[task, Math.min(MOST_WEIGHT, number)]] : [];
    }),
  );
  const mix = DATA_NAMES.flatMap((task) => {
    const weight = weights.get(task);
    return weight === undefined ? [] : [{ task, weight }];
  });
  return mix.length > 0 ? mix : undefined;
}

/** A run as it is stored: an address, and the examples that an address cannot hold. */
export function withStoredExamples(spec: RunSpec, stored: unknown): RunSpec {
  const { examples } = clampData({ ...spec.data, examples: stored as Examples });
  return examples && examples.length > 0 ? withExamples(spec, examples) : spec;
}
