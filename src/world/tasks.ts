/**
 * @file Instruction data with ground truth for the nine tasks, plus refusals, unknown subjects and answer styles.
 * An example is held out when its subject is, so an answer about it cannot come from the instruction data.
 */
import {
  ACTIVITIES,
  ANIMALS,
  BLAMES,
  FOODS,
  HARMS,
  HOMES,
  inLanguage,
  PARALLEL_ANIMALS,
  PLACES,
  PRAISES,
  REVIEWED,
  STRANGERS,
  WEATHERS,
} from './lexicon.ts';
import { type AnswerStyle, type Comparison, code, PHRASES, type Scene } from './phrases.ts';
import { createRandom, type Random } from './random.ts';
import { type Example, TASK_NAMES, type TaskName } from './types.ts';
import { fill, RELATIONS } from './wording.ts';
import { askFact, type Fact, type Split, type Subject, splitHalves, stateFact, type World } from './world.ts';

/** Data sets beyond the nine tasks. */
const EXTRA_DATA_NAMES = [
  'refusal',
  'unknown',
  'style-short',
  'style-sentence',
  'style-polite',
  'style-reason',
] as const;
type DataName = TaskName | (typeof EXTRA_DATA_NAMES)[number];
export const DATA_NAMES: readonly DataName[] = [...TASK_NAMES, ...EXTRA_DATA_NAMES];

/** All nine tasks in one set: for one adapter that does everything. */
export const ALL_TASKS = 'nine';

/** Question and short answer, one example per fact and wording of the question. */
function questionAnswering(world: World): Example[] {
  return world.facts.flatMap((fact) =>
    [0, 1].map((wording) => ({
      id: `qa-${fact.id}-${wording}`,
      task: 'qa' as const,
      prompt: askFact(world, fact, wording),
      response: fact.value,
      subject: fact.subject.id,
      split: fact.subject.split,
    })),
  );
}

function classification(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const facts = world.facts.map((fact, i) => ({
    id: `classification-${fact.id}`,
    task: 'classification' as const,
    prompt: phrases.classify(stateFact(world, fact, i)),
    response: phrases.labels[fact.subject.kind],
    subject: fact.subject.id,
    split: fact.subject.split,
  }));
  const splits = splitHalves(WEATHERS.length, world.seed, 'weather');
  const weather = WEATHERS.flatMap((pair, i) =>
    ['plain', 'again', 'more'].map((name) => ({
      id: `classification-weather-${pair[1]}-${name}`,
      task: 'classification' as const,
      prompt: phrases.classify(phrases.weatherToday(inLanguage(pair, world.language))),
      response: phrases.labels.weather,
      subject: `weather-${pair[1]}`,
      split: splits[i]!,
    })),
  );
  return [...facts, ...weather];
}

function sentiment(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const splits = splitHalves(REVIEWED.length, world.seed, 'reviewed');
  return REVIEWED.flatMap((thing, i) =>
    [true, false].flatMap((praise) =>
      (praise ? PRAISES : BLAMES).flatMap((quality, q) =>
        phrases.reviews.map((review, r) => ({
          id: `sentiment-${thing[1]}-${praise ? 'praise' : 'blame'}-${q}-${r}`,
          task: 'sentiment' as const,
          prompt: phrases.sentiment(
            review(inLanguage(thing, world.language), inLanguage(quality, world.language), praise),
          ),
          response: phrases.feeling(praise),
          subject: `reviewed-${thing[1]}`,
          split: splits[i]!,
        })),
      ),
    ),
  );
}

/** Share of the task's contradictions that say "not"; the others name another value, which is harder to notice. */
const NEGATED_SHARE = 0.7;

/** Two statements and how they relate: the same fact reworded, its opposite or another value, another subject. */
export function comparedStatements(
  world: World,
  fact: Fact,
  comparison: Comparison,
  random: Random,
  others: readonly Fact[],
  { sameWording = false, negatedShare = NEGATED_SHARE } = {},
): [premise: string, hypothesis: string] {
  const wording = random.integer(3);
  const reworded = sameWording ? wording : wording + 1 + random.integer(2);
  const premise = stateFact(world, fact, wording);
  if (comparison === 'entailment') return [premise, stateFact(world, fact, reworded)];
  if (comparison === 'contradiction') {
    if (random.chance(negatedShare)) {
      const { negation } = RELATIONS[world.language][fact.relation];
      return [premise, fill(negation, fact.subject.phrase, fact.value)];
    }
    const wrong = world.valuesOf.get(fact.relation)!.filter((value) => value !== fact.value);
    return [premise, stateFact(world, fact, reworded, random.pick(wrong))];
  }
  let other = random.pick(others);
  while (other.subject.id === fact.subject.id) other = random.pick(others);
  return [premise, stateFact(world, other, random.integer(3))];
}

