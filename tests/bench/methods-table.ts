/** @file A table of the methods: cost of a step of each, relative to full fine-tuning. */
import type { MethodFacts } from './methods.ts';
import { aligned } from './table.ts';

export interface MethodRow extends MethodFacts {
  id: string;
  dispatches: number;
  /** Milliseconds of a step, the least of all rounds. */
  wall: number;
}

const MEGABYTE = 2 ** 20;
const LORA_SHARE = 0.75;

/** One line for each method, and whether LoRA meets its budgets. */
export function methodsTable(rows: readonly MethodRow[]): string {
  const full = rows.find(({ id }) => id === 'full');
  const lora = rows.find(({ id }) => id === 'lora');
  const megabytes = (bytes: number) => `${(bytes / MEGABYTE).toFixed(2)} MB`;
  const ratio = ({ wall }: MethodRow) => (full ? (wall / full.wall).toFixed(2) : '');
  const lines = aligned([
    ['method', 'trained', 'dispatches', 'trainer', 'optimizer', 'frozen', 'wall', 'wall / full'],
    ...rows.map((row) => [
      row.id,
      row.trainableParameters.toLocaleString('en'),
      String(row.dispatches),
      megabytes(row.trainerBytes),
      megabytes(row.optimizerBytes),
      megabytes(row.frozenBytes),
      `${row.wall.toFixed(0)} ms`,
      ratio(row),
    ]),
  ]);
  if (full && lora) {
    const fewer = lora.dispatches < full.dispatches;
    const faster = lora.wall <= LORA_SHARE * full.wall;
    lines.push(
      `LoRA: fewer dispatches than full ${fewer ? 'yes' : 'NO'}; at most ${LORA_SHARE} of its time ${faster ? 'yes' : 'NO'}`,
    );
  }
  return lines.join('\n');
}
