/**
 * @file Python's regular expressions as JavaScript's. PEFT gives `target_modules`, `rank_pattern` and the like to
 * Python's `re` (docs.python.org/3/library/re.html), so that is how they are read here: flags, `\Z`, named
 * groups. What JavaScript cannot express is refused, naming the construct.
 */

/** @param construct the part of the pattern at fault: `(?>`, `*+`, `\q`. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  constructor(
    /** `wrong`: Python refuses it too. `unsupported`: Python accepts it and JavaScript cannot express it. */
    readonly kind: 'wrong' | 'unsupported',
    readonly construct: string,
  ) {
    super(`${construct} ${kind === 'wrong' ? 'is an error in Python' : 'cannot be said in JavaScript'}`);
  }
}

/** Escapes that mean the same in both languages, for names of ASCII characters. */
const SHARED_ESCAPES = /[bBdDsSwWfnrtv]/;
const START = '(?<![\\s\\S])';
const END = '(?![\\s\\S])';

interface Reading {
  readonly text: string;
  at: number;
  readonly out: string[];
  readonly verbose: boolean;
  /** Names of the groups that have begun; an unnamed one has its number. */
  readonly groups: string[];
}

function take(reading: Reading, length: number): string {
  const part = reading.text.slice(reading.at, reading.at + length);
  reading.at += length;
  return part;
}

