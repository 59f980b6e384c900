/**
 * @file A small interpreter of the toy Python that the code task writes, so that programs are judged by what they print.
 * The subset: whole numbers and texts, `+ - *`, brackets, names, `print(...)`, `name = ...`, and
 * `for name in range(...): statement; statement` on one line. Comments and empty lines are allowed. What Python would
 * refuse is refused; what would run for ever or print without end is cut short.
 *
 * program   := (line newline)*             line   := simple (';' simple)* | 'for' NAME 'in' 'range' '(' args ')' ':' simple (';' simple)*
 * simple    := 'print' '(' [args] ')' | NAME '=' sum            args  := sum (',' sum)*
 * sum       := product (('+' | '-') product)*                   product := unary ('*' unary)*
 * unary     := '-' unary | NUMBER | TEXT | NAME | '(' sum ')'
 */

type PythonFault = 'syntax' | 'name' | 'type' | 'limit';

/** A program that does not run, with the line (from 1) and the kind of fault. */
export class PythonError extends Error {
  override name = 'PythonError';
  readonly fault: PythonFault;
  readonly line: number;
  constructor(fault: PythonFault, line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.fault = fault;
    this.line = line;
  }
}

/** Statements carried out, and characters printed or held in one value, before a program is stopped. */
const MOST_STATEMENTS = 10_000;
const MOST_CHARACTERS = 10_000;
const MOST_NESTING = 50;

type Value = number | string;

interface Token {
  kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  text: string;
}

const TOKEN = /\s*(?:(\d+)|("[^"\\\n]*"|'[^'\\\n]*')|([\p{L}_][\p{L}\p{N}_]*)|([-+*=():;,])|(#.*|$)|(.))/uy;

function tokensOf(line: string, number: number): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const match = TOKEN.exec(line);
    if (!match) throw new PythonError('syntax', number, 'unreadable');
    const [, digits, text, name, sign, , other] = match;
    if (digits !== undefined) tokens.push({ kind: 'number', text: digits });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.slice(1, -1) });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (other !== undefined) throw new PythonError('syntax', number, `unexpected ${other}`);
    else break;
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const KEYWORDS = new Set(['for', 'in', 'if', 'while', 'def', 'return', 'import', 'not', 'and', 'or', 'is']);

class Machine {
  readonly output: string[] = [];
  private readonly names = new Map<string, Value>();
  private statements = 0;
  private characters = 0;
  private depth = 0;
  private tokens: Token[] = [];
  private at = 0;
  private line = 0;

  /** Carries out one line. */
  run(text: string, number: number): void {
    this.line = number;
    this.tokens = tokensOf(text, number);
    this.at = 0;
    if (this.peek().kind === 'end') return;
    if (/^\s/u.test(text)) throw this.fault('syntax', 'unexpected indent');
    if (this.peek().text === 'for' && this.peek().kind === 'name') this.loop();
    else this.simples();
    if (this.peek().kind !== 'end') throw this.fault('syntax', `unexpected ${this.peek().text}`);
  }

