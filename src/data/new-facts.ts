/**
 * @file Facts that pretraining never saw, put among known ones (after Gekhman et al. 2024, arXiv 2405.05904): in a
 * share of the facts that training asks about, the entity becomes one that does not exist and the answer is drawn by the
 * seed. Kinds of questions, wordings and number of examples are unchanged.
 */
import { askFact, type Fact, type World } from '../world/index.ts';
import { STRANGERS } from '../world/lexicon.ts';
import { createRandom } from '../world/random.ts';
import { pair, promptOf } from './conversation.ts';
import { MODIFIERS } from './knowledge-questions.ts';
import type { Item } from './transforms.ts';

/** Entities of which pretraining states no fact: the strangers of its question lists, plain and with a modifier. */
export function unseenEntities(world: World): string[] {
  const { language } = world;
  return ['', ...MODIFIERS[language]].flatMap((modifier) =>
    STRANGERS.map(([zh, en]) => (language === 'zh' ? `${modifier}${zh}` : `${modifier} ${en}`.trim())),
  );
}

/** A question of the world: its fact, and the number of its wording. */
interface Question {
  fact: Fact;
  wording: number;
}

const WORDINGS = 2;

function questionsByPrompt(world: World): Map<string, Question> {
  return new Map(
    world.facts.flatMap((fact) =>
      Array.from(
        { length: WORDINGS },
        (_, wording) => [askFact(world, fact, wording), { fact, wording }] as const,
      ),
    ),
  );
}

/**
 * The items with `share` (0 to 1) of the facts they ask about made new. A higher share
 * includes what a lower one makes new; items that ask about no fact of the world are unchanged.
 */
export function withNewFacts(world: World, items: readonly Item[], share: number, seed: number): Item[] {
  if (share <= 0) return [...items];
  const questions = questionsByPrompt(world);
  const found = items.map(({ conversation }) => questions.get(promptOf(conversation)));
  const facts = [...new Set(found.flatMap((one) => (one ? [one.fact.id] : [])))];
  const chosen = new Set(
    createRandom(seed, 'new facts')
      .shuffle(facts)
      .slice(0, Math.round(share * facts.length)),
  );
  const names = createRandom(seed, 'strange names').shuffle(unseenEntities(world));
  const subjects = world.subjects.map(({ id }) => id);
  return items.map((item, i) => {
    const one = found[i];
    if (!one || !chosen.has(one.fact.id)) return item;
    const { fact, wording } = one;
    const index = subjects.indexOf(fact.subject.id) % names.length;
    const name = names[index] as string;
    const phrase = world.language === 'zh' ? name : `the ${name}`;
    const prompt = askFact(world, { ...fact, subject: { ...fact.subject, phrase } }, wording);
    // Both wordings of a question have the same answer.
    const value = createRandom(seed, 'new value', index, fact.relation).pick(
      world.valuesOf.get(fact.relation) as readonly string[],
    );
    return { ...item, conversation: pair(prompt, value) };
  });
}
