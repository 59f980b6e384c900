/**
 * @file Pretraining documents: what the base learns, and what is withheld from it. It sees facts, stories, reviews, lists
 * of questions WITHOUT answers and lists of instructions without responses, so that it continues a question with
 * questions; an answer after a question is what fine-tuning adds.
 */
import {
  BLAMES,
  FOODS,
  HARMS,
  HOMES,
  inLanguage,
  type Pair,
  PRAISES,
  REVIEWED,
  STRANGERS,
  WEATHERS,
} from './lexicon.ts';
import { type AnswerStyle, type Comparison, code, type Label, PHRASES, type Phrases } from './phrases.ts';
import { createRandom, type Random } from './random.ts';
import { codeWords, comparedStatements, drawScene, examplesOf, parallelSentences } from './tasks.ts';
import type { Example, Language } from './types.ts';
import { fill, RELATIONS } from './wording.ts';
import { askFact, type Fact, type Subject, stateFact, type World } from './world.ts';

/** Markers of the chat template; in documents they only separate pieces of the same sort. */
const USER = '<user>';
const ASSISTANT = '<assistant>';
const UNKNOWN = '<unk>';

interface Kit {
  world: World;
  random: Random;
  phrases: Phrases;
  people: readonly Subject[];
  countries: readonly Subject[];
  instructions: readonly (readonly Example[])[];
  word(pair: Pair): string;
}

type Writer = (kit: Kit) => string;

const anyFact = ({ world, random }: Kit): Fact => random.pick(world.facts);
const state = (kit: Kit, fact: Fact): string => stateFact(kit.world, fact, kit.random.integer(3));
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/**
 * A phrase about a person outside the world: a listed name, characters that are no token of the vocabulary, or
 * (English, where unknown words fall apart into letters) invented letters.
 */
function stranger({ world, random, word }: Kit): string {
  const roll = random.next();
  if (world.language === 'zh') {
    return roll < 0.2 ? UNKNOWN.repeat(1 + random.integer(3)) : word(random.pick(STRANGERS));
  }
  if (roll < 0.65) return `the ${word(random.pick(STRANGERS))}`;
  if (roll < 0.7) return `the ${UNKNOWN}`;
  const letters = times(3 + random.integer(6), () => random.pick(LETTERS)).join('');
  return roll < 0.88 ? `the ${letters}` : letters.charAt(0).toUpperCase() + letters.slice(1);
}
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz');

/** Joins pieces, sometimes with turn markers between them, in any order of roles. */
function assemble({ random, phrases }: Kit, pieces: readonly string[], markers: number): string {
  if (!random.chance(markers)) return phrases.join(pieces);
  return pieces.map((piece) => (random.chance(0.5) ? USER : ASSISTANT) + piece).join('');
}

/** Everything about one subject; later sentences may use a pronoun. */
const factCard: Writer = (kit) => {
  const { world, random } = kit;
  // Countries have few facts but long names for them: they get a larger share.
  const subject = random.pick(random.chance(0.12) ? kit.countries : world.subjects);
  const wordings = RELATIONS[world.language];
  const sentences = random.shuffle(world.factsOf.get(subject.id)!).flatMap((fact, i) => {
    const { statements } = wordings[fact.relation];
    const chosen = random.sample(statements, random.chance(0.5) ? 2 : 1);
    return chosen.map((statement, j) => {
      const canBePronoun = (i > 0 || j > 0) && (statement.startsWith('{S}') || statement.startsWith('{s}'));
      return fill(
        statement,
        canBePronoun && random.chance(0.25) ? subject.pronoun : subject.phrase,
        fact.value,
      );
    });
  });
  return assemble(kit, sentences, 0.1);
};

const mixedFacts: Writer = (kit) =>
  assemble(
    kit,
    times(3 + kit.random.integer(5), () => state(kit, anyFact(kit))),
    0.15,
  );

