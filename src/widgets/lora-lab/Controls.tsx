/** @file The settings of the lab: two learning rates, because the best of LoRA is not the best of full tuning. */
import { memo } from 'react';
import { LINEAR_TARGETS } from '../../peft/spec.ts';
import { RANKS, WIDGET_PARAMS, type WidgetValues } from '../../runs/defaults.ts';
import { useText } from '../../runs/language.ts';
import { Check } from '../parts/Check.tsx';
import { SeedField } from '../parts/SeedField.tsx';
import { Shown } from '../parts/Shown.tsx';
import { Slider } from '../parts/Slider.tsx';
import { RateSlider, StopSlider } from '../parts/StopSlider.tsx';
import { followRate } from '../parts/use-trainer.ts';
import { texts } from './texts.ts';

const PARAMS = WIDGET_PARAMS['lora-lab'];
const ALPHAS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

export interface ControlsProps {
  values: WidgetValues<'lora-lab'>;
  set: (changes: Partial<WidgetValues<'lora-lab'>>) => void;
}

export const Controls = memo(function Controls({ values, set }: ControlsProps) {
  const t = useText(texts);
  const scale = Number((values.alpha / values.r).toPrecision(3));
  return (
    <div className="controls lab-settings">
      <Shown name="r">
        <StopSlider
          label={t('rank')}
          value={values.r}
          stops={RANKS}
          format={String}
          onChange={(r) => set({ r })}
        />
      </Shown>
      <Shown name="alpha">
        <StopSlider
          label={t('alpha', { scale })}
          value={values.alpha}
          stops={ALPHAS}
          format={String}
          onChange={(alpha) => set({ alpha })}
        />
      </Shown>
      <Shown name="loraLr">
        <RateSlider
          label={t('loraRate')}
          param={PARAMS.loraLr}
          value={values.loraLr}
          onChange={(loraLr) => {
            set({ loraLr });
            followRate('lora-lab', 'lora', loraLr);
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
            followRate('lora-lab', 'full', lr);
          }}
        />
      </Shown>
    </div>
  );
});

/** Which matrices get an adapter. The last one stays: LoRA on nothing is no LoRA. */
export const Targets = memo(function Targets({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <Shown name="targets">
      <fieldset className="targets">
        <legend>{t('targets')}</legend>
        {LINEAR_TARGETS.map((target) => (
          <Check
            key={target}
            label={target}
            checked={values.targets.includes(target)}
            disabled={values.targets.length === 1 && values.targets.includes(target)}
            onChange={(checked) => {
              const targets = LINEAR_TARGETS.filter((one) =>
                one === target ? checked : values.targets.includes(one),
              );
              set({ targets });
            }}
          />
        ))}
      </fieldset>
    </Shown>
  );
});

/** What changes less often. */
export const MoreControls = memo(function MoreControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls lab-settings">
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
      <Shown name="race">
        <Check label={t('race')} checked={values.race} onChange={(race) => set({ race })} />
      </Shown>
    </div>
  );
});
