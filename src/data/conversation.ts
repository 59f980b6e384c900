/**
 * @file The one internal type of all instruction data. Whatever format it came in, an example is a conversation that
 * begins with the user, alternates, and ends with the assistant.
 */

export type Role = 'user' | 'assistant';

export interface Turn {
  role: Role;
  content: string;
  /** 0: no loss on this answer (`weight` of OpenAI's messages). 1 by default. */
  weight?: 0;
}

export interface Conversation {
  /** The system prompt; the chat template puts it at the head of the first question. */
  system?: string;
  /** user, assistant, user, assistant, … */
  turns: readonly Turn[];
}

/** What the formats read and write. */
export type DataSet = readonly Conversation[];

/** The commonest conversation: one question, one answer. */
export function pair(prompt: string, response: string): Conversation {
  return {
    turns: [
      { role: 'user', content: prompt },
      { role: 'assistant', content: response },
    ],
  };
}

/** The last answer: what held-out questions are compared with. */
export function responseOf({ turns }: Conversation): string {
  return turns.at(-1)?.content ?? '';
}

/** The last question. */
export function promptOf({ turns }: Conversation): string {
  return turns.at(-2)?.content ?? '';
}

/** The same conversation with another last answer. */
export function withResponse(conversation: Conversation, response: string): Conversation {
  const { turns } = conversation;
  return {
    ...conversation,
    turns: turns.map((turn, i) => (i === turns.length - 1 ? { ...turn, content: response } : turn)),
  };
}

/** Public sets hold conversations of several hundred turns; a tree of replies this deep can still be written as JSON. */
export const MOST_TURNS = 1000;

/** The first problem of a conversation's shape, with its turn (counted from 0); null if there is none. */
export function shapeProblem({ turns }: Conversation): {
  code: 'noTurns' | 'order' | 'noAnswer' | 'emptyText' | 'tooManyTurns';
  turn: number;
} | null {
  if (turns.length === 0) return { code: 'noTurns', turn: 0 };
  if (turns.length > MOST_TURNS) return { code: 'tooManyTurns', turn: MOST_TURNS };
  for (const [turn, { role, content }] of turns.entries()) {
    if (role !== (turn % 2 === 0 ? 'user' : 'assistant')) return { code: 'order', turn };
    if (content.trim() === '') return { code: 'emptyText', turn };
  }
  return turns.length % 2 === 1 ? { code: 'noAnswer', turn: turns.length - 1 } : null;
}
