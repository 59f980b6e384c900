/** @file What each run costs here: parameters, optimizer, memory, time, dispatches. Measured, not estimated. */
import { runName } from '../../runs/differences.ts';
import { formatBytes, formatCount, formatMilliseconds, formatShare } from '../../runs/format.ts';
import { useLanguage, useText } from '../../runs/language.ts';
import type { ShownRun } from '../../runs/shown-run.ts';
import { type LabText, texts } from './texts.ts';

interface Row {
  name: LabText;
  value: (run: ShownRun) => number | null | undefined;
  format: (value: number) => string;
}

const ROWS: readonly Row[] = [
  { name: 'trainable', value: ({ facts }) => facts?.trainableParameters, format: formatCount },
  {
    name: 'shareOfAll',
    value: ({ facts }) => facts && facts.trainableParameters / facts.totalParameters,
    format: formatShare,
  },
  { name: 'optimizer', value: ({ facts }) => facts?.optimizerBytes, format: formatBytes },
  { name: 'device', value: ({ facts }) => facts?.deviceBytes, format: formatBytes },
  { name: 'shared', value: ({ facts }) => facts?.sharedBytes, format: formatBytes },
  { name: 'time', value: ({ speed }) => speed?.millisecondsPerStep, format: formatMilliseconds },
  { name: 'dispatches', value: ({ facts }) => facts?.dispatches, format: formatCount },
];

export function Costs({ runs }: { runs: readonly ShownRun[] }) {
  const t = useText(texts);
  const language = useLanguage();
  if (!runs.some(({ facts }) => facts)) return <p className="empty">{t('noFacts')}</p>;
  return (
    <table className="data-table costs">
      <caption className="visually-hidden">{t('compare')}</caption>
      <thead>
        <tr>
          <td />
          {runs.map((run) => (
            <th key={run.key} scope="col" className="number">
              {runName(run.spec, language)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ name, value, format }) => {
          const most = Math.max(...runs.map((run) => value(run) ?? 0));
          return (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              {runs.map((run) => {
                const amount = value(run);
                return (
                  <td key={run.key} className="number">
                    {amount === null || amount === undefined ? '–' : format(amount)}
                    <span className="cost-bar" aria-hidden="true">
                      <span
                        className={`bar-${run.spec.method.name}`}
                        style={{ width: most > 0 ? `${(100 * (amount ?? 0)) / most}%` : 0 }}
                      />
                    </span>
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
