/** @file How the next token is chosen: temperature, top k, length, seed. */

import { useText } from '../../page/language.ts';
import { WIDGET_PARAMS, type WidgetValues } from '../../recipes/defaults.ts';
import { Hideable } from '../parts/Hideable.tsx';
import { SeedField } from '../parts/SeedField.tsx';
import { Slider } from '../parts/Slider.tsx';
import { texts } from './texts.ts';

const PARAMS = WIDGET_PARAMS['complete-or-answer'];

interface SamplingProps {
  values: WidgetValues<'complete-or-answer'>;
  set: (changes: Partial<WidgetValues<'complete-or-answer'>>) => void;
}

export function Sampling({ values, set }: SamplingProps) {
  const t = useText(texts);
  return (
    <div className="controls sampling">
      <Hideable name="temp">
        <Slider
          label={t('temperature')}
          value={values.temp}
          min={PARAMS.temp.min}
          max={PARAMS.temp.max}
          step={0.1}
          text={values.temp === 0 ? t('greedy') : values.temp.toFixed(1)}
          onChange={(temp) => set({ temp })}
        />
      </Hideable>
      <Hideable name="topk">
        <Slider
          label={t('topk')}
          value={values.topk}
          min={PARAMS.topk.min}
          max={PARAMS.topk.max}
          text={values.topk === 0 ? t('allTokens') : String(values.topk)}
          onChange={(topk) => set({ topk })}
        />
      </Hideable>
      <Hideable name="tokens">
        <Slider
          label={t('length')}
          value={values.tokens}
          min={PARAMS.tokens.min}
          max={PARAMS.tokens.max}
          text={t('lengthValue', { n: values.tokens })}
          onChange={(tokens) => set({ tokens })}
        />
      </Hideable>
      <Hideable name="seed">
        <SeedField param={PARAMS.seed} value={values.seed} onChange={(seed) => set({ seed })} />
      </Hideable>
    </div>
  );
}
