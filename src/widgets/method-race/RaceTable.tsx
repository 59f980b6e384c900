/** @file Every number of the race. */
import { LookSample } from '../../charts/PlaneChart.tsx';
import { formatBytes, formatCount, formatLoss, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import type { MethodVariant } from '../../recipes/variants.ts';
import { methodName } from '../../wording/method-texts.ts';
import { lookOfContender } from './Planes.tsx';
import { familyOf, type RaceResult } from './results.ts';
import { texts } from './texts.ts';

/** A number that may not be there yet. */
function show(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value);
}

/** Columns omitted first in a narrow table; the card about a method has their numbers. */
const NARROW_CLASSES: Readonly<Record<string, string>> = {
  optimizer: 'race-rare',
  dispatches: 'race-rare',
  time: 'race-time',
};
const COLUMNS = ['parameters', 'match', 'loss', 'optimizer', 'dispatches', 'time'] as const;

interface RaceTableProps {
  results: readonly RaceResult[];
  /** The method that the card describes. */
  about: MethodVariant | null;
  onPick: (id: MethodVariant) => void;
}

export function RaceTable({ results, about, onPick }: RaceTableProps) {
  const t = useText(texts);
  const language = useLanguage();
  const full = results.find(({ id }) => id === 'full')?.milliseconds ?? null;
  if (results.length === 0) return <p className="empty">{t('empty')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
    <section className="race-table" aria-label={t('table')} tabIndex={0} data-keys="own">
      <table className="data-table">
        <caption className="visually-hidden">{t('table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('method')}</th>
            <th scope="col" className="race-rare">
              {t('family')}
            </th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={`number ${NARROW_CLASSES[column] ?? ''}`}>
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span className="race-who">
                  <LookSample look={lookOfContender(one.id)} />
                  <button
                    type="button"
                    className="word-button race-name"
                    title={t('pick')}
                    aria-pressed={one.id === about}
                    onClick={() => onPick(one.id)}
                  >
                    {methodName(one.run.spec.method, language)}
                  </button>
                </span>
              </th>
              <td className="race-rare">{t(familyOf(one.id))}</td>
              <td className="number">{show(one.parameters, formatCount)}</td>
              <td className="number">{show(one.match, formatShare)}</td>
              <td className="number">
                {show(one.before, formatLoss)} → {show(one.after, formatLoss)}
              </td>
              <td className="number race-rare">{show(one.optimizerBytes, formatBytes)}</td>
              <td className="number race-rare">{show(one.dispatches, formatCount)}</td>
              <td className="number race-time">
                {full === null ? '–' : show(one.milliseconds, (ms) => (ms / full).toFixed(2))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