function matchAt({ text, at }: Reading, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const HEX = { x: 2, u: 4, U: 8 } as const;

/** A backslash and what follows, outside or inside of a class. */
function readEscape(reading: Reading, inClass: boolean): string {
  const letter = reading.text[reading.at + 1];
  if (letter === undefined) throw new PatternError('wrong', '\\');
  if (letter in HEX) {
    const length = HEX[letter as keyof typeof HEX];
    const digits = reading.text.slice(reading.at + 2, reading.at + 2 + length);
    if (digits.length < length || !/^[\da-f]+$/i.test(digits)) throw new PatternError('wrong', `\\${letter}`);
    const code = Number.parseInt(digits, 16);
    if (code > 0xff_ff) throw new PatternError('unsupported', `\\${letter}${digits}`);
    take(reading, 2 + length);
    return `\\u${code.toString(16).padStart(4, '0')}`;
  }
  if (/\d/.test(letter)) {
    const octal = matchAt(reading, /\\(0[0-7]{0,2}|[0-3][0-7]{2})/y);
    if (octal) {
      take(reading, octal[0].length);
      return `\\u${Number.parseInt(octal[1]!, 8).toString(16).padStart(4, '0')}`;
    }
    const group = matchAt(reading, /\\\d{1,2}/y)![0];
    if (inClass || Number(group.slice(1)) > reading.groups.length) throw new PatternError('wrong', group);
    take(reading, group.length);
    // Apart from a digit that follows.
    return `(?:${group})`;
  }
  take(reading, 2);
  if (letter === 'a') return '\\u0007';
  if (letter === 'N') throw new PatternError('unsupported', '\\N');
  if (!/[a-z]/i.test(letter)) return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
  if (inClass ? letter !== 'B' && SHARED_ESCAPES.test(letter) : SHARED_ESCAPES.test(letter))
    return `\\${letter}`;
  if (!inClass && letter === 'A') return START;
  if (!inClass && /z/i.test(letter)) return END;
  throw new PatternError('wrong', `\\${letter}`);
}

/** A class: the first `]` is a member in Python, and `[` always is. */
function readClass(reading: Reading): void {
  const opening = matchAt(reading, /\[\^?/y)![0];
  take(reading, opening.length);
  reading.out.push(opening);
  for (let first = true; ; first = false) {
    const character = reading.text[reading.at];
    if (character === undefined) throw new PatternError('wrong', '[');
    if (character === '\\') {
      reading.out.push(readEscape(reading, true));
      continue;
    }
    take(reading, 1);
    if (character === ']' && !first) break;
    reading.out.push(character === ']' || character === '[' ? `\\${character}` : character);
  }
  reading.out.push(']');
}

/** What follows `(`: a group of a kind, or a comment. */
function readGroup(reading: Reading): void {
  const comment = matchAt(reading, /\(\?#[^)]*\)/y);
  if (comment) {
    take(reading, comment[0].length);
    // Nothing that a quantifier could apply to.
    return;
  }
  const named = matchAt(reading, /\(\?P<([A-Za-z_]\w*)>/y);
  if (named) {
    take(reading, named[0].length);
    reading.groups.push(named[1]!);
    reading.out.push(`(?<${named[1]}>`);
    return;
  }
  const back = matchAt(reading, /\(\?P=([A-Za-z_]\w*)\)/y);
  if (back) {
    if (!reading.groups.includes(back[1]!)) throw new PatternError('wrong', back[0]);
    take(reading, back[0].length);
    reading.out.push(`\\k<${back[1]}>`);
    return;
  }
  const plain = matchAt(reading, /\((?!\?)|\(\?(?::|<?[=!])/y);
  if (plain) {
    take(reading, plain[0].length);
    if (plain[0] === '(') reading.groups.push(String(reading.groups.length + 1));
    reading.out.push(plain[0]);
    return;
  }
  // Python matches Unicode by default, and names are ASCII.
  const letters = matchAt(reading, /\(\?[au]:/y);
  if (letters) {
    take(reading, letters[0].length);
    reading.out.push('(?:');
    return;
  }
  const flagged = matchAt(reading, /\(\?[aiLmsux]*(-[imsx]+)?[:)]/y);
  if (flagged) throw new PatternError(flagged[0].endsWith(')') ? 'wrong' : 'unsupported', flagged[0]);
  const known = matchAt(reading, /\(\?(>|\(\w+\))/y);
  if (known) throw new PatternError('unsupported', known[0]);
  throw new PatternError('wrong', reading.text.slice(reading.at, reading.at + 4));
}

/** A quantifier, its lazy mark included. True where one stands here. */
function readQuantifier(reading: Reading): boolean {
  const found = matchAt(reading, /([*+?]|\{(\d*)(,?)(\d*)\})([?+]?)/y);
  if (!found) return false;
  const [whole, , from, comma, to, mark] = found;
  // `{}` is text in both languages.
  const isText = whole.startsWith('{') && from === '' && to === '' && comma === '';
  if (isText) return false;
  if (mark === '+') throw new PatternError('unsupported', whole);
  take(reading, whole.length);
  reading.out.push(whole.startsWith('{') && from === '' ? whole.replace('{', '{0') : whole);
  return true;
}

function translate(reading: Reading): string {
  while (reading.at < reading.text.length) {
    const character = reading.text[reading.at]!;
    if (reading.verbose && /[\s#]/.test(character)) {
      take(reading, character === '#' ? matchAt(reading, /#[^\n]*/y)![0].length : 1);
    } else if (character === '\\') reading.out.push(readEscape(reading, false));
    else if (character === '[') readClass(reading);
    else if (character === '(') readGroup(reading);
    else if (!readQuantifier(reading))
      reading.out.push(/[{}\]/]/.test(take(reading, 1)) ? `\\${character}` : character);
  }
  return reading.out.join('');
}

export interface Frame {
  /** JavaScript before and after the whole pattern, anchors included. */
  readonly before: string;
  readonly after: string;
  /** Whether Python sees the pattern's own beginning, the only place where it takes flags for the whole. */
  readonly isStart: boolean;
}

/** As `re.fullmatch` has it. */
export const WHOLE: Frame = { before: `${START}(?:`, after: `)${END}`, isStart: true };

/**
 * @param pattern a pattern as a PEFT config holds it.
 * @throws PatternError naming the construct that is wrong or that JavaScript cannot say.
 */
export function pythonPattern(pattern: string, { before, after, isStart }: Frame = WHOLE): RegExp {
  let flags = '';
  let verbose = false;
  let from = 0;
  if (isStart) {
    for (const [whole, letters] of pattern.matchAll(/\(\?([aiLmsux]+)\)/gy)) {
      if (letters!.includes('L')) throw new PatternError('wrong', whole);
      verbose ||= letters!.includes('x');
      for (const flag of 'ims') if (letters!.includes(flag) && !flags.includes(flag)) flags += flag;
      from += whole.length;
    }
  }
  const text = translate({ text: pattern, at: from, out: [], verbose, groups: [] });
  try {
    return new RegExp(`${before}${text}${after}`, flags);
  } catch {
    throw new PatternError('wrong', pattern.length > 60 ? `${pattern.slice(0, 57)}...` : pattern);
  }
}