  private loop(): void {
    this.take('for');
    const name = this.name();
    this.take('in');
    this.take('range');
    this.take('(');
    const bounds = this.list(')');
    this.take(':');
    if (bounds.length < 1 || bounds.length > 3 || bounds.some((bound) => typeof bound !== 'number'))
      throw this.fault('type', 'range takes one to three whole numbers');
    const [from, to, by] = (
      bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0], bounds[1], bounds[2] ?? 1]
    ) as [number, number, number];
    if (by === 0) throw this.fault('type', 'range must not step by 0');
    const body = this.at;
    let ran = false;
    for (let i = from; by > 0 ? i < to : i > to; i += by) {
      this.names.set(name, i);
      this.at = body;
      this.simples();
      ran = true;
    }
    if (!ran) this.skim();
  }

  /** A body that is never carried out must still be well formed. */
  private skim(): void {
    const printed = this.output.length;
    const names = new Map(this.names);
    const { characters } = this;
    try {
      this.simples();
    } catch (error) {
      if (!(error instanceof PythonError) || error.fault === 'syntax') throw error;
      this.at = this.tokens.length - 1;
    }
    this.output.length = printed;
    this.characters = characters;
    this.names.clear();
    for (const [name, value] of names) this.names.set(name, value);
  }

  private simples(): void {
    this.simple();
    while (this.peek().text === ';' && this.peek().kind === 'sign') {
      this.at++;
      if (this.peek().kind === 'end') return;
      this.simple();
    }
  }

  private simple(): void {
    if (++this.statements > MOST_STATEMENTS) throw this.fault('limit', 'too many steps');
    const name = this.name();
    if (name === 'print' && this.peek().text === '(') {
      this.take('(');
      const values = this.list(')');
      const printed = values.map(String).join(' ');
      this.characters += printed.length + 1;
      if (this.characters > MOST_CHARACTERS) throw this.fault('limit', 'too much output');
      this.output.push(printed);
      return;
    }
    this.take('=');
    this.names.set(name, this.sum());
  }

  private list(close: string): Value[] {
    const values: Value[] = [];
    while (this.peek().text !== close || this.peek().kind !== 'sign') {
      values.push(this.sum());
      if (this.peek().text !== ',' || this.peek().kind !== 'sign') break;
      this.at++;
    }
    this.take(close);
    return values;
  }

  private sum(): Value {
    let left = this.product();
    for (;;) {
      const { kind, text } = this.peek();
      if (kind !== 'sign' || (text !== '+' && text !== '-')) return left;
      this.at++;
      const right = this.product();
      if (typeof left === 'number' && typeof right === 'number')
        left = this.number(text === '+' ? left + right : left - right);
      else if (text === '+' && typeof left === 'string' && typeof right === 'string')
        left = this.text(left.length + right.length, () => `${left as string}${right}`);
      else throw this.fault('type', `${text} does not take a number and a text`);
    }
  }

  private product(): Value {
    let left = this.unary();
    for (;;) {
      const { kind, text } = this.peek();
      if (kind !== 'sign' || text !== '*') return left;
      this.at++;
      const right = this.unary();
      if (typeof left === 'number' && typeof right === 'number') left = this.number(left * right);
      else if (typeof left === 'string' && typeof right === 'string')
        throw this.fault('type', '* does not take two texts');
      else {
        const [word, times] = (typeof left === 'string' ? [left, right] : [right, left]) as [string, number];
        const count = Math.max(0, times);
        left = this.text(word.length * count, () => word.repeat(count));
      }
    }
  }

  private unary(): Value {
    if (++this.depth > MOST_NESTING) throw this.fault('limit', 'nested too deeply');
    try {
      const { kind, text } = this.peek();
      this.at++;
      if (kind === 'number') {
        if (text.length > 1 && text.startsWith('0') && Number(text) !== 0)
          throw this.fault('syntax', 'a number must not begin with 0');
        return this.number(Number(text));
      }
      if (kind === 'text') return text;
      if (kind === 'name' && !KEYWORDS.has(text)) {
        const value = this.names.get(text);
        if (value === undefined) throw this.fault('name', `${text} is not defined`);
        return value;
      }
      if (kind === 'sign' && text === '-') {
        const value = this.unary();
        if (typeof value !== 'number') throw this.fault('type', '- does not take a text');
        return this.number(0 - value);
      }
      if (kind === 'sign' && text === '(') {
        const value = this.sum();
        this.take(')');
        return value;
      }
      throw this.fault('syntax', kind === 'end' ? 'the line ends too early' : `unexpected ${text}`);
    } finally {
      this.depth--;
    }
  }

  private number(value: number): number {
    if (!Number.isSafeInteger(value)) throw this.fault('limit', 'the number is too large');
    return value;
  }

  private text(length: number, make: () => string): string {
    if (!(length <= MOST_CHARACTERS)) throw this.fault('limit', 'the text is too long');
    return make();
  }

  private name(): string {
    const { kind, text } = this.peek();
    if (kind !== 'name' || KEYWORDS.has(text))
      throw this.fault('syntax', kind === 'end' ? 'the line ends too early' : `unexpected ${text}`);
    this.at++;
    return text;
  }

  private take(text: string): void {
    if (this.peek().text !== text || this.peek().kind === 'text')
      throw this.fault('syntax', `${text} expected`);
    this.at++;
  }

  private peek(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!;
  }

  private fault(kind: PythonFault, message: string): PythonError {
    return new PythonError(kind, this.line, message);
  }
}

/** The lines that a program prints. Throws `PythonError`. */
export function runPython(program: string): string[] {
  const machine = new Machine();
  program.split('\n').forEach((line, i) => {
    machine.run(line, i + 1);
  });
  return machine.output;
}
