/**
 * @file Search by plain substring, case and width folded: right for Chinese, which has no spaces to split at, and
 * good enough for English. Every word of the query must occur; titles come before text, text before notes.
 */
import type { SearchEntry } from './lesson.ts';

interface SearchHit {
  id: string;
  language: SearchEntry['language'];
  title: string;
  before: string;
  match: string;
  after: string;
  inNotes: boolean;
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

const BEFORE = 24;
const AFTER = 60;

export function findSlides(entries: readonly SearchEntry[], query: string, limit = 40): SearchHit[] {
  const terms = fold(query).split(/\s+/).filter(Boolean);
  const first = terms[0];
  if (first === undefined) return [];
  const found: { rank: number; hit: SearchHit }[] = [];
  for (const entry of entries) {
    const title = fold(entry.title);
    const text = fold(entry.text);
    const notes = fold(entry.notes);
    const whole = `${entry.id} ${title}\n${text}\n${notes}`;
    if (!terms.every((term) => whole.includes(term))) continue;
    const inText = text.indexOf(first);
    const inNotes = notes.indexOf(first);
    const rank = title.includes(first) ? 0 : inText >= 0 ? 1 : 2;
    const source = inText >= 0 || inNotes < 0 ? entry.text : entry.notes;
    const at = inText >= 0 ? inText : inNotes;
    found.push({
      rank,
      hit: {
        id: entry.id,
        language: entry.language,
        title: entry.title,
        inNotes: inText < 0 && inNotes >= 0,
        before: at < 0 ? '' : `${at > BEFORE ? '…' : ''}${source.slice(Math.max(0, at - BEFORE), at)}`,
        match: at < 0 ? '' : source.slice(at, at + first.length),
        after: at < 0 ? source.slice(0, AFTER) : source.slice(at + first.length, at + first.length + AFTER),
      },
    });
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ hit }) => hit);
}
