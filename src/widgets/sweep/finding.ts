/** @file The finding as a sentence, from the runs' own evaluations only. */
import { formatRate, formatShare } from '../../page/format.ts';
import { joinTexts, type Language, type Translate } from '../../page/language.ts';
import { bestCell, bestColumns, doneCells, meanRange, type Sweep } from '../../sweeps/sweep.ts';
import type { SweepText } from './texts.ts';

/** One axis matters more where it changes the result by at least this many times as much as the other. */
const CLEARLY = 1.5;

interface Best {
  rank: number;
  rate: number;
  /** Share of held-out questions answered exactly. */
  match: number;
}

function best(sweep: Sweep): Best | null {
  const index = bestCell(sweep);
  if (index === null) return null;
  const { rows, columns } = sweep.plan;
  const width = columns.values.length;
  return {
    rank: Number(rows.values[Math.floor(index / width)]),
    rate: Number(columns.values[index % width]),
    match: sweep.cells[index]!.end!.heldOutExactMatch,
  };
}

/** The best rate of every rank, and whether it moves with the rank. */
function bestRates(sweep: Sweep, t: Translate<SweepText>): string {
  const { rows, columns } = sweep.plan;
  const found = bestColumns(sweep).flatMap((column, row) =>
    column === null ? [] : [{ rank: rows.values[row], rate: formatRate(Number(columns.values[column])) }],
  );
  const rates = new Set(found.map(({ rate }) => rate));
  if (rates.size === 1) return t('oneRate', { rate: found[0]!.rate });
  return t('manyRates', {
    from: String(found[0]?.rank),
    to: String(found[found.length - 1]?.rank),
    list: found.map(({ rate }) => rate).join(t('between')),
  });
}

/** The best cell of the last row, where alpha is proportional to the rank and the row is done: the cell that the guess is about. */
export function guessedCell(sweep: Sweep | null): Best | null {
  if (sweep?.state !== 'done' || sweep.plan.alphaPerRank === undefined) return null;
  const { rows, columns } = sweep.plan;
  const last = sweep.cells.slice(-columns.values.length);
  return best({
    ...sweep,
    plan: { ...sweep.plan, rows: { ...rows, values: rows.values.slice(-1) } },
    cells: last,
  });
}

const points = (share: number) => String(Math.round(100 * share));

export function finding(sweep: Sweep, t: Translate<SweepText>, language: Language): string {
  const found = best(sweep);
  const done = doneCells(sweep);
  const count = sweep.cells.length;
  if (!found) return t('notYet');
  const values = { rank: found.rank, rate: formatRate(found.rate), match: formatShare(found.match) };
  const byRate = meanRange(sweep, 'columns', 'heldOutExactMatch');
  const byRank = meanRange(sweep, 'rows', 'heldOutExactMatch');
  if (done < count || byRate === null || byRank === null) return t('soFar', { ...values, done, count });
  const verdict =
    byRate > CLEARLY * byRank ? 'rateMatters' : byRank > CLEARLY * byRate ? 'rankMatters' : 'alike';
  const diverged = sweep.cells.filter((cell) => cell?.diverged).length;
  const parts = [
    t('best', { ...values, steps: sweep.plan.base.steps, byRate: points(byRate), byRank: points(byRank) }),
    t(verdict),
    bestRates(sweep, t),
    ...(diverged > 0 ? [t('divergedCells', { count: diverged })] : []),
  ];
  return joinTexts(parts, 'sentences', language);
}
