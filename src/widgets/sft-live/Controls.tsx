/** @file The settings of SFT live. The learning rate also reaches a run under way. */
import { memo } from 'react';
import { WIDGET_PARAMS, type WidgetValues } from '../../runs/defaults.ts';
import { useText } from '../../runs/language.ts';
import { Check } from '../parts/Check.tsx';
import { SeedField } from '../parts/SeedField.tsx';
import { Shown } from '../parts/Shown.tsx';
import { Slider } from '../parts/Slider.tsx';
import { RateSlider } from '../parts/StopSlider.tsx';
import { followRate } from '../parts/use-trainer.ts';
import { texts } from './texts.ts';

const PARAMS = WIDGET_PARAMS['sft-live'];

export interface ControlsProps {
  values: WidgetValues<'sft-live'>;
  set: (changes: Partial<WidgetValues<'sft-live'>>) => void;
}

export const Controls = memo(function Controls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls">
      <Shown name="lr">
        <RateSlider
          label={t('learningRate')}
          param={PARAMS.lr}
          value={values.lr}
          onChange={(lr) => {
            set({ lr });
            followRate('sft-live', 'full', lr);
          }}
        />
      </Shown>
      <Shown name="steps">
        <Slider
          label={t('steps')}
          value={values.steps}
          min={PARAMS.steps.min}
          max={PARAMS.steps.max}
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
      <Shown name="promptLoss">
        <Check
          label={t('promptLoss')}
          checked={values.promptLoss}
          onChange={(promptLoss) => set({ promptLoss })}
        />
      </Shown>
    </div>
  );
});
