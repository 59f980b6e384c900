/** @file Which matrix is shown, and what Train would train. */
import { memo } from 'react';
import { useText } from '../../page/language.ts';
import { LINEAR_TARGETS } from '../../peft/spec.ts';
import { RANKS, WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { Choice } from '../parts/Choice.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { LiveRate } from '../parts/LiveRate.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { StopSlider } from '../parts/StopSlider.tsx';
import { texts } from './texts.ts';

const ID = 'delta-w-microscope';
const PARAMS = WIDGET_PARAMS[ID];
const LAYERS = Array.from({ length: PARAMS.layer.max }, (_, i) => String(i + 1));

interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const MatrixChoice = memo(function MatrixChoice({ values, set }: ControlsProps) {
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
    <>
      <Hideable name="r">
        <StopSlider
          label={t('rank')}
          value={values.r}
          stops={RANKS}
          format={String}
          onChange={(r) => set({ r })}
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
      <RunSettings params={PARAMS} values={values} set={set} />
    </>
  );
});
