/** @file Two runs to compare: a method and a learning rate each. */
import { memo, useId } from 'react';
import { formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { CONTENDERS, contender } from '../../recipes/contenders.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import type { MethodVariant } from '../../recipes/variants.ts';
import { methodName } from '../../wording/method-texts.ts';
import { Hideable } from '../parts/Hideable.tsx';
import { LiveRate } from '../parts/LiveRate.tsx';
import { Slider } from '../parts/Slider.tsx';
import { texts } from './texts.ts';

const ID = 'forgetting-meter';
const PARAMS = WIDGET_PARAMS[ID];
const RATES = { a: 'aLr', b: 'bLr' } as const;

interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

/** One share for both runs: what differs between them stays the method and its rate. */
export const Replay = memo(function Replay({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <Hideable name="replay">
      <Slider
        label={t('replayShare')}
        value={values.replay}
        min={PARAMS.replay.min}
        max={PARAMS.replay.max}
        step={0.05}
        text={formatShare(values.replay)}
        onChange={(replay) => set({ replay })}
      />
    </Hideable>
  );
});

export const Runs = memo(function Runs({ values, set }: ControlsProps) {
  const t = useText(texts);
  const language = useLanguage();
  const id = useId();
  return (
    <div className="meter-runs">
      {(['a', 'b'] as const).map((which) => {
        const rate = RATES[which];
        return (
          <div key={which} className="meter-run">
            <Hideable name={which}>
              <div className="meter-method">
                <label htmlFor={`${id}-${which}`}>{t('methodOf', { which: t(which) })}</label>
                <select
                  id={`${id}-${which}`}
                  className="select"
                  value={values[which]}
                  onChange={(event) => {
                    const chosen = event.currentTarget.value as MethodVariant;
                    // Another method has a best rate of its own.
                    set({ [which]: chosen, [rate]: contender(chosen).learningRate });
                  }}
                >
                  {CONTENDERS.map(({ id, method }) => (
                    <option key={id} value={id}>
                      {methodName(method, language)}
                    </option>
                  ))}
                </select>
              </div>
            </Hideable>
            <LiveRate
              name={rate}
              label={t('rateOf', { which: t(which) })}
              params={PARAMS}
              values={values}
              set={set}
              owner={ID}
              run={which}
            />
          </div>
        );
      })}
    </div>
  );
});
