/** @file Two runs to compare: a method and a learning rate each. */
import { memo, useId } from 'react';
import { useLanguage, useText } from '../../page/language.ts';
import { CONTENDERS, contender } from '../../recipes/contenders.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import type { MethodVariant } from '../../recipes/variants.ts';
import { methodName } from '../../wording/method-texts.ts';
import { FollowedRate } from '../parts/FollowedRate.tsx';
import { Shown } from '../parts/Shown.tsx';
import { texts } from './texts.ts';

const ID = 'forgetting-meter';
const PARAMS = WIDGET_PARAMS[ID];
const RATES = { a: 'aLr', b: 'bLr' } as const;

interface ControlsProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

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
            <Shown name={which}>
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
            </Shown>
            <FollowedRate
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
