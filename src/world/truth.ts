/**
 * @file The right answer to a request of a task, where the world determines it: an example's own response, or one computed
 * by rule where the request has a task's pattern (a scene with other people, another sum).
 */
import { BLAMES, inLanguage, PRAISES, WEATHERS } from './lexicon.ts';
import { code, PHRASES } from './phrases.ts';
import { readerOf } from './read-back.ts';
import { sceneReader } from './scene.ts';
import { taskExamples } from './tasks.ts';
import type { Example, Language, TaskName } from './types.ts';
import { fill, RELATIONS } from './wording.ts';
import { stateFact, type World } from './world.ts';

interface Truth {
  response: string;
  /** From the training examples, the held-out ones, or by rule. */
  origin: 'train' | 'heldOut' | 'rule';
}

/** The text of a task's instruction before the reader's input, with its space; empty without one. */
export function instructionOf(language: Language, task: TaskName): string {
  const phrases = PHRASES[language];
  const wording: Partial<Record<TaskName, (text: string) => string>> = {
    classification: phrases.classify,
    sentiment: phrases.sentiment,
    inference: (text) => phrases.compare(text, '').trimEnd(),
    summary: phrases.summarize,
    translation: phrases.translate,
    extraction: phrases.extract,
    code: phrases.writeCode,
  };
  return wording[task]?.('').replace(/:$/, ': ') ?? '';
}

/** The right response to a whole prompt (instruction included), or null where the world does not determine it. */
export function truthOf(world: World, task: TaskName, prompt: string): Truth | null {
  const asked = prompt.trim();
  const example = examplesByPrompt(world, task).get(asked);
  if (example) return { response: example.response, origin: example.split };
  const instruction = instructionOf(world.language, task).trim();
  if (!asked.startsWith(instruction)) return null;
  const response = RULES[task]?.(world, asked.slice(instruction.length).trim()) ?? null;
  return response === null ? null : { response, origin: 'rule' };
}

const prompts = new WeakMap<World, Map<TaskName, Map<string, Example>>>();

function examplesByPrompt(world: World, task: TaskName): Map<string, Example> {
  const known = prompts.get(world) ?? new Map<TaskName, Map<string, Example>>();
  prompts.set(world, known);
  let found = known.get(task);
  if (!found) {
    found = new Map(taskExamples(world, task).map((example) => [example.prompt, example]));
    known.set(task, found);
  }
  return found;
}

type Rule = (world: World, text: string) => string | null;

const STORY_WORDINGS = [0, 1, 2];

function sceneOf({ language }: World, text: string) {
  const { join, story } = PHRASES[language];
  for (const wording of STORY_WORDINGS) {
    const scene = sceneReader(language, (values) => join(story(values, wording)))(text);
    if (scene) return scene;
  }
  return null;
}

/** A statement or its negation, with the subject and relation that it is about. */
interface Stated {
  subject: string;
  relation: string;
  value: string;
  negated: boolean;
}

const statements = new WeakMap<World, Map<string, Stated>>();

/** Every statement that can be made of the world's subjects and values, true or not. */
function statementsOf(world: World): Map<string, Stated> {
  let known = statements.get(world);
  if (known) return known;
  known = new Map();
  for (const fact of world.facts) {
    const { relation } = fact;
    const { statements: wordings, negation } = RELATIONS[world.language][relation];
    for (const value of world.valuesOf.get(relation)!) {
      const stated = { subject: fact.subject.id, relation, value };
      for (let i = 0; i < wordings.length; i++)
        known.set(stateFact(world, fact, i, value), { ...stated, negated: false });
      known.set(fill(negation, fact.subject.phrase, value), { ...stated, negated: true });
    }
  }
  statements.set(world, known);
  return known;
}

const classification: Rule = (world, text) => {
  const { labels, weatherToday } = PHRASES[world.language];
  if (WEATHERS.some((weather) => text === weatherToday(inLanguage(weather, world.language))))
    return labels.weather;
  const stated = statementsOf(world).get(text);
  const subject = world.subjects.find(({ id }) => id === stated?.subject);
  return subject ? labels[subject.kind] : null;
};

const sentiment: Rule = (world, text) => {
  const { reviews, feeling } = PHRASES[world.language];
  const quality = [...PRAISES, ...BLAMES].map((pair) => inLanguage(pair, world.language));
  for (const praise of [true, false]) {
    for (const review of reviews) {
      const read = readerOf(['thing', 'quality'], (slots) => review(slots.thing, slots.quality, praise), {
        quality,
      })(text);
      if (!read) continue;
      // A review with praise and blame has no single sentiment.
      const opposite = (praise ? BLAMES : PRAISES).some(
        (pair) => inLanguage(pair, world.language) === read.quality,
      );
      return opposite ? null : feeling(praise);
    }
  }
  return null;
};

const inference: Rule = (world, text) => {
  const sentences = text.match(/[^。.]+[。.]/gu)?.map((sentence) => sentence.trim()) ?? [];
  const [first, second, ...more] = sentences.map((sentence) => statementsOf(world).get(sentence));
  if (!first || !second || more.length > 0) return null;
  const { comparisons } = PHRASES[world.language];
  if (first.subject !== second.subject) return comparisons.neutral;
  if (first.relation !== second.relation) return null;
  const same = first.value === second.value;
  if (first.negated !== second.negated) return same ? comparisons.contradiction : null;
  if (same) return comparisons.entailment;
  return first.negated ? null : comparisons.contradiction;
};

const summary: Rule = (world, text) => {
  const scene = sceneOf(world, text);
  return scene && PHRASES[world.language].conclusion(scene);
};

const extraction: Rule = (world, text) => {
  const scene = sceneOf(world, text);
  return scene && PHRASES[world.language].fields(scene);
};

const dialogue: Rule = (world, text) => {
  const { greetings, join, iAm, greetBack } = PHRASES[world.language];
  const stop = world.language === 'zh' ? '，' : '.';
  for (const greeting of greetings) {
    const read = readerOf(['name'], ({ name }) => join([`${greeting}${stop}`, iAm(name)]))(text);
    if (read) return greetBack(greeting, read.name);
  }
  return null;
};

const LARGEST_NUMBER = 1000;

const programs: Rule = (world, text) => {
  const { printTimes, printSum, printWord } = PHRASES[world.language];
  const whole = (digits: string): number | null =>
    /^\d+$/.test(digits) && Number(digits) <= LARGEST_NUMBER ? Number(digits) : null;
  const sum = readerOf(['a', 'b'], ({ a, b }) => printSum(a, b))(text);
  if (sum) {
    const [a, b] = [whole(sum.a), whole(sum.b)];
    return a === null || b === null ? null : code.sum(a, b);
  }
  const times = readerOf(['word', 'times'], ({ word, times }) => printTimes(word, times))(text);
  const count = times && whole(times.times);
  if (times && count !== null) return code.times(times.word, count);
  const print = readerOf(['word'], ({ word }) => printWord(word))(text);
  return print && !print.word.includes('"') ? code.word(print.word) : null;
};

const RULES: Partial<Record<TaskName, Rule>> = {
  classification,
  sentiment,
  inference,
  summary,
  extraction,
  dialogue,
  code: programs,
};
