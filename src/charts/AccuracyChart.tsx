/** @file Shares of questions answered exactly, 0 to 1. */
import { formatShare } from '../page/format.ts';
import { useText } from '../page/language.ts';
import { CurveChart, type CurveChartProps } from './CurveChart.tsx';
import { chartTexts } from './texts.ts';

type AccuracyChartProps = Pick<CurveChartProps, 'series' | 'lastStep' | 'guess' | 'mark' | 'crosshair'> & {
  name?: string;
};

export function AccuracyChart({ name, ...rest }: AccuracyChartProps) {
  const t = useText(chartTexts);
  return <CurveChart name={name ?? t('matchTitle')} format={formatShare} top={1} {...rest} />;
}
