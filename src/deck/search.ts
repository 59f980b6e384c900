/**
 * @file Search by plain substring, case and width folded: right for Chinese, which has no spaces to split at, and
 * good enough for English. Every word of the query must occur. Where a Latin word occurs nowhere, words that are one
 * edit away from it stand in. An entry is found once, in the reader's language if it can be; titles come before text.
 */
import type { Language } from '../page/language.ts';
import type { SearchEntry } from './lesson.ts';

interface SearchHit {
  entry: SearchEntry;
  before: string;
  match: string;
  after: string;
}

/** Folding preserves the length of common text, so that positions found in it fit the original. */
function fold(text: string): string {
  return [...text]
    .map((character) => {
      const folded = character.normalize('NFKC').toLowerCase();
      return folded.length === character.length ? folded : character;
    })
    .join('');
}

/** Shorter words are one edit away from too many others. */
const SHORTEST_WITH_TYPO = 4;

/** Whether one insertion, deletion, replacement or exchange of neighbours at most makes the words equal. */
export function withinOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [left, right] = [a.slice(start), b.slice(start)];
  if (left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1)) return true;
  return left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
}

interface FoldedEntry {
  entry: SearchEntry;
  title: string;
  text: string;
  whole: string;
}

/** The spellings of a term that occur; none where not even a word close to it does. */
function spellings(term: string, folded: readonly FoldedEntry[]): string[] {
  if (folded.some(({ whole }) => whole.includes(term))) return [term];
  if (term.length < SHORTEST_WITH_TYPO || !/^[a-z0-9-]+$/.test(term)) return [];
  const words = new Set(folded.flatMap(({ whole }) => whole.match(/[a-z0-9-]+/g) ?? []));
  return [...words].filter((word) => withinOneEdit(word, term));
}

const BEFORE = 24;
const AFTER = 60;

function excerpt(entry: SearchEntry, at: number, length: number): Omit<SearchHit, 'entry'> {
  const { text } = entry;
  if (at < 0) return { before: '', match: '', after: text.slice(0, AFTER) };
  return {
    before: `${at > BEFORE ? '…' : ''}${text.slice(Math.max(0, at - BEFORE), at)}`,
    match: text.slice(at, at + length),
    after: text.slice(at + length, at + length + AFTER),
  };
}

export function findEntries(
  entries: readonly SearchEntry[],
  query: string,
  language: Language,
  limit = 40,
): SearchHit[] {
  const folded = entries.map((entry): FoldedEntry => {
    const [title, text] = [fold(entry.title), fold(entry.text)];
    return { entry, title, text, whole: `${entry.id} ${title}\n${text}` };
  });
  const terms = fold(query).split(/\s+/).filter(Boolean);
  const wanted = terms.map((term) => spellings(term, folded));
  if (wanted.length === 0) return [];
  const found = folded.flatMap((candidate) => {
    const { entry, title, text, whole } = candidate;
    if (!wanted.every((words) => words.some((word) => whole.includes(word)))) return [];
    const word = wanted[0]!.find((spelling) => whole.includes(spelling))!;
    // A term is best explained by its own entry.
    const rank = (title.includes(word) ? 0 : 2) + (entry.kind === 'term' ? 0 : 1);
    const foreign = entry.language !== language;
    return [{ rank, foreign, hit: { entry, ...excerpt(entry, text.indexOf(word), word.length) } }];
  });
  const own = new Set(found.flatMap(({ foreign, hit }) => (foreign ? [] : [keyOf(hit.entry)])));
  return found
    .filter(({ foreign, hit }) => !foreign || !own.has(keyOf(hit.entry)))
    .sort((a, b) => Number(a.foreign) - Number(b.foreign) || a.rank - b.rank)
    .slice(0, limit)
    .map(({ hit }) => hit);
}

/** Of an entry in either language. */
export function keyOf({ kind, id }: SearchEntry): string {
  return `${kind} ${id}`;
}