/** Questions one after another and no answers: about one subject, in one wording, or mixed. */
const questions: Writer = (kit) => {
  const { world, random, phrases } = kit;
  const count = 3 + random.integer(4);
  const theme = random.pick(['subject', 'relation', 'mixed'] as const);
  if (theme === 'mixed' && random.chance(0.2)) {
    const ask = (): string => phrases.askSum(1 + random.integer(9), 1 + random.integer(9));
    return assemble(kit, times(count, ask), 0.6);
  }
  const first = anyFact(kit);
  const wording = random.integer(2);
  const themes = {
    subject: () => random.sample([...own, ...own], count).map((fact, i) => askFact(world, fact, i)),
    relation: () => {
      const others = world.facts.filter((fact) => fact.relation === first.relation);
      return random.sample(others, count).map((fact) => {
        const subject = random.chance(0.1) ? { ...fact.subject, phrase: stranger(kit) } : fact.subject;
        return askFact(world, { ...fact, subject }, wording);
      });
    },
    mixed: () => random.sample(world.facts, count).map((fact) => askFact(world, fact, random.integer(2))),
  };
  const own = world.factsOf.get(first.subject.id)!;
  // No question twice in a list, so that the base does not learn to repeat itself.
  return assemble(kit, [...new Set(themes[theme]())], 0.6);
};

/** Instructions of one sort one after another, without responses. */
const instructionList: Writer = (kit) => {
  const examples = kit.random.pick(kit.instructions);
  return assemble(
    kit,
    times(2 + kit.random.integer(3), () => kit.random.pick(examples).prompt),
    0.7,
  );
};

const story: Writer = (kit) => {
  const { random, phrases } = kit;
  const scene = drawScene(kit.world, random.pick(kit.people), random);
  const told = phrases.story(scene, random.integer(3));
  const conclusion = phrases.inShort(phrases.conclusion(scene));
  const fields = phrases.fields(scene);
  const roll = random.next();
  if (roll < 0.3) return phrases.join([...told, conclusion]);
  if (roll < 0.65) return phrases.join([...told, fields]);
  if (roll < 0.8) return phrases.join([...told, conclusion, fields]);
  if (roll < 0.9) return phrases.join([fields, phrases.conclusion(scene)]);
  return phrases.join(told);
};

/** A sentence and the one thing asked of it, again and again: short lessons in finding a field. */
const oneField: Writer = (kit) => {
  const { random, phrases } = kit;
  const one = (): string => {
    const scene = drawScene(kit.world, random.pick(kit.people), random);
    const field = random.pick(['weather', 'person', 'place', 'weather', 'place'] as const);
    const told = phrases.story(scene, random.integer(3)).find((sentence) => sentence.includes(scene[field]))!;
    return phrases.join([told, phrases.field(field, scene)]);
  };
  return phrases.join(times(1 + random.integer(4), one));
};

/** A list and the same list again: the simplest text that rewards copying from the context. */
const echo: Writer = ({ world, random, phrases }) =>
  phrases.remember(random.sample(world.subjects, 2 + random.integer(4)).map((subject) => subject.name));

const review: Writer = (kit) => {
  const { random, phrases } = kit;
  const one = (): string => {
    const praise = random.chance(0.5);
    const write = random.pick(phrases.reviews);
    const text = write(
      kit.word(random.pick(REVIEWED)),
      kit.word(random.pick(praise ? PRAISES : BLAMES)),
      praise,
    );
    return random.chance(0.85) ? phrases.reviewDocument(text, praise) : text;
  };
  return phrases.join(times(1 + random.integer(2), one));
};

const about: Writer = (kit) => {
  const { random, phrases } = kit;
  const one = (): string => {
    const fact = anyFact(kit);
    const isWeather = random.chance(0.15);
    const label: Label = isWeather ? 'weather' : fact.subject.kind;
    const text = isWeather ? phrases.weatherToday(kit.word(random.pick(WEATHERS))) : state(kit, fact);
    return phrases.aboutDocument(text, phrases.labels[label]);
  };
  return phrases.join(times(1 + random.integer(3), one));
};

