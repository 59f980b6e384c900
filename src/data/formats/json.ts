/**
 * @file JSON with places. `JSON.parse` reads, because it is quick; only when something is wrong does the scanner below
 * walk the text to find out in which line. Browsers word and place syntax errors differently; the scanner does not.
 */
import { DataError } from './problem.ts';

export type Path = readonly (string | number)[];

/** Deeper than any of our formats but a very long tree of replies. */
const DEEPEST = 400;

/** `messages[1].content` */
function pathName(path: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

class Stop extends Error {
  readonly offset: number;
  readonly found: boolean;
  constructor(offset: number, found: boolean) {
    super();
    this.offset = offset;
    this.found = found;
  }
}

/** Walks JSON until `target` is reached or the syntax breaks; the offset of whichever comes first. */
function scan(text: string, target: Path | null): Stop | null {
  let at = 0;
  const wrong = (): never => {
    throw new Stop(at, false);
  };
  const skip = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  };
  const string = (): string => {
    const start = at;
    if (text[at] !== '"') wrong();
    at++;
    for (;;) {
      const character = text[at];
      if (character === undefined || character < ' ') wrong();
      at++;
      if (character === '"') return text.slice(start, at);
      if (character !== '\\') continue;
      const escaped = text[at];
      if (escaped === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) at += 5;
      else if (escaped !== undefined && '"\\/bfnrt'.includes(escaped)) at++;
      else wrong();
    }
  };
  /** `wanted` counts the steps of the target that lead here; -1 where this is beside it. */
  const value = (wanted: number, depth: number): void => {
    skip();
    if (target && wanted === target.length) throw new Stop(at, true);
    if (depth > DEEPEST) wrong();
    const character = text[at];
    const deeper = (key: string | number) =>
      target && wanted >= 0 && target[wanted] === key ? wanted + 1 : -1;
    if (character === '{') {
      at++;
      skip();
      if (text[at] === '}') {
        at++;
        return;
      }
      for (;;) {
        skip();
        const key = JSON.parse(string()) as string;
        skip();
        if (text[at] !== ':') wrong();
        at++;
        value(deeper(key), depth + 1);
        skip();
        if (text[at] === '}') break;
        if (text[at] !== ',') wrong();
        at++;
      }
      at++;
    } else if (character === '[') {
      at++;
      skip();
      if (text[at] === ']') {
        at++;
        return;
      }
      for (let i = 0; ; i++) {
        value(deeper(i), depth + 1);
        skip();
        if (text[at] === ']') break;
        if (text[at] !== ',') wrong();
        at++;
      }
      at++;
    } else if (character === '"') string();
    else {
      const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(
        text.slice(at, at + 400),
      );
      if (!word) wrong();
      at += word![0].length;
    }
  };
  try {
    value(target ? 0 : -1, 0);
    skip();
    return at < text.length ? new Stop(at, false) : null;
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
}

/** @throws DataError 'syntax' with the line where the text stops being JSON */
function parse(text: string, firstLine: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const stop = scan(text, null);
    throw new DataError('syntax', firstLine + lineAt(text, stop?.offset ?? 0) - 1);
  }
}

/** The line of a value, or of the nearest thing around it that is there. */
function lineOf(text: string, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const stop = scan(text, path.slice(0, length));
    if (stop?.found) return lineAt(text, stop.offset);
  }
  return 1;
}

/** One example of a file, with a way to say where something in it stands. */
export interface Entry {
  value: unknown;
  /** An error about a part of this entry. */
  error(code: DataError['code'], path?: Path): DataError;
}

/** The examples of a JSON list, or of JSON Lines. @throws DataError */
export function readEntries(source: string): Entry[] {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (text.trim() === '') throw new DataError('empty');
  if (/^\s*\[/.test(text)) {
    const list = parse(text, 1) as unknown[];
    if (list.length === 0) throw new DataError('empty');
    return list.map((value, i) => ({
      value,
      error: (code, path = []) => new DataError(code, lineOf(text, [i, ...path]), pathName([i, ...path])),
    }));
  }
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    return [
      {
        value: parse(line, i + 1),
        error: (code: DataError['code'], path: Path = []) =>
          new DataError(code, i + 1, path.length > 0 ? pathName(path) : null),
      },
    ];
  });
}
