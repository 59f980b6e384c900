/** @file Which values the grid has, and what all its cells share. */
import { memo } from 'react';
import { useText } from '../../page/language.ts';
import { SWEEP_RANKS, SWEEP_RATES, WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { CheckSet } from '../parts/CheckSet.tsx';
import { Choice } from '../parts/Choice.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { texts } from './texts.ts';

const PARAMS = WIDGET_PARAMS.sweep;

interface ControlsProps {
  values: WidgetValues<'sweep'>;
  set: (changes: Partial<WidgetValues<'sweep'>>) => void;
}

export const Controls = memo(function Controls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <>
      <Hideable name="ranks">
        <CheckSet
          legend={t('ranks')}
          options={SWEEP_RANKS}
          chosen={values.ranks}
          onChange={(ranks) => set({ ranks })}
        />
      </Hideable>
      <Hideable name="rates">
        <CheckSet
          legend={t('rates')}
          options={SWEEP_RATES}
          chosen={values.rates}
          onChange={(rates) => set({ rates })}
        />
      </Hideable>
      <Hideable name="scale">
        <Choice
          label={t('scale')}
          value={values.scale}
          options={PARAMS.scale.options.map((value) => ({ value, label: t(value) }))}
          onChange={(scale) => set({ scale })}
        />
      </Hideable>
    </>
  );
});
