/** @file The settings of SFT live. The learning rate also applies to the current run. */
import { memo } from 'react';
import { useText } from '../../page/language.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { Check } from '../parts/Check.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { LiveRate } from '../parts/LiveRate.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { texts } from './texts.ts';

const ID = 'sft-live';
const PARAMS = WIDGET_PARAMS[ID];

interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const Controls = memo(function Controls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls">
      <LiveRate
        name="lr"
        label={t('learningRate')}
        params={PARAMS}
        values={values}
        set={set}
        owner={ID}
        run="full"
      />
      <RunSettings params={PARAMS} values={values} set={set} />
      <Hideable name="promptLoss">
        <Check
          label={t('promptLoss')}
          checked={values.promptLoss}
          onChange={(promptLoss) => set({ promptLoss })}
        />
      </Hideable>
    </div>
  );
});
