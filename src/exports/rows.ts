/** @file The conversations of a run as lines of JSON, in the order in which the run's batches take them. */
import type { Conversation, Turn } from '../data/conversation.ts';
import { createSampler, encodeConversation, encodeTurn, oneLine } from '../data/index.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import { itemsOf, trainingItems } from '../train/dataset.ts';
import type { RunSpec } from '../train/spec.ts';
import type { World } from '../world/index.ts';

/** More rows than any class trains on in an hour; a longer run takes its rows again from the start. */
export const MOST_ROWS = 20_000;

type Message = Pick<Turn, 'role' | 'content'>;

/** On one line, as the base reads it. The name of a special token is rewritten, since Transformers would read it as the token. */
const SPECIAL = /<(?=(?:pad|unk|bos|eos|user|assistant)>)/gu;
const plain = (content: string) => oneLine(content).replace(SPECIAL, '＜');

/** A conversation as training reads it: the system text before the first question. */
function messagesOf({ system, turns }: Conversation): Message[] {
  return turns.map(({ role, content }, i) => ({
    role,
    content: plain(i === 0 && system ? `${system}\n${content}` : content),
  }));
}

/** Without the oldest exchanges, which training leaves out where there are too many tokens. */
function recent(messages: readonly Message[], tokenizer: Tokenizer, maxLength: number): Message[] {
  const lengths = messages.map((turn) => encodeTurn(tokenizer, turn).length);
  let first = 0;
  let length = 1 + lengths.reduce((sum, one) => sum + one, 0);
  while (length > maxLength && first + 2 < messages.length) {
    length -= lengths[first]! + lengths[first + 1]!;
    first += 2;
  }
  return messages.slice(first);
}

/** No row of the data has anything to learn in it: all are too long, or unanswered. */
export class NothingToLearn extends Error {
  override name = 'NothingToLearn';
}

export interface Rows {
  /** In the order of the run's batches, repeated as the batches repeat them. */
  training: string;
  /** Each once. */
  all: string;
  heldOut: string;
  /** Rows in `all`. */
  count: number;
  /** Every conversation is one question and one answer. */
  isSingle: boolean;
  /** Steps whose rows are there: all, or as many as `MOST_ROWS` holds. */
  steps: number;
  /** Some answers have no loss, which the tools' formats cannot express. */
  hasUnlearned: boolean;
  /** Some texts contain the name of a special token, which is rewritten. */
  hasSpecial: boolean;
  /** Some rows are longer than the context. */
  hasCut: boolean;
  /** Some answers begin or end with a token of axolotl's placeholder. */
  hasPlaceholder: boolean;
}

/**
 * axolotl finds an answer by what changes where this stands in its place, and leaves equal tokens at both ends out of the
 * loss: `<unk>`, or a lone "▁" where the base has no signs like these.
 */
const PLACEHOLDER = '[[dummy_message]]';

function placeholderReader(tokenizer: Tokenizer): (tokens: readonly number[]) => boolean {
  const placeholder = tokenizer.encode(PLACEHOLDER);
  return (tokens) =>
    tokens.some(
      (token, i) =>
        (token === tokenizer.assistantId && tokens[i + 1] === placeholder[0]) ||
        (token === tokenizer.eosId && tokens[i - 1] === placeholder.at(-1)),
    );
}

/** One row, and whether it is as the `Rows` ask. */
interface Line {
  text: string;
  cut: boolean;
  unlearned: boolean;
  single: boolean;
  special: boolean;
  placeholder: boolean;
}

/** Throws `NothingToLearn`. */
export function rowsOf(spec: RunSpec, world: World, tokenizer: Tokenizer, maxLength: number): Rows {
  const { data, seed, batchSize } = spec;
  const mask = data.mask ?? (data.maskPrompt ? 'completion' : 'everything');
  const isAsPlaceholder = placeholderReader(tokenizer);
  const lines: Line[] = [];
  const written = (messages: readonly Message[]) => `${JSON.stringify({ messages })}\n`;
  for (const { conversation } of trainingItems(world, data, seed)) {
    const whole = encodeConversation(tokenizer, conversation, { mask });
    // Encoding takes most of the time; hardly a row is too long.
    const fits = whole.tokens.length <= maxLength;
    const read = (most: number) =>
      fits ? whole : encodeConversation(tokenizer, conversation, { mask, maxLength: most });
    const messages = messagesOf(conversation);
    // As in training, rows without a trained token are left out.
    if (read(maxLength).weights.includes(1))
      lines.push({
        text: written(fits ? messages : recent(messages, tokenizer, maxLength)),
        cut: read(maxLength + 1).tokens.length > maxLength,
        unlearned: conversation.turns.some(({ weight }) => weight === 0),
        single: conversation.turns.length === 2,
        special: [conversation.system ?? '', ...conversation.turns.map(({ content }) => content)].some(
          (content) => content.search(SPECIAL) >= 0,
        ),
        placeholder: isAsPlaceholder(whole.tokens),
      });
  }
  if (lines.length === 0) throw new NothingToLearn();
  const draw = createSampler(lines, seed);
  const steps = Math.min(spec.steps, Math.max(1, Math.floor(MOST_ROWS / batchSize)));
  const training: string[] = [];
  for (let step = 0; step < steps; step++) for (const { text } of draw(batchSize)) training.push(text);
  const asked = data.heldOut ?? itemsOf(world, data.task, 'heldOut').map(({ conversation }) => conversation);
  return {
    training: training.join(''),
    all: lines.map(({ text }) => text).join(''),
    count: lines.length,
    isSingle: lines.every(({ single }) => single),
    heldOut: asked.map((one) => written(recent(messagesOf(one), tokenizer, maxLength))).join(''),
    steps,
    hasUnlearned: lines.some(({ unlearned }) => unlearned),
    hasSpecial: lines.some(({ special }) => special),
    hasCut: lines.some(({ cut }) => cut),
    hasPlaceholder: lines.some(({ placeholder }) => placeholder),
  };
}
