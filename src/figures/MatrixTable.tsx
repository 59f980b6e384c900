/** @file Matrices as a table: letter, shape, how many numbers, and what else is said of them. */
import { formatCount } from '../page/format.ts';
import { useText } from '../page/language.ts';
import { figureTexts } from './texts.ts';

export interface MatrixRow {
  letter: string;
  shape: string;
  numbers: number;
  /** What becomes of it in training; a column that all rows have or none. */
  state?: 'frozen' | 'trained';
}

export function MatrixTable({ name, rows }: { name: string; rows: readonly MatrixRow[] }) {
  const t = useText(figureTexts);
  const hasState = rows.some(({ state }) => state);
  return (
    <table className="data-table">
      <caption className="visually-hidden">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{t('matrix')}</th>
          <th scope="col" className="number">
            {t('shape')}
          </th>
          <th scope="col" className="number">
            {t('numbers')}
          </th>
          {hasState && <th scope="col">{t('state')}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ letter, shape, numbers, state }) => (
          <tr key={letter}>
            <th scope="row">{letter}</th>
            <td className="number">{shape}</td>
            <td className="number">{formatCount(numbers)}</td>
            {state && <td>{t(state)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
