/** @file Reading the fields of an entry, each with its place in the error. */
import { type Conversation, shapeProblem, type Turn } from '../conversation.ts';
import type { Entry, Path } from './json.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function objectAt(entry: Entry, value: unknown, path: Path = []): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw entry.error('notObject', path);
  return value as Fields;
}

export function listAt(entry: Entry, value: unknown, path: Path): readonly unknown[] {
  if (value === undefined || value === null) throw entry.error('missing', path);
  if (!Array.isArray(value)) throw entry.error('notList', path);
  return value;
}

export function textAt(entry: Entry, value: unknown, path: Path): string {
  if (value === undefined || value === null) throw entry.error('missing', path);
  if (typeof value !== 'string') throw entry.error('notText', path);
  return value;
}

/** A text that may be absent, null or empty; all three are the same. */
export function optionalTextAt(entry: Entry, value: unknown, path: Path): string | undefined {
  if (value === undefined || value === null) return undefined;
  return textAt(entry, value, path).trim() === '' ? undefined : (value as string);
}

/** A conversation whose shape is right; `pathOf` says where turn i stands in the entry. */
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

/** Roles as the formats name them. */
const ROLES: Readonly<Record<string, Turn['role'] | 'system'>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  prompter: 'user',
  assistant: 'assistant',
  gpt: 'assistant',
};

export function roleAt(entry: Entry, value: unknown, path: Path): Turn['role'] | 'system' {
  const name = textAt(entry, value, path);
  if (!Object.hasOwn(ROLES, name)) throw entry.error('role', path);
  return ROLES[name]!;
}

/** What a list of messages says: system first, if at all, then the turns. */
export function messagesAt(
  entry: Entry,
  value: unknown,
  path: Path,
  names: { role: string; content: string },
): { system: string | undefined; turns: Turn[]; pathOf: (turn: number) => Path } {
  let system: string | undefined;
  const turns: Turn[] = [];
  const paths: Path[] = [];
  for (const [i, item] of listAt(entry, value, path).entries()) {
    const here = [...path, i];
    const message = objectAt(entry, item, here);
    const role = roleAt(entry, message[names.role], [...here, names.role]);
    const content = textAt(entry, message[names.content], [...here, names.content]);
    const { weight } = message;
    if (weight !== undefined && weight !== null) {
      if ((weight !== 0 && weight !== 1) || role !== 'assistant')
        throw entry.error('weight', [...here, 'weight']);
    }
    if (role === 'system') {
      if (i > 0) throw entry.error('order', here);
      system = content.trim() === '' ? undefined : content;
    } else {
      turns.push({ role, content, ...(weight === 0 && { weight: 0 as const }) });
      paths.push(here);
    }
  }
  return { system, turns, pathOf: (turn) => paths[turn] ?? path };
}
