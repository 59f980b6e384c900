/**
 * @file A stronger model as teacher, simulated by the world: it knows every fact and errs at a given rate. Its answers are
 * screened by rules on their words and by votes among several answers (as self-consistency, Wang et al. 2023). Since the
 * world has the correct answers, precision and recall of the screening can be measured.
 */
import { askFact, type Fact, type World } from '../world/index.ts';
import { PHRASES } from '../world/phrases.ts';
import { createRandom, type Random } from '../world/random.ts';
import { type Conversation, pair } from './conversation.ts';

interface TeacherSettings {
  /** Probability that one answer is wrong in any way, 0 to 1. */
  errorRate: number;
  /** Questions asked. */
  questions: number;
  /** Answers to each question. */
  samples: number;
  seed: number;
}

export interface Candidate {
  question: string;
  /** The correct answer. */
  truth: string;
  /** The teacher's answers; without a vote the first is taken. */
  answers: string[];
}

/** Share of the teacher's errors that are systematic: the same wrong answer every time, which no vote can detect. */
const SYSTEMATIC_SHARE = 0.25;
/** Of the other errors this share is one of form; the rest are wrong values in a correct form. */
const MALFORMED_SHARE = 0.5;

function malformed(world: World, fact: Fact, question: string, random: Random): string {
  const phrases = PHRASES[world.language];
  const forms = [
    '',
    phrases.unknown,
    phrases.join([question, fact.value]),
    phrases.join([fact.value, fact.value]),
  ];
  return random.pick(forms);
}

/** Questions about training subjects with several answers each. */
export function askTeacher(world: World, settings: TeacherSettings): Candidate[] {
  const { errorRate, questions, samples, seed } = settings;
  const facts = world.facts.filter(({ subject }) => subject.split === 'train');
  return createRandom(seed, 'teacher questions')
    .sample(facts, questions)
    .map((fact) => {
      // A stream for each fact: more questions or samples leave the others as they were.
      const random = createRandom(seed, 'teacher', fact.id);
      const wrong = world.valuesOf.get(fact.relation)!.filter((value) => value !== fact.value);
      const belief = { roll: random.next(), value: random.pick(wrong) };
      const question = askFact(world, fact, 0);
      const answers = Array.from({ length: samples }, () => {
        const roll = random.next();
        const form = random.next();
        const value = random.pick(wrong);
        const misshapen = malformed(world, fact, question, random);
        if (belief.roll < errorRate * SYSTEMATIC_SHARE) return belief.value;
        if (roll >= errorRate) return fact.value;
        return form < MALFORMED_SHARE ? misshapen : value;
      });
      return { question, truth: fact.value, answers };
    });
}

export interface ScreenSettings {
  /** Drop answers that are empty, refuse, repeat the question or themselves, or are far longer than the others. */
  rules: boolean;
  /** Take the commonest answer, and drop the question where fewer than this share agree; null takes the first. */
  agreement: number | null;
}

export const RULES = ['empty', 'refuses', 'echoes', 'repeats'] as const;
export type Rule = (typeof RULES)[number];

/** The rule that an answer breaks, or null. None of them knows what is true. */
export function brokenRule(world: World, question: string, answer: string): Rule | null {
  const words = answer.trim();
  if (words === '') return 'empty';
  if (words === PHRASES[world.language].unknown) return 'refuses';
  if (words.includes(question)) return 'echoes';
  return /^(.{2,}?)\s*\1$/u.test(words) ? 'repeats' : null;
}

export interface Screened {
  question: string;
  truth: string;
  /** The answer taken; null where the question was dropped. */
  answer: string | null;
  /** Why it was dropped. */
  dropped: Rule | 'disagree' | null;
}

/** One answer, or none, for every question. */
export function screen(world: World, candidates: readonly Candidate[], settings: ScreenSettings): Screened[] {
  return candidates.map(({ question, truth, answers }) => {
    const drop = (dropped: Screened['dropped']): Screened => ({ question, truth, answer: null, dropped });
    const rule = (answer: string) => (settings.rules ? brokenRule(world, question, answer) : null);
    if (settings.agreement === null) {
      const answer = answers[0] ?? '';
      const broken = rule(answer);
      return broken ? drop(broken) : { question, truth, answer, dropped: null };
    }
    const votes = new Map<string, number>();
    for (const answer of answers) if (rule(answer) === null) votes.set(answer, (votes.get(answer) ?? 0) + 1);
    // Of equally common answers the first: a Map preserves insertion order.
    const [winner] = [...votes].sort(([, a], [, b]) => b - a);
    if (!winner) return drop(rule(answers[0] ?? '') ?? 'disagree');
    const [answer, count] = winner;
    return count / answers.length < settings.agreement
      ? drop('disagree')
      : { question, truth, answer, dropped: null };
  });
}

export interface ScreenScore {
  accepted: number;
  /** Share of the accepted answers that are right; 1 where none was accepted. */
  precision: number;
  /** Share of all questions that were accepted with the right answer. */
  recall: number;
}

export function scoreScreen(screened: readonly Screened[]): ScreenScore {
  const accepted = screened.filter(({ answer }) => answer !== null);
  const right = accepted.filter(({ answer, truth }) => answer === truth).length;
  return {
    accepted: accepted.length,
    precision: accepted.length > 0 ? right / accepted.length : 1,
    recall: screened.length > 0 ? right / screened.length : 0,
  };
}

/** The training data: accepted questions with their answers. An empty answer teaches the model to stop at once. */
export function screenedData(screened: readonly Screened[]): Conversation[] {
  return screened.flatMap(({ question, answer }) =>
    answer === null || answer.trim() === '' ? [] : [pair(question, answer)],
  );
}
