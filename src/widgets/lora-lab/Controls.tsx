/** @file The settings of the lab: two learning rates, because the best of LoRA is not the best of full tuning. */
import { memo } from 'react';
import { useText } from '../../page/language.ts';
import { LINEAR_TARGETS } from '../../peft/spec.ts';
import { RANKS, WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { Check } from '../parts/Check.tsx';
import { CheckSet } from '../parts/CheckSet.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { LiveRate } from '../parts/LiveRate.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { StopSlider } from '../parts/StopSlider.tsx';
import { texts } from './texts.ts';

const ID = 'lora-lab';
const PARAMS = WIDGET_PARAMS[ID];
const ALPHAS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const Controls = memo(function Controls({ values, set }: ControlsProps) {
  const t = useText(texts);
  const scale = Number((values.alpha / values.r).toPrecision(3));
  return (
    <div className="controls">
      <Hideable name="r">
        <StopSlider
          label={t('rank')}
          value={values.r}
          stops={RANKS}
          format={String}
          onChange={(r) => set({ r })}
        />
      </Hideable>
      <Hideable name="alpha">
        <StopSlider
          label={t('alpha', { scale })}
          value={values.alpha}
          stops={ALPHAS}
          format={String}
          onChange={(alpha) => set({ alpha })}
        />
      </Hideable>
      <LiveRate
        name="loraLr"
        label={t('loraRate')}
        params={PARAMS}
        values={values}
        set={set}
        owner={ID}
        run="lora"
      />
      <LiveRate
        name="lr"
        label={t('fullRate')}
        params={PARAMS}
        values={values}
        set={set}
        owner={ID}
        run="full"
      />
    </div>
  );
});

/** Which matrices get an adapter. The last one stays: LoRA on nothing is no LoRA. */
export const Targets = memo(function Targets({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <Hideable name="targets">
      <CheckSet
        className="targets"
        legend={t('targets')}
        options={LINEAR_TARGETS}
        chosen={values.targets}
        onChange={(targets) => set({ targets })}
      />
    </Hideable>
  );
});

/** What changes less often. */
export const MoreControls = memo(function MoreControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <>
      <RunSettings params={PARAMS} values={values} set={set} />
      <Hideable name="race">
        <Check label={t('race')} checked={values.race} onChange={(race) => set({ race })} />
      </Hideable>
    </>
  );
});
