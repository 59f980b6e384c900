/** @file The settings of SFT live. The learning rate also applies to the current run. */
import { memo } from 'react';
import { useText } from '../../page/language.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { Check } from '../parts/Check.tsx';
import { FollowedRate } from '../parts/FollowedRate.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { Shown } from '../parts/Shown.tsx';
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
      <FollowedRate
        name="lr"
        label={t('learningRate')}
        params={PARAMS}
        values={values}
        set={set}
        owner={ID}
        run="full"
      />
      <RunSettings params={PARAMS} values={values} set={set} />
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