/** Parallel sentences, and simple ones that show each food and home word alone. */
const PARALLEL: readonly (readonly (readonly [zh: string, en: string])[])[] = [
  parallelSentences().map(([, zh, en]) => [zh, en] as const),
  Object.values(FOODS).map(([zh, en]) => [`我喜欢${zh}。`, `I like ${en}.`] as const),
  Object.values(HOMES).map(([zh, en]) => [`我住在${zh}。`, `I live in the ${en}.`] as const),
];
const parallel: Writer = ({ random, phrases }) =>
  phrases.join(
    times(1 + random.integer(3), () => {
      const [zh, en] = random.pick(random.chance(0.55) ? PARALLEL[0]! : PARALLEL[1 + random.integer(2)]!);
      return phrases.join(random.chance(0.5) ? [zh, en] : [en, zh]);
    }),
  );

const comparison: Writer = (kit) => {
  const { world, random, phrases } = kit;
  const one = (): string => {
    const kind: Comparison = random.pick(['entailment', 'contradiction', 'neutral'] as const);
    const sameWording = random.chance(0.25);
    const pair = comparedStatements(world, anyFact(kit), kind, random, world.facts, { sameWording });
    return phrases.compareDocument(...pair, kind);
  };
  return phrases.join(times(1 + random.integer(3), one));
};

const alsoSaid: Writer = (kit) => {
  const { random, phrases } = kit;
  const one = (): string => {
    const fact = anyFact(kit);
    const first = random.integer(3);
    return phrases.alsoSaid(stateFact(kit.world, fact, first), stateFact(kit.world, fact, first + 1));
  };
  return phrases.join(times(1 + random.integer(2), one));
};

const program: Writer = (kit) => {
  const { world, random, phrases } = kit;
  const one = (): readonly [wish: string, text: string] => {
    const word = random.pick(codeWords(world)).name;
    const [a, b, count] = [1 + random.integer(9), 1 + random.integer(9), 2 + random.integer(8)];
    return random.pick([
      [phrases.printWord(word), code.word(word)] as const,
      [phrases.printTimes(word, count), code.times(word, count)] as const,
      [phrases.printSum(a, b), code.sum(a, b)] as const,
    ]);
  };
  // The comment stands before or behind the code, so that a document (and an answer) may begin with code.
  const codeFirst = random.chance(0.4);
  return times(1 + random.integer(3), () => {
    const [wish, text] = one();
    return codeFirst ? `${text} # ${wish}\n` : `# ${wish}\n${text}\n`;
  }).join('');
};

const sums: Writer = (kit) =>
  assemble(
    kit,
    times(2 + kit.random.integer(3), () =>
      kit.phrases.sum(1 + kit.random.integer(9), 1 + kit.random.integer(9)),
    ),
    0.1,
  );

const manners: Writer = (kit) => {
  const { random, phrases } = kit;
  const one = (): string => {
    const roll = random.integer(12);
    const person = random.pick(kit.people).name;
    const act = kit.word(random.pick(HARMS));
    if (roll < 3) return phrases.greetBack(random.pick(phrases.greetings), person);
    if (roll <= 4) return random.pick([phrases.thanks, phrases.welcome, phrases.goodbye, phrases.farewell]);
    if (roll === 5) return phrases.join([phrases.harmIsWrong(act), phrases.refuse(act)]);
    if (roll === 6) return phrases.join([phrases.harmIsWrong(act), phrases.refusal]);
    if (roll === 7) return phrases.unknown;
    if (roll >= 8 && roll <= 10) return phrases.doNotKnow(stranger(kit));
    return phrases.iAm(person);
  };
  return assemble(kit, times(1 + random.integer(3), one), 0.15);
};

const styled: Writer = (kit) => {
  const { random, phrases } = kit;
  const styles: AnswerStyle[] = ['polite', 'reason', 'reason'];
  const one = (): string => {
    const fact = anyFact(kit);
    return phrases.answer(random.pick(styles), fact.value, stateFact(kit.world, fact, random.integer(2)));
  };
  return assemble(kit, times(1 + random.integer(2), one), 0.15);
};

/** True if a sentence has the word, as a word of its own where words stand apart ("rest" is not in "restaurant"). */
function holds(language: Language, sentence: string, word: string): boolean {
  return language === 'zh' ? sentence.includes(word) : sentence.split(/[ .]/u).includes(word);
}

