/**
 * @file OpenAssistant's message trees (Köpf et al. 2023): JSON Lines of `{ message_tree_id, prompt: { text, role,
 * replies: [{ text, role, rank, replies }] } }`. Of every tree the best-ranked path is taken: rank 0 is best, replies
 * without a rank come last, deleted ones are skipped, and an unanswered last question is dropped.
 */
import type { Conversation, Turn } from '../../conversation.ts';
import type { Entry, Path } from '../entry.ts';
import { conversation, type Fields, isFields, listAt, objectAt, roleAt, textAt } from '../fields.ts';
import { jsonFormat } from '../format.ts';

/** The best-ranked reply and its index; null where there is none. */
function bestReply(entry: Entry, node: Fields, path: Path): { node: Fields; path: Path } | null {
  if (node.replies === undefined || node.replies === null) return null;
  const here = [...path, 'replies'];
  const rankOf = ({ rank }: Fields) => (typeof rank === 'number' ? rank : Number.POSITIVE_INFINITY);
  let best: { node: Fields; path: Path } | null = null;
  for (const [i, item] of listAt(entry, node.replies, here).entries()) {
    const reply = objectAt(entry, item, [...here, i]);
    if (reply.deleted === true) continue;
    if (best === null || rankOf(reply) < rankOf(best.node)) best = { node: reply, path: [...here, i] };
  }
  return best;
}

function read(entry: Entry): Conversation {
  const fields = objectAt(entry, entry.value);
  if (fields.prompt === undefined) throw entry.error('missing', ['prompt']);
  let at: { node: Fields; path: Path } | null = {
    node: objectAt(entry, fields.prompt, ['prompt']),
    path: ['prompt'],
  };
  const turns: Turn[] = [];
  const paths: Path[] = [];
  while (at) {
    const { node, path } = at as { node: Fields; path: Path };
    const role = roleAt(entry, node.role, [...path, 'role']);
    if (role === 'system') throw entry.error('role', [...path, 'role']);
    turns.push({ role, content: textAt(entry, node.text, [...path, 'text']) });
    paths.push(path);
    at = bestReply(entry, node, path);
  }
  if (turns.length > 1 && turns.at(-1)!.role === 'user') turns.pop();
  return conversation(entry, undefined, turns, (turn) => paths[turn] ?? ['prompt']);
}

function record({ turns }: Conversation, index: number): object {
  const id = (turn: number) => `${index + 1}-${turn + 1}`;
  const tree = turns.reduceRight<object | null>((reply, { role, content }, turn) => {
    const answer = role === 'assistant';
    return {
      message_id: id(turn),
      ...(turn > 0 && { parent_id: id(turn - 1) }),
      text: content,
      role: answer ? 'assistant' : 'prompter',
      ...(answer && { rank: 0 }),
      replies: reply ? [reply] : [],
    };
  }, null);
  return { message_tree_id: id(0), tree_state: 'ready_for_export', prompt: tree };
}

export const oasst = jsonFormat({
  id: 'oasst',
  extension: 'jsonl',
  holds: { turns: true, system: false, weight: false },
  recognises: ({ prompt, replies }) => isFields(prompt) || Array.isArray(replies),
  read,
  write: (data) => data.map((one, i) => `${JSON.stringify(record(one, i))}\n`).join(''),
});
