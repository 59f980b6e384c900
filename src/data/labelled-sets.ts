/**
 * @file The labelled sets of the world as tables, without instructions. A row has a text and its label; dialogue and code
 * have further columns, derived by the world's rules: the output of a program, whether a request is harmful. Templates
 * name columns in braces.
 */
import { type Example, outputOf, taskExamples, type World } from '../world/index.ts';
import { code, PHRASES, type Phrases } from '../world/phrases.ts';
import type { Language } from '../world/types.ts';

/** Sets of the world that have a text and a label for it. */
export const LABELLED_SETS = [
  'sentiment',
  'classification',
  'inference',
  'translation',
  'qa',
  'summary',
  'extraction',
  'dialogue',
  'code',
] as const;
export type LabelledSet = (typeof LABELLED_SETS)[number];

/**
 * `text` and `label` are in every set. Dialogue: `harm` says whether the text asks for harm, `next` is what is said after
 * the label, `closing` the answer to that. Code: `output` is what the program prints, `gap` the program with a question
 * mark in it, `missing` what stands there.
 */
export type Column = 'text' | 'label' | 'harm' | 'next' | 'closing' | 'output' | 'gap' | 'missing';

const PLAIN: readonly Column[] = ['text', 'label'];
const FURTHER: Partial<Record<LabelledSet, readonly Column[]>> = {
  dialogue: ['harm', 'next', 'closing'],
  code: ['output', 'gap', 'missing'],
};

export function columnsOf(set: LabelledSet): readonly Column[] {
  return [...PLAIN, ...(FURTHER[set] ?? [])];
}

export interface LabelledRow {
  /** The content of each column of the set. */
  cells: Readonly<Partial<Record<Column, string>>>;
  /** Rows of one kind are similar; sampling balances the kinds. */
  kind: string;
  split: Example['split'];
}

/** Whether a request does harm, in words that the base knows. */
const HARM: Record<Language, { harmful: string; harmless: string }> = {
  zh: { harmful: '有害', harmless: '无害' },
  en: { harmful: 'bad', harmless: 'good' },
};

/** What marks the gap in a program, and what stands between the lines that it prints. */
const MARKS: Record<Language, { gap: string; between: string }> = {
  zh: { gap: '？', between: '，' },
  en: { gap: '?', between: ', ' },
};

/** The instruction that the world puts before the text of each set. */
function instructionOf(phrases: Phrases, set: LabelledSet): string {
  switch (set) {
    case 'sentiment':
      return phrases.sentiment('');
    case 'classification':
      return phrases.classify('');
    case 'inference':
      return phrases.compare('', '').trimEnd();
    case 'translation':
      return phrases.translate('');
    case 'summary':
      return phrases.summarize('');
    case 'extraction':
      return phrases.extract('');
    case 'code':
      return phrases.writeCode('');
    case 'qa':
    case 'dialogue':
      return '';
  }
}

/** The rows of a set, both splits. */
export function labelledRows(world: World, set: LabelledSet): LabelledRow[] {
  if (set === 'code') return programRows(world);
  const before = instructionOf(PHRASES[world.language], set).trimEnd();
  return taskExamples(world, set).map((example, i) => {
    const { prompt, response: label, split } = example;
    const text = prompt.startsWith(before) ? prompt.slice(before.length).trimStart() : prompt;
    if (set === 'dialogue') return { ...dialogueRow(world.language, text, label, i), split };
    return { cells: { text, label }, kind: set, split };
  });
}

type Row = Omit<LabelledRow, 'split'>;

function dialogueRow(language: Language, text: string, label: string, place: number): Row {
  const phrases = PHRASES[language];
  const { harmful, harmless } = HARM[language];
  const thanks = [phrases.thanks, phrases.welcome] as const;
  const goodbye = [phrases.goodbye, phrases.farewell] as const;
  // A text that is itself thanks or a goodbye is followed by the other.
  const thanksNext = text === phrases.goodbye || (text !== phrases.thanks && place % 2 === 0);
  const [next, closing] = thanksNext ? thanks : goodbye;
  const kinds: Record<string, string> = {
    [phrases.refusal]: 'refusal',
    [phrases.unknown]: 'unknown',
    [phrases.welcome]: 'manners',
    [phrases.farewell]: 'manners',
  };
  const harm = label === phrases.refusal ? harmful : harmless;
  return { cells: { text, label, harm, next, closing }, kind: kinds[label] ?? 'greeting' };
}

/** The part of a program that is asked for: the count, the operand, or the printed word. */
const GAP = /(?<=range\()\d+|(?<=\+)\d+|(?<=")[^"]+(?=")/u;
const COUNTS = [2, 3, 4, 5, 6, 7, 8, 9];

/** The programs of the task, and every word of theirs printed every number of times: the task has one number for each. */
function programRows(world: World): LabelledRow[] {
  const { writeCode, printTimes } = PHRASES[world.language];
  const before = writeCode('').trimEnd();
  return taskExamples(world, 'code').flatMap(({ id, prompt, response, split, subject }) => {
    const text = prompt.slice(before.length).trimStart();
    if (!id.startsWith('code-times')) return { ...programRow(world.language, text, response), split };
    const { name } = world.subjects.find((one) => one.id === subject)!;
    return COUNTS.map((count) => ({
      ...programRow(world.language, printTimes(name, count), code.times(name, count)),
      split,
    }));
  });
}

function programRow(language: Language, text: string, label: string): Row {
  const marks = MARKS[language];
  const output = outputOf(label);
  const missing = GAP.exec(label)?.[0];
  if (!('lines' in output) || missing === undefined)
    throw new RangeError(`not a program of the world: ${label}`);
  return {
    cells: {
      text,
      label,
      output: output.lines.join(marks.between),
      gap: label.replace(GAP, marks.gap),
      missing,
    },
    kind: label.startsWith('for') ? 'times' : label.includes('+') ? 'sum' : 'word',
  };
}
