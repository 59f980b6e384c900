/**
 * @file The universe: subjects, the facts about them, and the seeded half of the subjects that fine-tuning never
 * sees. Everything else in this folder is wording.
 */
import {
  ANIMALS,
  CITIES,
  COLOURS,
  CONTINENTS,
  COUNTRIES,
  DISHES,
  FOODS,
  HOBBIES,
  HOMES,
  inLanguage,
  JOBS,
  type Pair,
  PEOPLE,
  THINGS,
} from './lexicon.ts';
import { createRandom, type Random } from './random.ts';
import type { Language } from './types.ts';
import { fill, RELATIONS, type RelationName } from './wording.ts';

export type SubjectKind = 'animal' | 'country' | 'person' | 'thing';
export type Split = 'train' | 'heldOut';

export interface Subject {
  /** Stable across languages and seeds, e.g. `animal-cat`. */
  id: string;
  kind: SubjectKind;
  /** Bare name: 猫, cat. */
  name: string;
  /** As it stands inside a sentence: 猫, the cat. */
  phrase: string;
  /** At the head of a second sentence: 它, It. */
  pronoun: string;
  split: Split;
}

export interface Fact {
  id: string;
  subject: Subject;
  relation: RelationName;
  /** The short answer, without a full stop. */
  value: string;
}

export interface World {
  language: Language;
  seed: number;
  subjects: readonly Subject[];
  facts: readonly Fact[];
  factsOf: ReadonlyMap<string, readonly Fact[]>;
  /** Every value that some subject of a kind has in a relation, without repeats. */
  valuesOf: ReadonlyMap<string, readonly string[]>;
}

const DEFAULT_WORLD_SEED = 7;

/** Splits `count` items into two halves at random: the same items on every call with the same seed and name. */
export function splitHalves(count: number, seed: number, name: string): Split[] {
  const order = createRandom(seed, 'split', name).shuffle(Array.from({ length: count }, (_, i) => i));
  const splits = new Array<Split>(count).fill('train');
  for (const index of order.slice(0, Math.floor(count / 2))) splits[index] = 'heldOut';
  return splits;
}

/** Deals values out evenly, in random order. */
function deal(random: Random, values: readonly Pair[], count: number): Pair[] {
  const dealt = Array.from({ length: count }, (_, i) => values[i % values.length]!);
  return random.shuffle(dealt);
}

/** Builds the universe of one language. The facts and the split follow from `seed` alone. */
export function createWorld(language: Language, seed: number = DEFAULT_WORLD_SEED): World {
  const word = (pair: Pair): string => inLanguage(pair, language);
  const random = createRandom(seed, 'facts');
  const subjects: Subject[] = [];
  const facts: Fact[] = [];
  const the = (name: string): string => (language === 'zh' ? name : `the ${name}`);

  const addAll = <T>(
    kind: SubjectKind,
    rows: readonly T[],
    nameOf: (row: T) => Pair,
    pronounOf: (row: T) => string,
    article: boolean,
    factsOfRow: (row: T, index: number) => Partial<Record<RelationName, Pair>>,
  ): void => {
    const splits = splitHalves(rows.length, seed, kind);
    rows.forEach((row, index) => {
      const pair = nameOf(row);
      const subject: Subject = {
        id: `${kind}-${pair[1].toLowerCase()}`,
        kind,
        name: word(pair),
        phrase: article ? the(word(pair)) : word(pair),
        pronoun: pronounOf(row),
        split: splits[index]!,
      };
      subjects.push(subject);
      for (const [relation, value] of Object.entries(factsOfRow(row, index)) as [RelationName, Pair][]) {
        facts.push({ id: `${subject.id}-${relation}`, subject, relation, value: word(value) });
      }
    });
  };

  const it = language === 'zh' ? '它' : 'It';
  addAll(
    'animal',
    ANIMALS,
    (row) => row[0],
    () => it,
    true,
    (row) => ({ food: FOODS[row[1]], home: HOMES[row[2]], ...(row[3] ? { sound: row[3] } : {}) }),
  );
  addAll(
    'country',
    COUNTRIES,
    (row) => row[0],
    () => it,
    false,
    (row) => ({ capital: row[1], continent: CONTINENTS[row[2]] }),
  );
  const jobs = deal(random, JOBS, PEOPLE.length);
  const dishes = deal(random, DISHES, PEOPLE.length);
  const cities = deal(random, CITIES, PEOPLE.length);
  const hobbies = deal(random, HOBBIES, PEOPLE.length);
  const she = language === 'zh' ? '她' : 'She';
  const he = language === 'zh' ? '他' : 'He';
  addAll(
    'person',
    PEOPLE,
    (row) => row[0],
    (row) => (row[1] === 'woman' ? she : he),
    false,
    (_, i) => ({ job: jobs[i]!, dish: dishes[i]!, city: cities[i]!, hobby: hobbies[i]! }),
  );
  const colours = deal(random, Object.values(COLOURS), THINGS.length);
  addAll(
    'thing',
    THINGS,
    (row) => row[0],
    () => it,
    true,
    (row, i) => ({ colour: colours[i]!, use: row[1] }),
  );

  const factsOf = new Map<string, Fact[]>();
  const values = new Map<string, Set<string>>();
  for (const fact of facts) {
    const own = factsOf.get(fact.subject.id);
    if (own) own.push(fact);
    else factsOf.set(fact.subject.id, [fact]);
    const known = values.get(fact.relation);
    if (known) known.add(fact.value);
    else values.set(fact.relation, new Set([fact.value]));
  }
  const valuesOf = new Map([...values].map(([relation, set]) => [relation, [...set]]));
  return { language, seed, subjects, facts, factsOf, valuesOf };
}

/** The fact as one sentence, in wording `index` (taken modulo the number of wordings). */
export function stateFact(world: World, fact: Fact, index: number, value: string = fact.value): string {
  const { statements } = RELATIONS[world.language][fact.relation];
  return fill(statements[index % statements.length]!, fact.subject.phrase, value);
}

/** The fact as a question, in wording `index` (taken modulo the number of wordings). */
export function askFact(world: World, fact: Fact, index: number): string {
  const { questions } = RELATIONS[world.language][fact.relation];
  return fill(questions[index % questions.length]!, fact.subject.phrase);
}
