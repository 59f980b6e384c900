/**
 * @file Instruction templates after FLAN (Wei et al. 2022): a labelled set becomes instructions, by some templates inverted:
 * they give the label and ask for the text. Names in braces are columns of the set.
 */
import { createRandom } from '../world/random.ts';
import { type Conversation, pair } from './conversation.ts';
import { type Column, columnsOf, type LabelledRow, type LabelledSet } from './labelled-sets.ts';
import type { Template } from './template-texts.ts';

export * from './labelled-sets.ts';
export { type Template, templatesOf } from './template-texts.ts';

export type TemplateProblem = 'empty' | 'unknownPlaceholder' | 'noPlaceholder' | 'givesAway';

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** The names in braces, in order. */
function namesIn(words: string): string[] {
  return [...words.matchAll(PLACEHOLDER)].map(([, name]) => name!);
}

/** The problem of a template of a set, or null. */
export function templateProblem({ prompt, response }: Template, set: LabelledSet): TemplateProblem | null {
  if (prompt.trim() === '' || response.trim() === '') return 'empty';
  const [given, wanted] = [namesIn(prompt), namesIn(response)];
  const columns: readonly string[] = columnsOf(set);
  if ([...given, ...wanted].some((name) => !columns.includes(name))) return 'unknownPlaceholder';
  if (given.length === 0 || wanted.length === 0) return 'noPlaceholder';
  return wanted.some((name) => given.includes(name)) ? 'givesAway' : null;
}

/** The columns that a question must give for a column to have one right content; none where many would be right. */
const DETERMINED_BY: Partial<Record<Column, readonly (readonly Column[])[]>> = {
  label: [['text']],
  harm: [['text']],
  closing: [['next']],
  output: [['label'], ['text']],
  missing: [['text', 'gap']],
};

/** True where there is one right answer, so that held-out rows can be asked and judged. */
export function hasOneAnswer({ prompt, response }: Template): boolean {
  const given = namesIn(prompt);
  return namesIn(response).every((name) =>
    DETERMINED_BY[name as Column]?.some((needed) => needed.every((column) => given.includes(column))),
  );
}

function fillIn(words: string, { cells }: LabelledRow): string {
  return words.replace(PLACEHOLDER, (placeholder, name: Column) => cells[name] ?? placeholder);
}

export function applyTemplate(template: Template, row: LabelledRow): Conversation {
  return pair(fillIn(template.prompt, row), fillIn(template.response, row));
}

/**
 * About `most` rows under templates drawn for them, every kind of row with the same share: of a large kind every n-th
 * row is taken, a small one is repeated under other templates. The same rows and seed give the same templates.
 */
export function applyTemplates(
  templates: readonly Template[],
  rows: readonly LabelledRow[],
  { seed, most }: { seed: number; most: number },
): Conversation[] {
  if (templates.length === 0) return [];
  const random = createRandom(seed, 'templates');
  const shares = sharesOf(rows, most);
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    const { stride, times } = shares.get(row.kind)!;
    const place = seen.get(row.kind) ?? 0;
    seen.set(row.kind, place + 1);
    if (place % stride !== 0) return [];
    const first = random.integer(templates.length);
    return Array.from({ length: Math.min(times, templates.length) }, (_, i) =>
      applyTemplate(templates[(first + i) % templates.length]!, row),
    );
  });
}

/** For each kind: the distance between the rows that are taken, and how often each is. */
function sharesOf(
  rows: readonly LabelledRow[],
  most: number,
): Map<string, { stride: number; times: number }> {
  const counts = new Map<string, number>();
  for (const { kind } of rows) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const share = most / counts.size;
  return new Map(
    [...counts].map(([kind, count]) => [
      kind,
      { stride: Math.max(1, Math.ceil(count / share)), times: Math.max(1, Math.round(share / count)) },
    ]),
  );
}
