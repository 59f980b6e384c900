/** @file Five settings of data quality. */
import { memo } from 'react';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { Hideable } from '../parts/Hideable.tsx';
import { Slider } from '../parts/Slider.tsx';
import { texts } from './texts.ts';

const PARAMS = WIDGET_PARAMS['three-diets'];
/** Numbers of questions a slider stops at; 0 is all. */
const SIZES = [8, 16, 32, 64, 128, 0];

/** The stop at or above a size; the address may hold any. */
function sizeStop(size: number): number {
  const stop = SIZES.findIndex((one) => one === 0 || (size > 0 && one >= size));
  return size === 0 ? SIZES.length - 1 : stop;
}

interface ControlsProps {
  values: WidgetValues<'three-diets'>;
  set: (changes: Partial<WidgetValues<'three-diets'>>) => void;
}

export const QualityControls = memo(function QualityControls({ values, set }: ControlsProps) {
  const t = useText(texts);
  return (
    <div className="controls diet-quality">
      {(['noise', 'repeats', 'mix', 'unknown'] as const).map((name) => (
        <Hideable key={name} name={name}>
          <Slider
            label={t(name)}
            value={values[name]}
            min={PARAMS[name].min}
            max={PARAMS[name].max}
            step={0.05}
            text={formatShare(values[name])}
            onChange={(value) => set({ [name]: value })}
          />
        </Hideable>
      ))}
      <Hideable name="size">
        <Slider
          label={t('size')}
          value={sizeStop(values.size)}
          min={0}
          max={SIZES.length - 1}
          text={values.size === 0 ? t('allSize') : String(values.size)}
          onChange={(stop) => set({ size: SIZES[stop]! })}
        />
      </Hideable>
    </div>
  );
});
