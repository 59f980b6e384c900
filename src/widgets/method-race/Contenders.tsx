/** @file The choice of contenders, by family. The last one cannot be removed. */
import { memo } from 'react';
import { useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { CONTENDERS } from '../../recipes/contenders.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { LANES } from '../../recipes/method-specs.ts';
import type { MethodVariant } from '../../recipes/variants.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { Check } from '../parts/Check.tsx';
import { Hideable } from '../parts/Hideable.tsx';
import { RunSettings } from '../parts/RunSettings.tsx';
import { FAMILIES, familyOf } from './results.ts';
import { texts } from './texts.ts';

const ID = 'method-race';
const PARAMS = WIDGET_PARAMS[ID];

interface ContendersProps {
  values: WidgetValues<typeof ID>;
  set: (changes: Partial<WidgetValues<typeof ID>>) => void;
}

export const Contenders = memo(function Contenders({ values, set }: ContendersProps) {
  const t = useText(texts);
  const language = useLanguage();
  const [open, setOpen] = useShared(`${ID}.choosing`, false);
  const chosen = values.contenders;
  const toggle = (id: MethodVariant, on: boolean) =>
    set({ contenders: on ? [...chosen, id] : chosen.filter((one) => one !== id) });
  return (
    <details className="more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('contenders')}
        <span className="hint"> {t('chosen', { n: chosen.length, lanes: LANES })}</span>
      </summary>
      <Hideable name="contenders">
        <p className="button-row">
          <button
            type="button"
            className="button is-small"
            onClick={() => set({ contenders: PARAMS.contenders.default })}
          >
            {t('defaults')}
          </button>
          <button
            type="button"
            className="button is-small"
            onClick={() => set({ contenders: PARAMS.contenders.options })}
          >
            {t('everyone')}
          </button>
        </p>
        {FAMILIES.map((family) => (
          <fieldset key={family} className="race-family">
            <legend>{t(family)}</legend>
            {CONTENDERS.filter(({ id }) => familyOf(id) === family).map(({ id, method }) => (
              <Check
                key={id}
                label={methodShortName(method, language)}
                checked={chosen.includes(id)}
                disabled={chosen.length === 1 && chosen.includes(id)}
                onChange={(on) => toggle(id, on)}
              />
            ))}
          </fieldset>
        ))}
      </Hideable>
      <div className="controls">
        <RunSettings params={PARAMS} values={values} set={set} />
      </div>
    </details>
  );
});
