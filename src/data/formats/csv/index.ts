/**
 * @file CSV with a header: `prompt` and `completion` (or what other tools call them), and `system` and `conversation`
 * where wanted. Rows that follow each other with the same `conversation` are turns of one conversation.
 */
import { type Conversation, type DataSet, shapeProblem, type Turn } from '../../conversation.ts';
import type { Format } from '../format.ts';
import { DataError } from '../problem.ts';
import { readRows, writeRow } from './cells.ts';

const COLUMNS = {
  prompt: ['prompt', 'question', 'instruction', 'user'],
  completion: ['completion', 'answer', 'response', 'output', 'assistant'],
  system: ['system'],
  conversation: ['conversation'],
} as const;
type Column = keyof typeof COLUMNS;

/** Where each column stands; -1 where it is not there. */
function findColumns(header: readonly string[]): Record<Column, number> {
  const names = header.map((name) => name.trim().toLowerCase());
  const find = (column: Column) =>
    names.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name));
  return {
    prompt: find('prompt'),
    completion: find('completion'),
    system: find('system'),
    conversation: find('conversation'),
  };
}

function parse(source: string): DataSet {
  const [header, ...rows] = readRows(source.charCodeAt(0) === 0xfeff ? source.slice(1) : source);
  if (!header) throw new DataError('empty');
  const columns = findColumns(header.cells);
  for (const name of ['prompt', 'completion'] as const)
    if (columns[name] < 0) throw new DataError('column', header.line, name);
  if (rows.length === 0) throw new DataError('empty');
  const data: { system?: string; turns: Turn[] }[] = [];
  let before = '';
  for (const { cells, line } of rows) {
    if (cells.length !== header.cells.length) throw new DataError('cells', line, header.cells[cells.length]);
    const cell = (column: Column) => cells[columns[column]] ?? '';
    const turns: Turn[] = [
      { role: 'user', content: cell('prompt') },
      { role: 'assistant', content: cell('completion') },
    ];
    const problem = shapeProblem({ turns });
    if (problem)
      throw new DataError(
        problem.code,
        line,
        header.cells[columns[problem.turn === 0 ? 'prompt' : 'completion']],
      );
    const name = cell('conversation');
    if (name !== '' && name === before) data.at(-1)!.turns.push(...turns);
    else {
      const system = cell('system');
      data.push(system.trim() === '' ? { turns } : { system, turns });
    }
    before = name;
  }
  return data;
}

function write(data: DataSet): string {
  const systems = data.some(({ system }) => system !== undefined);
  const several = data.some(({ turns }) => turns.length > 2);
  const rowsOf = ({ system, turns }: Conversation, index: number) =>
    Array.from({ length: turns.length / 2 }, (_, i) => [
      ...(several ? [String(index + 1)] : []),
      ...(systems ? [system ?? ''] : []),
      turns[2 * i]!.content,
      turns[2 * i + 1]!.content,
    ]);
  const header = [
    ...(several ? ['conversation'] : []),
    ...(systems ? ['system'] : []),
    'prompt',
    'completion',
  ];
  return [header, ...data.flatMap(rowsOf)].map(writeRow).join('');
}

export const csv: Format = {
  id: 'csv',
  extension: 'csv',
  holds: { turns: true, system: true, weight: false },
  sniff: (text) => !/^\s*[[{]/.test(text) && /^[^\n]*,/.test(text),
  parse,
  write,
};
