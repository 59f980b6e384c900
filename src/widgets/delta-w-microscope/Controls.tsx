/** @file Which matrix is under the microscope, and what Train would train. */
import { memo } from 'react';
import { LINEAR_TARGETS } from '../../peft/spec.ts';
import { RANKS, WIDGET_PARAMS, type WidgetValues } from '../../runs/defaults.ts';
import { useText } from '../../runs/language.ts';
import { Choice } from '../parts/Choice.tsx';
import { SeedField } from '../parts/SeedField.tsx';
import { Shown } from '../parts/Shown.tsx';
import { Slider } from '../parts/Slider.tsx';
import { RateSlider, StopSlider } from '../parts/StopSlider.tsx';
import { followRate } from '../parts/use-trainer.ts';
import { texts } from './texts.ts';

const ID = 'delta-w-microscope';
const PARAMS = WIDGET_PARAMS[ID];
const LAYERS = Array.from({ length: PARAMS.layer.max }, (_, i) => String(i + 1));

export interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const Which = memo(function Which({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="which-matrix">
      <Choice
        label={t('layer')}
        value={String(values.layer)}
        options={LAYERS.map((layer) => ({ value: layer, label: layer }))}
        onChange={(layer) => set({ layer: Number(layer) })}
      />
      <Choice
        label={t('matrix')}
        value={values.matrix}
        options={LINEAR_TARGETS.map((target) => ({ value: target, label: target }))}
        onChange={(matrix) => set({ matrix })}
      />
    </div>
  );
});

export const MoreControls = memo(function MoreControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls">
      <Shown name="r">
        <StopSlider
          label={t('rank')}
          value={values.r}
          stops={RANKS}
          format={String}
          onChange={(r) => set({ r })}
        />
      </Shown>
      <Shown name="loraLr">
        <RateSlider
          label={t('loraRate')}
          param={PARAMS.loraLr}
          value={values.loraLr}
          onChange={(loraLr) => {
            set({ loraLr });
            followRate(ID, 'lora', loraLr);
          }}
        />
      </Shown>
      <Shown name="lr">
        <RateSlider
          label={t('fullRate')}
          param={PARAMS.lr}
          value={values.lr}
          onChange={(lr) => {
            set({ lr });
            followRate(ID, 'full', lr);
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
    </div>
  );
});
