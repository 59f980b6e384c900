/** @file Reading the fields of an entry, each with its place in the error. */
import { type Conversation, shapeProblem, type Turn } from '../conversation.ts';
import type { Entry, Path } from './entry.ts';
import { MESSAGE_NAMES, type RoleName, roleNamed } from './names.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** True for an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(entry: Entry, value: unknown, path: Path = []): Fields {
  if (!isFields(value)) throw entry.error('notObject', path);
  return value;
}

export function listAt(entry: Entry, value: unknown, path: Path): readonly unknown[] {
  if (value === undefined || value === null) throw entry.error('missing', path);
  if (!Array.isArray(value)) throw entry.error('notList', path);
  return value;
}

/** Text, or a list of parts that are all text (OpenAI's content parts). */
export function textAt(entry: Entry, value: unknown, path: Path): string {
  if (value === undefined || value === null) throw entry.error('missing', path);
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length === 0) throw entry.error('notText', path);
  return value.map((part, i) => partAt(entry, part, [...path, i])).join('');
}

/** Content parts other than text. */
const MEDIA_PART = /image|audio|video|file/;
const TOOL_PART = /tool|function/;

function partAt(entry: Entry, value: unknown, path: Path): string {
  if (typeof value === 'string') return value;
  const { type, text, value: said } = objectAt(entry, value, path);
  const kind = typeof type === 'string' ? type : '';
  if (MEDIA_PART.test(kind)) throw entry.error('pictures', path);
  if (TOOL_PART.test(kind)) throw entry.error('tools', path);
  const words = text ?? said;
  if (typeof words !== 'string') throw entry.error('notText', path);
  return words;
}

/** A text that may be absent, null or empty; all three are the same. */
export function optionalTextAt(entry: Entry, value: unknown, path: Path): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = textAt(entry, value, path);
  return text.trim() === '' ? undefined : text;
}

/** A conversation of valid shape; `pathOf` is the path of turn i in the entry. */
export function conversation(
  entry: Entry,
  system: string | undefined,
  turns: readonly Turn[],
  pathOf: (turn: number) => Path,
): Conversation {
  const made: Conversation = system === undefined ? { turns } : { system, turns };
  const problem = shapeProblem(made);
  if (problem) throw entry.error(problem.code, pathOf(problem.turn));
  return made;
}

/** Records which non-empty fields were not read; `prefix` is their path. */
export function noteUnread(
  entry: Entry,
  fields: Fields,
  used: readonly (string | undefined)[],
  prefix = '',
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (used.includes(name) || value === null || value === '') continue;
    if (Array.isArray(value) && value.length === 0) continue;
    entry.unread.add(`${prefix}${name}`);
  }
}

/** The first of some names that an object has; the first name at all where it has none. */
export function nameOf(fields: Fields, names: readonly string[]): string {
  return names.find((name) => fields[name] !== undefined && fields[name] !== null) ?? names[0]!;
}

export function roleAt(entry: Entry, value: unknown, path: Path): Exclude<RoleName, 'tool'> {
  const role = roleNamed(textAt(entry, value, path));
  if (role === null) throw entry.error('role', path);
  if (role === 'tool') throw entry.error('tools', path);
  return role;
}

/** The weight of an answer: 0 where no loss is taken on it. */
function isUnlearned(entry: Entry, value: unknown, path: Path): boolean {
  if (value === undefined || value === null || value === 1 || value === true) return false;
  if (value === 0 || value === false) return true;
  throw entry.error('weight', path);
}

export interface DialogueParts {
  system: string | undefined;
  turns: Turn[];
  pathOf: (turn: number) => Path;
}

/** The conversation of a list of messages: an optional system message first, then the turns. */
export function messagesAt(entry: Entry, value: unknown, path: Path): DialogueParts {
  let system: string | undefined;
  const turns: Turn[] = [];
  const paths: Path[] = [];
  for (const [i, item] of listAt(entry, value, path).entries()) {
    const here = [...path, i];
    const message = objectAt(entry, item, here);
    const names = {
      role: nameOf(message, MESSAGE_NAMES.role),
      content: nameOf(message, MESSAGE_NAMES.content),
      weight: nameOf(message, MESSAGE_NAMES.weight),
    };
    const role = roleAt(entry, message[names.role], [...here, names.role]);
    for (const call of ['tool_calls', 'function_call'])
      if (message[call] !== undefined && message[call] !== null) throw entry.error('tools', [...here, call]);
    const content = textAt(entry, message[names.content], [...here, names.content]);
    noteUnread(entry, message, Object.values(names), `${path.join('.')}[].`);
    if (role === 'system') {
      if (i > 0) throw entry.error('lateSystem', here);
      system = content.trim() === '' ? undefined : content;
      continue;
    }
    const unlearned =
      role === 'assistant' && isUnlearned(entry, message[names.weight], [...here, names.weight]);
    turns.push({ role, content, ...(unlearned && { weight: 0 as const }) });
    paths.push(here);
  }
  return { system, turns, pathOf: (turn) => paths[turn] ?? path };
}
