/**
 * @file Questions that show whether a model answers from knowledge: about animals that do not exist and about real ones, and
 * which kind of answer is given.
 */
import { askFact, type Example, type Language, taskExamples, type World } from '../world/index.ts';
import { PHRASES } from '../world/phrases.ts';
import { createRandom } from '../world/random.ts';

/** Put before an animal, each makes one that does not exist: words that the bases know from other places. */
export const MODIFIERS: Record<Language, readonly string[]> = {
  zh: ['雪', '花', '火', '沙', '玉', '铅'],
  en: ['snow', 'river', 'tree', 'paper', 'soap', 'light'],
};

/** Relations asked about an invented animal. */
const INVENTED_RELATIONS = ['food', 'home'] as const;

/**
 * Invented animals (a snow cat, a soap frog) and the honest answer. An invented animal is held out when the real one is,
 * so no training data mentions it.
 */
export function inventedExamples(world: World): Example[] {
  const { language } = world;
  return world.subjects
    .filter(({ kind }) => kind === 'animal')
    .flatMap((animal, i) =>
      MODIFIERS[language].flatMap((modifier, m) =>
        INVENTED_RELATIONS.map((relation) => {
          const fact = world.facts.find((one) => one.relation === relation)!;
          const phrase = language === 'zh' ? `${modifier}${animal.name}` : `the ${modifier} ${animal.name}`;
          return {
            id: `invented-${i}-${m}-${relation}`,
            task: 'dialogue' as const,
            prompt: askFact(world, { ...fact, subject: { ...fact.subject, phrase } }, 0),
            response: PHRASES[language].unknown,
            subject: `invented-${animal.id}-${m}`,
            split: animal.split,
          };
        }),
      ),
    );
}

/** Questions about ten invented animals that no training data mentions, a modifier for each in turn. */
export function inventedQuestions(world: World): string[] {
  const count = MODIFIERS[world.language].length;
  const stride = INVENTED_RELATIONS.length * count;
  const heldOut = inventedExamples(world).filter(({ split }) => split === 'heldOut');
  return Array.from({ length: 10 }, (_, animal) => {
    const first = animal * stride + (animal % count) * INVENTED_RELATIONS.length;
    return heldOut.slice(first, first + INVENTED_RELATIONS.length).map(({ prompt }) => prompt);
  }).flat();
}

/** `count` plain questions about real held-out subjects; always the same ones. */
export function realQuestions(world: World, count: number): Example[] {
  const asked = taskExamples(world, 'qa').filter(({ split, id }) => split === 'heldOut' && id.endsWith('-0'));
  return createRandom('real questions').sample(asked, count);
}

export type AnswerKind = 'right' | 'confident' | 'unknown' | 'other';

/**
 * The kind of an answer: "I don't know", a value of the world ('right' where it is the reference), or neither. A wrong
 * value is stated without doubt, hence 'confident'.
 */
export function answerKind(world: World, answer: string, reference: string | null): AnswerKind {
  const words = answer.trim();
  if (reference !== null && words === reference) return 'right';
  if (words === PHRASES[world.language].unknown) return 'unknown';
  for (const values of world.valuesOf.values()) if (values.includes(words)) return 'confident';
  return 'other';
}
