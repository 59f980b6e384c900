/** @file Which soft prompts, how long, and how fast they learn. */
import { memo } from 'react';
import { useLanguage, useText } from '../../page/language.ts';
import { SOFT_KINDS, WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { methodKinds } from '../../wording/method-texts.ts';
import { CheckSet } from '../parts/CheckSet.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { LiveRate } from '../parts/LiveRate.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { Slider } from '../parts/Slider.tsx';
import { texts } from './texts.ts';

const ID = 'soft-prompts';
const PARAMS = WIDGET_PARAMS[ID];
/** The run of each slider. */
const RATES = { promptLr: 'prompt', prefixLr: 'prefixMlp', ptuningLr: 'ptuning' } as const;

interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const Kinds = memo(function Kinds({ values, set }: ControlsProps) {
  const t = useText(texts);
  const language = useLanguage();
  return (
    <div className="soft-kinds">
      <Hideable name="kinds">
        <CheckSet
          legend={t('kinds')}
          options={SOFT_KINDS}
          label={(kind) => methodKinds[language][kind]}
          chosen={values.kinds}
          onChange={(kinds) => set({ kinds })}
        />
      </Hideable>
      <Hideable name="virtual">
        <Slider
          label={t('virtual')}
          value={values.virtual}
          min={PARAMS.virtual.min}
          max={PARAMS.virtual.max}
          text={String(values.virtual)}
          onChange={(virtual) => set({ virtual })}
        />
      </Hideable>
    </div>
  );
});

export const MoreControls = memo(function MoreControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <>
      {(['promptLr', 'prefixLr', 'ptuningLr'] as const).map((key) => (
        <LiveRate
          key={key}
          name={key}
          label={t(key)}
          params={PARAMS}
          values={values}
          set={set}
          owner={ID}
          run={RATES[key]}
        />
      ))}
      <RunSettings params={PARAMS} values={values} set={set} />
    </>
  );
});
