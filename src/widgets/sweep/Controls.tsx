/** @file Which values the grid has, and what all its cells share. */
import { memo } from 'react';
import { SWEEP_RANKS, SWEEP_RATES, WIDGET_PARAMS, type WidgetValues } from '../../runs/defaults.ts';
import { useText } from '../../runs/language.ts';
import { Check } from '../parts/Check.tsx';
import { Choice } from '../parts/Choice.tsx';
import { SeedField } from '../parts/SeedField.tsx';
import { Shown } from '../parts/Shown.tsx';
import { Slider } from '../parts/Slider.tsx';
import { texts } from './texts.ts';

const PARAMS = WIDGET_PARAMS.sweep;

export interface ControlsProps {
  values: WidgetValues<'sweep'>;
  set: (changes: Partial<WidgetValues<'sweep'>>) => void;
}

interface ValuesProps<Option extends string> {
  legend: string;
  options: readonly Option[];
  chosen: readonly Option[];
  onChange: (chosen: Option[]) => void;
}

/** Values of one axis. The last one stays: a grid without rows is no grid. */
function AxisValues<Option extends string>({ legend, options, chosen, onChange }: ValuesProps<Option>) {
  return (
    <fieldset className="axis-values">
      <legend>{legend}</legend>
      {options.map((option) => (
        <Check
          key={option}
          label={option}
          checked={chosen.includes(option)}
          disabled={chosen.length === 1 && chosen.includes(option)}
          onChange={(checked) =>
            onChange(options.filter((one) => (one === option ? checked : chosen.includes(one))))
          }
        />
      ))}
    </fieldset>
  );
}

export const Controls = memo(function Controls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <>
      <Shown name="ranks">
        <AxisValues
          legend={t('ranks')}
          options={SWEEP_RANKS}
          chosen={values.ranks}
          onChange={(ranks) => set({ ranks })}
        />
      </Shown>
      <Shown name="rates">
        <AxisValues
          legend={t('rates')}
          options={SWEEP_RATES}
          chosen={values.rates}
          onChange={(rates) => set({ rates })}
        />
      </Shown>
      <Shown name="scale">
        <Choice
          label={t('scale')}
          value={values.scale}
          options={PARAMS.scale.options.map((value) => ({ value, label: t(value) }))}
          onChange={(scale) => set({ scale })}
        />
      </Shown>
    </>
  );
});

/** What changes less often. */
export const MoreControls = memo(function MoreControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls">
      <Shown name="steps">
        <Slider
          label={t('steps')}
          value={values.steps}
          min={PARAMS.steps.min}
          max={400}
          step={10}
          text={String(values.steps)}
          onChange={(steps) => set({ steps })}
        />
      </Shown>
      <Shown name="batch">
        <Slider
          label={t('batch')}
          value={values.batch}
          min={PARAMS.batch.min}
          max={PARAMS.batch.max}
          text={String(values.batch)}
          onChange={(batch) => set({ batch })}
        />
      </Shown>
      <Shown name="seed">
        <SeedField param={PARAMS.seed} value={values.seed} onChange={(seed) => set({ seed })} />
      </Shown>
    </div>
  );
});
