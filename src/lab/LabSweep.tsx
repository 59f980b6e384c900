/** @file A sweep over any two settings of the form. */
import { useEffect, useState } from 'react';
import { useLanguage, useText } from '../page/language.ts';
import { useShared } from '../page/shared-state.ts';
import { fieldOf } from '../recipes/spec-fields.ts';
import { bestCell, cellSpec, MOST_CELLS, newSweep, type SweepAxis, type SweepPlan } from '../sweeps/sweep.ts';
import { sweepRunner, useSweep } from '../sweeps/sweep-runner.ts';
import type { RunSpec } from '../train/spec.ts';
import { Choice } from '../widgets/parts/Choice.tsx';
import { SweepBar } from '../widgets/sweep/SweepBar.tsx';
import { MEASURES, type ShownMeasure, SweepGrid } from '../widgets/sweep/SweepGrid.tsx';
import { texts as sweepTexts } from '../widgets/sweep/texts.ts';
import { fieldName } from '../wording/field-texts.ts';
import { allowedText, axisFields, parseValues, suggestedValues, textOfValues } from './axis.ts';
import { setSpec } from './form-store.ts';
import { texts } from './texts.ts';
import '../widgets/sweep/sweep.css';

interface TypedAxis {
  field: string;
  /** As typed; null stands for a suggestion. */
  text: string | null;
}

const ROWS: TypedAxis = { field: 'lr', text: null };
const COLUMNS: TypedAxis = { field: 'steps', text: null };

export function LabSweep({ spec }: { spec: RunSpec }) {
  const t = useText(texts);
  const tSweep = useText(sweepTexts);
  const language = useLanguage();
  const runner = sweepRunner('lab-sweep');
  const view = useSweep(runner);
  useEffect(() => void runner.open(), [runner]);
  const [rows, setRows] = useShared('lab.rows', ROWS);
  const [columns, setColumns] = useShared('lab.columns-axis', COLUMNS);
  const [measure, setMeasure] = useState<ShownMeasure>('heldOutExactMatch');

  const read = (axis: TypedAxis): { axis: SweepAxis | null; problem: string | null; text: string } => {
    const fields = axisFields(spec);
    const field = fields.find(({ key }) => key === axis.field) ?? fields[0]!;
    const text = axis.text ?? textOfValues(field, suggestedValues(field, spec));
    const parsed = parseValues(field.key, text);
    if ('wrong' in parsed) {
      const values = {
        text: parsed.wrong,
        name: fieldName(field.key, language),
        allowed: allowedText(field),
      };
      return { axis: null, problem: t('badValue', values), text };
    }
    if (parsed.values.length === 0) return { axis: null, problem: t('noValues'), text };
    return { axis: { field: field.key, values: parsed.values }, problem: null, text };
  };
  const [row, column] = [read(rows), read(columns)];
  const count = (row.axis?.values.length ?? 0) * (column.axis?.values.length ?? 0);
  const problem =
    row.problem ??
    column.problem ??
    (row.axis!.field === column.axis!.field
      ? t('sameAxis')
      : count > MOST_CELLS
        ? t('tooMany', { most: MOST_CELLS, count })
        : null);
  const plan: SweepPlan | null = problem ? null : { base: spec, rows: row.axis!, columns: column.axis! };
  const shown = view.sweep ?? (plan && newSweep(plan));
  const best = view.sweep ? bestCell(view.sweep) : null;

  const axisControls = (
    legend: string,
    typed: TypedAxis,
    text: string,
    change: (axis: TypedAxis) => void,
  ) => (
    <fieldset className="lab-axis">
      <legend>{legend}</legend>
      <select
        className="select"
        aria-label={legend}
        value={typed.field}
        onChange={(event) => change({ field: event.currentTarget.value, text: null })}
      >
        {axisFields(spec).map(({ key }) => (
          <option key={key} value={key}>
            {fieldName(key, language)}
          </option>
        ))}
      </select>
      <input
        className="text-input"
        aria-label={t('values', { name: fieldName(typed.field, language) })}
        title={t('valuesHint', {
          example: textOfValues(fieldOf(typed.field)!, suggestedValues(fieldOf(typed.field)!, spec)),
        })}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ ...typed, text: event.currentTarget.value })}
      />
    </fieldset>
  );

  return (
    <div className="lab-sweep">
      <p className="hint">{t('sweepIntro')}</p>
      <div className="lab-axes">
        {axisControls(t('rows'), rows, row.text, setRows)}
        {axisControls(t('columns'), columns, column.text, setColumns)}
      </div>
      {problem && (
        <p className="note note-warn" role="alert">
          {problem}
        </p>
      )}
      <SweepBar runner={runner} plan={plan} />
      <Choice
        label={t('measure')}
        value={measure}
        options={MEASURES.map((value) => ({ value, label: tSweep(value) }))}
        onChange={setMeasure}
      />
      {shown && (
        <div className="sweep-grid">
          <SweepGrid sweep={shown} step={view.step} measure={measure} />
        </div>
      )}
      {view.sweep && best !== null && (
        <div className="button-row">
          <button
            type="button"
            className="button is-small"
            onClick={() => setSpec(cellSpec(view.sweep!.plan, best))}
          >
            {t('bestToForm')}
          </button>
        </div>
      )}
    </div>
  );
}
