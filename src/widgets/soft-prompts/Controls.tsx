/** @file Which soft prompts, how long, and how fast they learn. */
import { memo } from 'react';
import { contender } from '../../runs/contenders.ts';
import { SOFT_KINDS, WIDGET_PARAMS, type WidgetValues } from '../../runs/defaults.ts';
import { useLanguage, useText } from '../../runs/language.ts';
import { methodKinds, variantOf } from '../../runs/method-texts.ts';
import { Check } from '../parts/Check.tsx';
import { SeedField } from '../parts/SeedField.tsx';
import { Shown } from '../parts/Shown.tsx';
import { Slider } from '../parts/Slider.tsx';
import { RateSlider } from '../parts/StopSlider.tsx';
import { followRate } from '../parts/use-trainer.ts';
import { texts } from './texts.ts';

const ID = 'soft-prompts';
const PARAMS = WIDGET_PARAMS[ID];
/** Which run follows which slider. */
const RATES = { promptLr: 'prompt', prefixLr: 'prefixMlp', ptuningLr: 'ptuning' } as const;

export interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const Kinds = memo(function Kinds({ values, set }: ControlsProps) {
  const t = useText(texts);
  const language = useLanguage();
  return (
    <div className="soft-kinds">
      <Shown name="kinds">
        <fieldset className="soft-checks">
          <legend>{t('kinds')}</legend>
          {SOFT_KINDS.map((kind) => (
            <Check
              key={kind}
              label={methodKinds[language][variantOf(contender(kind).method)]}
              checked={values.kinds.includes(kind)}
              disabled={values.kinds.length === 1 && values.kinds.includes(kind)}
              onChange={(on) =>
                set({ kinds: SOFT_KINDS.filter((one) => (one === kind ? on : values.kinds.includes(one))) })
              }
            />
          ))}
        </fieldset>
      </Shown>
      <Shown name="virtual">
        <Slider
          label={t('virtual')}
          value={values.virtual}
          min={PARAMS.virtual.min}
          max={PARAMS.virtual.max}
          text={String(values.virtual)}
          onChange={(virtual) => set({ virtual })}
        />
      </Shown>
    </div>
  );
});

export const MoreControls = memo(function MoreControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls">
      {(['promptLr', 'prefixLr', 'ptuningLr'] as const).map((key) => (
        <Shown key={key} name={key}>
          <RateSlider
            label={t(key)}
            param={PARAMS[key]}
            value={values[key]}
            onChange={(learningRate) => {
              set({ [key]: learningRate });
              followRate(ID, RATES[key], learningRate);
            }}
          />
        </Shown>
      ))}
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
