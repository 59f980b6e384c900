/** @file What each run costs here: parameters, optimizer, memory, time, dispatches. Measured, not estimated. */
import { type Bar, Bars } from '../../charts/Bars.tsx';
import { kindOfMethod } from '../../charts/series.ts';
import { formatBytes, formatCount, formatMilliseconds } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { shortName } from '../../wording/differences.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import { type LabText, texts } from './texts.ts';

interface Measure {
  name: LabText;
  value: (run: ShownRun) => number | null | undefined;
  format: (value: number) => string;
}

const MEASURES: readonly Measure[] = [
  { name: 'trainable', value: ({ facts }) => facts?.trainableParameters, format: formatCount },
  { name: 'optimizer', value: ({ facts }) => facts?.optimizerBytes, format: formatBytes },
  { name: 'device', value: ({ facts }) => facts?.deviceBytes, format: formatBytes },
  { name: 'time', value: ({ speed }) => speed?.millisecondsPerStep, format: formatMilliseconds },
  { name: 'dispatches', value: ({ facts }) => facts?.dispatches, format: formatCount },
];

export function Costs({ runs }: { runs: readonly ShownRun[] }) {
  const t = useText(texts);
  const language = useLanguage();
  if (!runs.some(({ facts }) => facts)) return <p className="empty">{t('noFacts')}</p>;
  return (
    <ul className="costs">
      {MEASURES.map(({ name, value, format }) => {
        const bars = runs.flatMap((run): Bar[] => {
          const amount = value(run);
          const label = shortName(run.spec, language);
          if (amount === null || amount === undefined) return [];
          return [{ id: run.key, label, value: amount, kind: kindOfMethod(run.spec.method.name) }];
        });
        // The portable engine does not count dispatches.
        if (bars.length === 0) return null;
        return (
          <li key={name}>
            <span className="cost-name">{t(name)}</span>
            <Bars name={t(name)} bars={bars} format={format} bare />
          </li>
        );
      })}
    </ul>
  );
}
