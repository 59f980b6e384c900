/** @file The plane of forgetting and accuracy: each run starts at the base, at the left, and moves up and to the right. */
import { PlaneChart, type Trace } from '../../charts/PlaneChart.tsx';
import { kindOfMethod, lookOf, toneLook } from '../../charts/series.ts';
import { formatLoss, formatRate, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { endOf, type MeterResult, replayOf } from './results.ts';
import { texts } from './texts.ts';

interface PathsProps {
  results: readonly MeterResult[];
  /** Recorded results, faded behind live ones. */
  background: readonly MeterResult[];
}

export function Paths({ results, background }: PathsProps) {
  const t = useText(texts);
  const language = useLanguage();
  const labelOf = (result: MeterResult) => {
    const { spec, rate } = result;
    const replay = replayOf(result);
    const label = `${methodShortName(spec.method, language)} ${formatRate(rate)}`;
    return replay > 0 ? `${label} · ${t('withReplay', { share: formatShare(replay) })}` : label;
  };
  const traceOf = (result: MeterResult, i: number, faded: boolean): Trace => {
    const kind = kindOfMethod(result.spec.method.name);
    return {
      id: result.key,
      label: faded ? `${labelOf(result)} · ${t('recordedMark')}` : labelOf(result),
      look: kind === 'other' ? toneLook(i) : lookOf({ kind, quantity: 'training' }),
      joined: true,
      named: !faded,
      faded,
      marks: faded ? 'last' : 'all',
      points: result.path.map(({ step, rise, match }) => ({
        x: Math.max(0, rise),
        y: match,
        note: t('step', { step }),
      })),
    };
  };
  const summary = results
    .map((result) => {
      const { step, match, rise } = endOf(result);
      return t('pathSummary', {
        label: labelOf(result),
        steps: step,
        match: formatShare(match),
        rise: formatLoss(rise),
      });
    })
    .join(' ');
  return (
    <PlaneChart
      name={t('chart')}
      x={{ label: t('forgetting'), scale: 'linear', format: formatTick }}
      y={{ label: t('match'), scale: 'linear', format: formatShare, range: [0, 1] }}
      traces={[
        ...background.map((one, i) => traceOf(one, i, true)),
        ...results.map((one, i) => traceOf(one, i, false)),
      ]}
      summary={summary || t('waiting')}
      withoutLegend
    />
  );
}

function formatTick(value: number): string {
  return Number.isInteger(value) ? String(value) : formatLoss(value);
}
