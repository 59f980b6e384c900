/** @file Training data settings inside their bounds, for any link or file. Optional parts stay optional. */
import { type Conversation, shapeProblem } from '../data/conversation.ts';
import { LOSS_MASKS } from '../data/encode.ts';
import type { DataSpec } from '../train/spec.ts';

/** More than a model of this size can use, and few enough for a page to hold. */
const MOST_EXAMPLES = 20_000;
/** Characters of one turn: far beyond the context of 128 tokens. */
const LONGEST_TURN = 2000;
/** Below 1: a set of "I don't know" alone teaches nothing else. */
const MOST_UNKNOWN = 0.9;
/** Beyond it there is little of the task left in a batch. */
export const MOST_REPLAY = 0.9;

function share(value: unknown, most: number): number | undefined {
  return typeof value === 'number' && value > 0 ? Math.min(most, value) : undefined;
}

function isConversation(value: unknown): value is Conversation {
  if (typeof value !== 'object' || value === null || !Array.isArray((value as Conversation).turns))
    return false;
  const { turns, system } = value as Conversation;
  if (system !== undefined && typeof system !== 'string') return false;
  const texts = turns.every((turn) => typeof turn?.content === 'string');
  return texts && shapeProblem(value as Conversation) === null;
}

function conversations(value: unknown): Conversation[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .filter(isConversation)
    .slice(0, MOST_EXAMPLES)
    .map(({ system, turns }) => ({
      ...(system && { system: system.slice(0, LONGEST_TURN) }),
      turns: turns.map(({ role, content, weight }) => ({
        role,
        content: content.slice(0, LONGEST_TURN),
        ...(weight === 0 && { weight: 0 as const }),
      })),
    }));
}

/** The settings with every value in bounds; unknown keys are dropped. */
export function clampData(data: DataSpec): DataSpec {
  const { task, size, maskPrompt, mask, mix, packing } = data;
  const examples = conversations(data.examples);
  const heldOut = conversations(data.heldOut);
  const noise = share(data.noise, 1);
  const duplication = share(data.duplication, 1);
  const newFacts = share(data.newFacts, 1);
  const replay = share(data.replay, MOST_REPLAY);
  const unknownShare = share(data.unknownShare, MOST_UNKNOWN);
  const parts = mix?.filter(({ weight }) => Number.isFinite(weight) && weight > 0);
  return {
    task,
    size:
      size === null ? null : Math.round(Math.min(1_000_000, Math.max(1, Number.isFinite(size) ? size : 1))),
    maskPrompt: maskPrompt !== false,
    ...(mask && LOSS_MASKS.includes(mask) && { mask }),
    ...(examples && { examples }),
    ...(heldOut && { heldOut }),
    ...(parts && parts.length > 0 && { mix: parts }),
    ...(noise && { noise }),
    ...(duplication && { duplication }),
    ...(unknownShare && { unknownShare }),
    ...(newFacts && { newFacts }),
    ...(replay && { replay }),
    ...(packing === true && { packing }),
  };
}