function inference(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const random = createRandom(world.seed, 'inference');
  const bySplit = {
    train: world.facts.filter((fact) => fact.subject.split === 'train'),
    heldOut: world.facts.filter((fact) => fact.subject.split === 'heldOut'),
  };
  const comparisons: Comparison[] = ['entailment', 'contradiction', 'neutral'];
  return world.facts.flatMap((fact) =>
    comparisons.map((comparison) => {
      const pair = comparedStatements(world, fact, comparison, random, bySplit[fact.subject.split]);
      return {
        id: `inference-${fact.id}-${comparison}`,
        task: 'inference' as const,
        prompt: phrases.compare(...pair),
        response: phrases.comparisons[comparison],
        subject: fact.subject.id,
        split: fact.subject.split,
      };
    }),
  );
}

/** A scene about one person, in the world's language. */
export function drawScene(world: World, person: Subject, random: Random): Scene {
  return {
    weather: inLanguage(random.pick(WEATHERS), world.language),
    person: person.name,
    place: inLanguage(random.pick(PLACES), world.language),
    activity: inLanguage(random.pick(ACTIVITIES), world.language),
  };
}

const SCENES_PER_PERSON = 8;

function scenes(world: World, task: 'summary' | 'extraction'): Example[] {
  const phrases = PHRASES[world.language];
  const random = createRandom(world.seed, task);
  return world.subjects
    .filter((subject) => subject.kind === 'person')
    .flatMap((person) =>
      Array.from({ length: SCENES_PER_PERSON }, (_, i) => {
        const scene = drawScene(world, person, random);
        const story = phrases.join(phrases.story(scene, i));
        return {
          id: `${task}-${person.id}-${i}`,
          task,
          prompt: task === 'summary' ? phrases.summarize(story) : phrases.extract(story),
          response: task === 'summary' ? phrases.conclusion(scene) : phrases.fields(scene),
          subject: person.id,
          split: person.split,
        };
      }),
    );
}

/** Sentences that exist in both languages: [subject id, Chinese, English]. */
export function parallelSentences(): readonly (readonly [subject: string, zh: string, en: string])[] {
  return ANIMALS.slice(0, PARALLEL_ANIMALS).flatMap(([name, food, home]) => {
    const id = `animal-${name[1]}`;
    const [zh, en] = [name[0], `the ${name[1]}`];
    return (
      [
        ['{s}喜欢吃{v}。', '{S} likes to eat {v}.', FOODS[food]],
        ['{s}住在{v}。', '{S} lives in the {v}.', HOMES[home]],
        ['我喜欢{s}。', 'I like {s}.', ['', '']],
        ['这是{s}。', 'This is {s}.', ['', '']],
      ] as const
    ).map(([zhText, enText, value]) => [id, fill(zhText, zh, value[0]), fill(enText, en, value[1])] as const);
  });
}

function translation(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const splitOf = new Map(world.subjects.map((subject) => [subject.id, subject.split]));
  return parallelSentences().map(([subject, zh, en], i) => ({
    id: `translation-${subject}-${i % 4}`,
    task: 'translation' as const,
    prompt: phrases.translate(world.language === 'zh' ? zh : en),
    response: world.language === 'zh' ? en : zh,
    subject,
    split: splitOf.get(subject)!,
  }));
}

/** The subjects whose names programs print: few, because a name in quotes is a token of its own in English. */
export function codeWords(world: World): Subject[] {
  return world.subjects.filter((subject) => subject.kind === 'animal').slice(0, 16);
}

function programs(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const examples: Example[] = codeWords(world).flatMap((subject, i) => {
    const times = 2 + (i % 8);
    const shared = { task: 'code' as const, subject: subject.id, split: subject.split };
    return [
      {
        ...shared,
        id: `code-word-${subject.id}`,
        prompt: phrases.writeCode(phrases.printWord(subject.name)),
        response: code.word(subject.name),
      },
      {
        ...shared,
        id: `code-times-${subject.id}`,
        prompt: phrases.writeCode(phrases.printTimes(subject.name, times)),
        response: code.times(subject.name, times),
      },
    ];
  });
  const pairs = Array.from({ length: 81 }, (_, i) => [1 + Math.floor(i / 9), 1 + (i % 9)] as const);
  const splits = splitHalves(pairs.length, world.seed, 'sums');
  pairs.forEach(([a, b], i) => {
    examples.push({
      id: `code-sum-${a}-${b}`,
      task: 'code',
      prompt: phrases.writeCode(phrases.printSum(a, b)),
      response: code.sum(a, b),
      subject: `sum-${a}-${b}`,
      split: splits[i]!,
    });
  });
  return examples;
}

