/** @file Curves as a table: a few steps, first and last among them. */
import { useText } from '../page/language.ts';
import { someRows, toRows } from './rows.ts';
import type { Series } from './series.ts';
import { chartTexts } from './texts.ts';

/** Rows that one can read without losing the thread. */
const ROWS = 24;

interface CurveTableProps {
  name: string;
  series: readonly Series[];
  format: (value: number) => string;
}

export function CurveTable({ name, series, format }: CurveTableProps) {
  const t = useText(chartTexts);
  const rows = tableRows(series);
  if (rows.length === 0) return <p>{t('empty')}</p>;
  return (
    <table className="data-table">
      <caption className="visually-hidden">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('step')}</th>
          {series.map(({ id, label }) => (
            <th key={id} scope="col" className="number">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.step}>
            <th scope="row">{row.step}</th>
            {series.map(({ id }) => (
              <td key={id} className="number">
                {row[id] === undefined ? '–' : format(row[id])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where something was evaluated, those steps; otherwise steps spread evenly. */
function tableRows(series: readonly Series[]) {
  const rows = toRows(series, Number.POSITIVE_INFINITY);
  const sparse = series.filter(({ quantity }) => quantity !== 'training').map(({ id }) => id);
  const full = rows.filter((row) => sparse.some((id) => row[id] !== undefined));
  return someRows(full.length >= 2 ? full : rows, ROWS);
}
