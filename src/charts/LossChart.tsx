/** @file Training and held-out loss of any number of runs, linear or logarithmic. */
import { formatLoss } from '../page/format.ts';
import { useText } from '../page/language.ts';
import { CurveChart, type CurveChartProps } from './CurveChart.tsx';
import { chartTexts } from './texts.ts';

type LossChartProps = Pick<CurveChartProps, 'series' | 'lastStep' | 'guess' | 'mark' | 'crosshair'> & {
  name?: string;
};

export function LossChart({ name, ...rest }: LossChartProps) {
  const t = useText(chartTexts);
  return <CurveChart name={name ?? t('lossTitle')} format={formatLoss} canBeLog {...rest} />;
}