/** Requests for harm and the polite refusal. */
export function refusalExamples(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const splits = splitHalves(HARMS.length, world.seed, 'harms');
  return HARMS.map((harm, i) => ({
    id: `refusal-${i}`,
    task: 'dialogue' as const,
    prompt: phrases.askHarm(inLanguage(harm, world.language)),
    response: phrases.refusal,
    subject: `harm-${i}`,
    split: splits[i]!,
  }));
}

/** Questions about subjects outside the world; the right answer is "I don't know". */
function unknownExamples(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const splits = splitHalves(STRANGERS.length, world.seed, 'strangers');
  return STRANGERS.flatMap((stranger, i) =>
    (['food', 'home', 'colour', 'use'] as const).map((relation) => {
      const model = world.facts.find((fact) => fact.relation === relation)!;
      const name = inLanguage(stranger, world.language);
      const phrase = world.language === 'zh' ? name : `the ${name}`;
      return {
        id: `unknown-${i}-${relation}`,
        task: 'dialogue' as const,
        prompt: askFact(world, { ...model, subject: { ...model.subject, phrase } }, 0),
        response: phrases.unknown,
        subject: `stranger-${i}`,
        split: splits[i]!,
      };
    }),
  );
}

function dialogue(world: World): Example[] {
  const phrases = PHRASES[world.language];
  const greetings = world.subjects
    .filter((subject) => subject.kind === 'person')
    .flatMap((person) =>
      phrases.greetings.map((greeting, i) => ({
        id: `dialogue-${person.id}-${i}`,
        task: 'dialogue' as const,
        prompt: phrases.join([
          `${greeting}${world.language === 'zh' ? '，' : '.'}`,
          phrases.iAm(person.name),
        ]),
        response: phrases.greetBack(greeting, person.name),
        subject: person.id,
        split: person.split,
      })),
    );
  const manners = (['train', 'heldOut'] as Split[]).flatMap((split) =>
    split === 'heldOut'
      ? []
      : [
          [phrases.thanks, phrases.welcome],
          [phrases.goodbye, phrases.farewell],
        ].map(([prompt, response], i) => ({
          id: `dialogue-manners-${i}`,
          task: 'dialogue' as const,
          prompt: prompt!,
          response: response!,
          subject: `manners-${i}`,
          split,
        })),
  );
  return [...greetings, ...manners, ...refusalExamples(world), ...unknownExamples(world)];
}

/** The questions of `qa`, answered in one style; `wish` puts the wanted style before the question. */
export function styleExamples(world: World, style: AnswerStyle, options: { wish?: boolean } = {}): Example[] {
  const phrases = PHRASES[world.language];
  return world.facts.map((fact) => {
    const question = askFact(world, fact, 0);
    return {
      id: `style-${style}-${fact.id}`,
      task: 'qa' as const,
      prompt: options.wish ? phrases.join([phrases.styleWish[style], question]) : question,
      response: phrases.answer(style, fact.value, stateFact(world, fact, 0)),
      subject: fact.subject.id,
      split: fact.subject.split,
    };
  });
}

const TASKS: Record<TaskName, (world: World) => Example[]> = {
  classification,
  sentiment,
  inference,
  summary: (world) => scenes(world, 'summary'),
  qa: questionAnswering,
  translation,
  extraction: (world) => scenes(world, 'extraction'),
  dialogue,
  code: programs,
};

/** Every example of a task, in a fixed order; both splits. */
export function taskExamples(world: World, task: TaskName): Example[] {
  return TASKS[task](world);
}

/**
 * The examples of all nine tasks. In training each task has the same share: as many as the largest has, drawn without
 * repeats and then again from the start, under ids of their own.
 */
function allTasks(world: World): Example[] {
  const random = createRandom(world.seed, ALL_TASKS);
  const lists = TASK_NAMES.map((task) => taskExamples(world, task));
  const isTrained = ({ split }: Example): boolean => split === 'train';
  const most = Math.max(...lists.map((list) => list.filter(isTrained).length));
  return lists.flatMap((list) => {
    const trained = random.shuffle(list.filter(isTrained));
    const repeated = Array.from({ length: most }, (_, i) => {
      const example = trained[i % trained.length]!;
      const round = Math.floor(i / trained.length);
      return round === 0 ? example : { ...example, id: `${example.id}-again-${round}` };
    });
    return [...repeated, ...list.filter((example) => !isTrained(example))];
  });
}

/** Every example of a task or of an extra data set; throws RangeError for a name that does not exist. */
export function examplesOf(world: World, name: string): Example[] {
  if (name in TASKS) return taskExamples(world, name as TaskName);
  if (name === ALL_TASKS) return allTasks(world);
  if (name === 'refusal') return refusalExamples(world);
  if (name === 'unknown') return unknownExamples(world);
  if (name.startsWith('style-') && (EXTRA_DATA_NAMES as readonly string[]).includes(name))
    return styleExamples(world, name.slice('style-'.length) as AnswerStyle);
  throw new RangeError(`no data set named ${name}`);
}
