/**
 * @file Judges an answer against the reference, by each task's own measure. Labels, short answers, translations and replies
 * must be the reference, character by character; so must summaries, whose facts are counted besides. Extraction is
 * measured by F1 over its fields. A program is right if it prints what the reference prints.
 */
import { PHRASES } from './phrases.ts';
import { PythonError, runPython } from './python.ts';
import { SCENE_SLOTS, sceneReader } from './scene.ts';
import type { Example, Language, TaskName } from './types.ts';

/** What a task's score is. */
export type Metric = 'accuracy' | 'exactMatch' | 'fieldF1' | 'programsRight';

export const METRICS: Readonly<Record<TaskName, Metric>> = {
  classification: 'accuracy',
  sentiment: 'accuracy',
  inference: 'accuracy',
  summary: 'exactMatch',
  qa: 'exactMatch',
  translation: 'exactMatch',
  extraction: 'fieldF1',
  dialogue: 'exactMatch',
  code: 'programsRight',
};

interface Judgement {
  /** By the task's metric, 0 to 1. */
  score: number;
  /** The answer is the reference, spaces at its ends aside. */
  exact: boolean;
  /** Summary: share of the reference's four facts that the answer names, 0 to 1. */
  coverage?: number;
  /** Code: what the answer prints, or why it does not run. */
  output?: { lines: string[] } | { fault: PythonError };
}

export function judge(
  language: Language,
  example: Pick<Example, 'task' | 'response'>,
  answer: string,
): Judgement {
  const given = answer.trim();
  const exact = given === example.response;
  switch (example.task) {
    case 'summary':
      return { score: Number(exact), exact, coverage: factCoverage(language, example.response, given) };
    case 'extraction':
      return { score: fieldF1(language, example.response, given), exact };
    case 'code': {
      const output = outputOf(given);
      const wanted = runPython(example.response).join('\n');
      return { score: Number('lines' in output && output.lines.join('\n') === wanted), exact, output };
    }
    default:
      return { score: Number(exact), exact };
  }
}

/** What a program prints, or why it does not run. */
export function outputOf(program: string): NonNullable<Judgement['output']> {
  try {
    return { lines: runPython(program) };
  } catch (error) {
    if (error instanceof PythonError) return { fault: error };
    throw error;
  }
}

/** Share of the scene's values, as the reference names them, that the answer names. */
function factCoverage(language: Language, reference: string, answer: string): number {
  const scene = sceneReader(language, PHRASES[language].conclusion)(reference);
  if (!scene) throw new RangeError(`no summary of a scene: ${reference}`);
  return SCENE_SLOTS.filter((slot) => answer.includes(scene[slot])).length / SCENE_SLOTS.length;
}

/** "Name: value." pairs of an answer, in any order; what has no colon is no field. */
export function fieldsOf(language: Language, answer: string): string[] {
  const [colon, stop] = language === 'zh' ? ['：', '。'] : [':', '.'];
  return answer
    .split(stop)
    .map((part) => part.trim())
    .filter((part) => part.includes(colon))
    .map((part) => {
      const at = part.indexOf(colon);
      return `${part.slice(0, at).trim()}${colon}${part.slice(at + 1).trim()}`;
    });
}

/** Harmonic mean of precision and recall over fields, 0 to 1; a field is right with its name and its whole value. */
function fieldF1(language: Language, reference: string, answer: string): number {
  const wanted = new Set(fieldsOf(language, reference));
  const given = fieldsOf(language, answer);
  const right = new Set(given.filter((field) => wanted.has(field))).size;
  return (2 * right) / (wanted.size + given.length);
}
