/** @file Accuracy against what it costs: trainable parameters, or what was forgotten. Chosen contenders stand out. */

import { PlaneChart, type PlanePoint, type Trace } from '../../charts/PlaneChart.tsx';
import { kindOfMethod, type Look, lookOf, toneLook } from '../../charts/series.ts';
import { formatCount, formatLoss, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import type { MethodVariant } from '../../recipes/variants.ts';
import { variantIndex } from '../../recipes/variants.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { type Finished, finished, paretoFront, type RaceResult, riseOf } from './results.ts';
import { texts } from './texts.ts';

/** Full fine-tuning and plain LoRA look as everywhere; the others by their position among the variants. */
export function lookOfContender(id: MethodVariant): Look {
  const kind = kindOfMethod(id);
  return kind === 'other' ? toneLook(variantIndex(id)) : lookOf({ kind, quantity: 'training' });
}

const FRONT: Look = { color: 'var(--line-strong)', width: 1.5, dash: '3 3', marker: 'circle' };

interface PlanesProps {
  results: readonly RaceResult[];
  against: 'parameters' | 'forgetting';
  chosen: readonly MethodVariant[];
  onPick: (id: MethodVariant) => void;
}

export function Plane({ results, against, chosen, onPick }: PlanesProps) {
  const t = useText(texts);
  const language = useLanguage();
  const done = finished(results);
  const xOf = (one: Finished) => (against === 'parameters' ? one.parameters : (riseOf(one) ?? 0));
  const label = (one: Finished) => methodShortName(one.run.spec.method, language);
  const pointOf = (one: Finished): PlanePoint => ({
    x: xOf(one),
    y: one.match,
    note: t('step', { step: one.step }),
  });
  const front = paretoFront(done, xOf, ({ match }) => match);
  // Names are placed in this order, so chosen contenders come first.
  const ordered = [...done].sort((a, b) => Number(chosen.includes(b.id)) - Number(chosen.includes(a.id)));
  const traces: Trace[] = [
    {
      id: 'front',
      label: t('front'),
      look: FRONT,
      joined: true,
      marks: 'none',
      points: front.map(pointOf),
    },
    ...ordered.map((one) => ({
      id: one.run.key,
      label: label(one),
      look: lookOfContender(one.id),
      named: true,
      faded: !chosen.includes(one.id),
      points: [pointOf(one)],
    })),
  ];
  const best = done.reduce<Finished | null>((a, b) => (a === null || b.match > a.match ? b : a), null);
  return (
    <PlaneChart
      name={t(against === 'parameters' ? 'paretoChart' : 'forgettingChart')}
      x={
        against === 'parameters'
          ? { label: t('parameters'), scale: 'log', format: formatCount, formatTick: formatPower }
          : { label: t('rise'), scale: 'linear', format: formatLoss, formatTick: String }
      }
      y={{ label: t('match'), scale: 'linear', format: formatShare, range: [0, 1] }}
      traces={done.length > 1 ? traces : traces.slice(1)}
      summary={
        best
          ? t('chartSummary', { n: done.length, label: label(best), match: formatShare(best.match) })
          : t('empty')
      }
      withoutLegend
      onPick={(key) => {
        const one = done.find(({ run }) => run.key === key);
        if (one) onPick(one.id);
      }}
    />
  );
}

/** Powers of ten on an axis: `100`, `10k`, `1M`. */
function formatPower(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1000 ? `${value / 1000}k` : String(value);
}
