/** @file LoRA's parameter count, r × (in + out), with the reader's rank and matrices put in. */

import { useModel } from '../../client/hooks.ts';
import { SidePath } from '../../figures/side-path/SidePath.tsx';
import { formatCount, formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { loraParameters, shapeOf, useModelSizes } from '../../page/model-config.ts';
import type { WidgetValues } from '../../recipes/defaults.ts';
import type { ModelName } from '../../train/spec.ts';
import { texts } from './texts.ts';

interface FormulaProps {
  values: WidgetValues<'lora-lab'>;
  model: ModelName;
  /** All parameters of the base, where some run has counted them. */
  total: number | null;
}

export function Formula({ values, model, total }: FormulaProps) {
  const t = useText(texts);
  const sizes = useModelSizes(model);
  const base = useModel(model)?.info?.parameters ?? total;
  if (!sizes) return <p className="empty">{t('formulaUnknown')}</p>;
  const { r, targets } = values;
  const sum = loraParameters(r, targets, sizes);
  const [drawn] = targets;
  return (
    <div className="formula">
      <div>
        <p>{t('formulaText')}</p>
        <ul>
          {targets.map((target) => {
            const { inputs, outputs } = shapeOf(target, sizes);
            return (
              <li key={target}>
                <b>{target}</b> {r} × ({inputs} + {outputs}) = {formatCount(r * (inputs + outputs))}
              </li>
            );
          })}
        </ul>
        <p>
          {t('formulaTotal', {
            layers: sizes.layers,
            perLayer: formatCount(sum / sizes.layers),
            total: formatCount(sum),
          })}
        </p>
        {base && <p>{t('formulaShare', { base: formatCount(base), share: formatShare(sum / base) })}</p>}
      </div>
      {drawn && <SidePath matrix={drawn} {...shapeOf(drawn, sizes)} r={r} loraAlpha={values.alpha} />}
    </div>
  );
}