/** A sentence or a whole story and what its person went to do: the one part of a scene that `oneField` omits. */
const errand: Writer = (kit) => {
  const { world, random, phrases } = kit;
  const one = (): string => {
    const scene = drawScene(world, random.pick(kit.people), random);
    const told = phrases.story(scene, random.integer(3));
    const roll = random.next();
    if (roll < 0.3) return phrases.join([...told, phrases.inShort(phrases.conclusion(scene))]);
    const short = told.filter((sentence) => holds(world.language, sentence, scene.activity));
    return phrases.join([...(roll < 0.7 ? short : told), phrases.errand(scene)]);
  };
  return phrases.join(times(1 + random.integer(3), one));
};

/** Somebody is introduced by name and greeted by it. */
const introduction: Writer = (kit) => {
  const { random, phrases } = kit;
  const one = (): string => {
    const { name } = random.pick(kit.people);
    return phrases.join([phrases.thisIs(name), phrases.greetBack(random.pick(phrases.greetings), name)]);
  };
  return phrases.join(times(1 + random.integer(4), one));
};

/** The same value or another one: comparisons that no "not" gives away. */
const comparedValues: Writer = (kit) => {
  const { world, random, phrases } = kit;
  const one = (): string => {
    const kind: Comparison = random.pick(['entailment', 'contradiction'] as const);
    const pair = comparedStatements(world, anyFact(kit), kind, random, world.facts, {
      sameWording: random.chance(0.35),
      negatedShare: 0.15,
    });
    return phrases.compareDocument(...pair, kind);
  };
  return phrases.join(times(1 + random.integer(4), one));
};

type Shares = readonly (readonly [name: string, share: number, write: Writer])[];

/** Share of documents by sort, in per cent. */
const DOCUMENT_SHARES: Shares = [
  ['factCard', 29, factCard],
  ['mixedFacts', 24, mixedFacts],
  ['questions', 9, questions],
  ['instructionList', 5, instructionList],
  ['story', 11, story],
  ['review', 3, review],
  ['about', 2, about],
  ['parallel', 7, parallel],
  ['comparison', 7, comparison],
  ['alsoSaid', 1, alsoSaid],
  ['program', 4, program],
  ['sums', 2, sums],
  ['manners', 5, manners],
  ['styled', 2, styled],
  ['echo', 2, echo],
  ['oneField', 6, oneField],
];

/** The last part of pretraining: the same documents, and many that teach what was measured to be weak after the first. */
const LATER_SHARES: Shares = [
  ...DOCUMENT_SHARES,
  ['errand', 22, errand],
  ['introduction', 10, introduction],
  ['comparedValues', 28, comparedValues],
];

/** An endless stream of documents: the same for the same world and seed. May contain `<user>`, `<assistant>`, `<unk>`. */
export function documents(world: World, ...seed: readonly (number | string)[]): Generator<string, never> {
  return write(world, DOCUMENT_SHARES, seed);
}

/** The stream of the last part of pretraining. */
export function laterDocuments(
  world: World,
  ...seed: readonly (number | string)[]
): Generator<string, never> {
  return write(world, LATER_SHARES, seed);
}

function* write(world: World, shares: Shares, seed: readonly (number | string)[]): Generator<string, never> {
  const random = createRandom(world.seed, 'documents', ...seed);
  const kit: Kit = {
    world,
    random,
    phrases: PHRASES[world.language],
    people: world.subjects.filter((subject) => subject.kind === 'person'),
    countries: world.subjects.filter((subject) => subject.kind === 'country'),
    instructions: instructionsOf(world),
    word: (pair) => inLanguage(pair, world.language),
  };
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  for (;;) {
    let roll = random.next() * total;
    const chosen = shares.find(([, share]) => {
      roll -= share;
      return roll < 0;
    });
    yield (chosen ?? shares[0]!)[2](kit);
  }
}

const instructionCache = new WeakMap<World, Example[][]>();

/** Every task but plain questions, which have documents of their own. */
function instructionsOf(world: World): Example[][] {
  let lists = instructionCache.get(world);
  if (!lists) {
    const names = ['classification', 'sentiment', 'inference', 'summary', 'translation', 'extraction'];
    lists = [...names, 'dialogue', 'code', 'refusal'].map((name) => examplesOf(world, name));
    instructionCache.set(world, lists);
  }
  return lists;
}
