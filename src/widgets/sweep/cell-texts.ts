/** @file What a cell's settings are called: "rank r = 8". */

import type { Language } from '../../page/language.ts';
import { fieldOf } from '../../recipes/spec-fields.ts';
import type { SweepAxis, SweepPlan } from '../../sweeps/sweep.ts';
import { fieldName, valueText } from '../../wording/field-texts.ts';

export function axisLabels({ field, values }: SweepAxis, language: Language): string[] {
  return values.map((value) => valueText(fieldOf(field)!, value, language));
}

export function cellSetting(
  plan: SweepPlan,
  index: number,
  axis: 'rows' | 'columns',
  language: Language,
): string {
  const width = plan.columns.values.length;
  const place = axis === 'rows' ? Math.floor(index / width) : index % width;
  const { field } = plan[axis];
  return `${fieldName(field, language)} = ${axisLabels(plan[axis], language)[place]}`;
}
