/**
 * @file JSON with line numbers. `JSON.parse` reads, because it is fast; jsonc-parser visits the text where an error needs
 * its line, and where a row is shown beside its source. Trailing commas are accepted. Browsers report syntax errors
 * differently; jsonc-parser does not.
 */
import { findNodeAtLocation, type JSONVisitor, parseTree, visit } from 'jsonc-parser';
import type { Entry, Path } from './entry.ts';
import { DataError, MOST_BAD } from './problem.ts';

/** Limit of nesting, deeper than all but a very long tree of replies, because the visitor is recursive. */
const MOST_DEPTH = 1000;

/** `messages[1].content` */
function pathName(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Thrown to end a visit early. */
class Stop extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

/** Visits JSON. @returns the offset of a syntax error or of too deep nesting, or null */
function walk(text: string, visitor: JSONVisitor): number | null {
  let depth = 0;
  const enter = (offset: number) => {
    depth++;
    if (depth > MOST_DEPTH) throw new Stop(offset);
  };
  try {
    visit(
      text,
      {
        ...visitor,
        onError: (_code, offset) => {
          throw new Stop(offset);
        },
        onObjectBegin: (offset, ...more) => {
          enter(offset);
          visitor.onObjectBegin?.(offset, ...more);
        },
        onArrayBegin: (offset, ...more) => {
          enter(offset);
          visitor.onArrayBegin?.(offset, ...more);
        },
        onObjectEnd: (...place) => {
          depth--;
          visitor.onObjectEnd?.(...place);
        },
        onArrayEnd: (...place) => {
          depth--;
          visitor.onArrayEnd?.(...place);
        },
      },
      { allowTrailingComma: true, disallowComments: true },
    );
    return null;
  } catch (error) {
    if (error instanceof Stop) return error.offset;
    throw error;
  }
}

/** @throws DataError 'syntax' with the line where the text stops being JSON */
function parse(text: string, firstLine: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const commas: number[] = [];
    let comma = -1;
    const closing = () => {
      if (comma >= 0) commas.push(comma);
      comma = -1;
    };
    const other = () => {
      comma = -1;
    };
    const broken = walk(text, {
      onSeparator: (character, offset) => {
        comma = character === ',' ? offset : -1;
      },
      onObjectBegin: other,
      onArrayBegin: other,
      onObjectProperty: other,
      onLiteralValue: other,
      onObjectEnd: closing,
      onArrayEnd: closing,
    });
    if (broken === null && commas.length > 0) {
      const pieces = commas.map((at, i) => text.slice(i === 0 ? 0 : commas[i - 1]! + 1, at));
      try {
        return JSON.parse([...pieces, text.slice(commas.at(-1)! + 1)].join(' '));
      } catch {
        // Other errors that only JSON.parse rejects are reported without the accepted commas.
      }
    }
    throw new DataError('syntax', firstLine + lineAt(text, broken ?? 0) - 1);
  }
}

interface Place {
  start: number;
  end: number;
  /** Counted from 1. */
  line: number;
}

/** The range of each element of a JSON list. */
function placesOf(text: string): Place[] {
  const places: Place[] = [];
  let depth = 0;
  let open = { start: 0, line: 0 };
  const begin = (start: number, _length: number, line: number) => {
    depth++;
    if (depth === 2) open = { start, line: line + 1 };
  };
  const end = (offset: number, length: number) => {
    depth--;
    if (depth === 1) places.push({ ...open, end: offset + length });
  };
  walk(text, {
    onObjectBegin: begin,
    onArrayBegin: begin,
    onObjectEnd: end,
    onArrayEnd: end,
    onLiteralValue: (_value, start, length, line) => {
      if (depth === 1) places.push({ start, end: start + length, line: line + 1 });
    },
  });
  return places;
}

/** The line of a value, or of its nearest existing ancestor, counted from 1. */
function lineOf(text: string, path: Path): number {
  if (path.length === 0 || walk(text, {}) !== null) return 1;
  const tree = parseTree(text);
  for (let length = path.length; tree && length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return lineAt(text, node.offset);
  }
  return 1;
}

/** The elements of a list; their ranges are computed when first needed. */
function listEntries(text: string): Entry[] {
  const list = parse(text, 1) as unknown[];
  const unread = new Set<string>();
  let places: Place[] | null = null;
  const placeOf = (i: number): Place => {
    places ??= placesOf(text);
    return places[i] ?? { start: 0, end: text.length, line: 1 };
  };
  return list.map((value, i) => {
    const source = () => text.slice(placeOf(i).start, placeOf(i).end);
    return {
      value,
      unread,
      source,
      error: (code, path = []) =>
        new DataError(code, placeOf(i).line + lineOf(source(), path) - 1, pathName([i, ...path])),
    };
  });
}

/** An entry with its own text. */
function entryOf(text: string, line: number, unread: Set<string>): Entry {
  const error: Entry['error'] = (code, path = []) =>
    new DataError(code, line + lineOf(text, path) - 1, path.length > 0 ? pathName(path) : null);
  const source = () => text;
  try {
    return { value: parse(text, line), error, source, unread };
  } catch (broken) {
    if (!(broken instanceof DataError)) throw broken;
    return { value: undefined, broken, error, source, unread };
  }
}

/** One object for each line; commas of a list without its brackets are accepted. */
function lineEntries(text: string): Entry[] {
  const unread = new Set<string>();
  const entries: Entry[] = [];
  let bad = 0;
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '') continue;
    const entry = entryOf(line.replace(/,\s*$/, ''), i + 1, unread);
    entries.push(entry);
    if (entry.broken && ++bad > MOST_BAD) throw entries.find(({ broken }) => broken)!.broken!;
  }
  return entries;
}

/** The examples of a JSON list, of JSON Lines, or of a single JSON value. @throws DataError */
export function readEntries(source: string): Entry[] {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (text.trim() === '') throw new DataError('empty');
  if (/^\s*\[/.test(text)) {
    const entries = listEntries(text);
    if (entries.length === 0) throw new DataError('empty');
    return entries;
  }
  const entries = lineEntries(text);
  if (entries.length === 1 || entries.some(({ broken }) => !broken)) return entries;
  // No line is an example: the text may be one, over several lines.
  return [{ ...entryOf(text, 1, new Set()), value: parse(text, 1) }];
}
