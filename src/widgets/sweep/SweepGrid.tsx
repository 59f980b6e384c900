/** @file A sweep as a heat map of one measure. */
import { CellGrid, type GridCell } from '../../charts/CellGrid.tsx';
import { formatLoss, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { bestCell, type CellMeasure, doneCells, measureOf, type Sweep } from '../../sweeps/sweep.ts';
import { fieldName } from '../../wording/field-texts.ts';
import { axisLabels, cellSetting } from './cell-texts.ts';
import { texts } from './texts.ts';

export const MEASURES = ['heldOutExactMatch', 'validationLoss', 'pretrainingLoss'] as const;
export type ShownMeasure = Extract<CellMeasure, (typeof MEASURES)[number]>;

interface SweepGridProps {
  sweep: Sweep;
  /** Steps done of the current cell. */
  step: number;
  measure: ShownMeasure;
}

export function SweepGrid({ sweep, step, measure }: SweepGridProps) {
  const t = useText(texts);
  const language = useLanguage();
  const { plan, current } = sweep;
  const format = measure === 'heldOutExactMatch' ? formatShare : formatLoss;
  const values = sweep.cells.flatMap((cell) => measureOf(cell, measure) ?? []);
  // A share has its own range; a loss has that of the grid, where lower is better and fuller.
  const domain: [number, number] =
    measure === 'heldOutExactMatch'
      ? [0, 1]
      : [Math.max(...values, 0), Math.min(...values, Number.MAX_VALUE)];
  const cells = sweep.cells.map(
    (cell, i): GridCell => ({
      value: measureOf(cell, measure),
      diverged: cell?.diverged ?? false,
      progress: i === current ? step / plan.base.steps : null,
    }),
  );
  const best = bestCell(sweep);
  const bestText =
    best === null
      ? ''
      : t('bestSummary', {
          row: cellSetting(plan, best, 'rows', language),
          column: cellSetting(plan, best, 'columns', language),
          value: format(measureOf(sweep.cells[best]!, measure) ?? Number.NaN),
        });
  return (
    <CellGrid
      name={t(measure)}
      summary={t('summary', { done: doneCells(sweep), count: cells.length, best: bestText })}
      rows={{ name: fieldName(plan.rows.field, language), labels: axisLabels(plan.rows, language) }}
      columns={{ name: fieldName(plan.columns.field, language), labels: axisLabels(plan.columns, language) }}
      cells={cells}
      format={format}
      domain={domain}
      best={best}
    />
  );
}
