/** @file A small data set as text for an address: JSON as short as it can be, in base64url (RFC 4648, section 5). */
import { type Conversation, type DataSet, shapeProblem, type Turn } from './conversation.ts';

/** [system or null, question, answer, question, answer, …]; an answer of weight 0 is wrapped in a list. */
type Row = [string | null, ...(string | [string])[]];

export function compact(data: DataSet): string {
  const rows = data.map(
    ({ system, turns }): Row => [
      system ?? null,
      ...turns.map(({ content, weight }): string | [string] => (weight === 0 ? [content] : content)),
    ],
  );
  const bytes = new TextEncoder().encode(JSON.stringify(rows));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function expandRow(row: unknown): Conversation | null {
  if (!Array.isArray(row)) return null;
  const [system, ...contents] = row as unknown[];
  const turns = contents.flatMap((content, i): Turn[] => {
    const role = i % 2 === 0 ? 'user' : 'assistant';
    if (typeof content === 'string') return [{ role, content }];
    const [words] = Array.isArray(content) ? (content as unknown[]) : [];
    return typeof words === 'string' ? [{ role, content: words, weight: 0 }] : [];
  });
  if (turns.length !== contents.length || (system !== null && typeof system !== 'string')) return null;
  const made: Conversation = system === null ? { turns } : { system, turns };
  return shapeProblem(made) === null ? made : null;
}

/** What `compact` wrote; null for anything else. */
export function expand(text: string): DataSet | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const rows: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!Array.isArray(rows)) return null;
    const data = rows.map(expandRow);
    return data.every((one) => one !== null) ? (data as DataSet) : null;
  } catch {
    return null;
  }
}
