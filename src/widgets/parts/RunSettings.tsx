/** @file Steps, batch size and seed, which the reader sets in every widget that trains. */
import { memo } from 'react';
import { useText } from '../../page/language.ts';
import type { NumberParam } from '../../recipes/params.ts';
import { Hideable } from './Hideable.tsx';
import { SeedField } from './SeedField.tsx';
import { Slider } from './Slider.tsx';
import { partTexts } from './texts.ts';

interface Settings<Value> {
  steps: Value;
  /** Left out by widgets whose batch size is fixed. */
  batch?: Value;
  seed: Value;
}

interface RunSettingsProps {
  params: Settings<NumberParam>;
  values: Settings<number>;
  set: (changes: Partial<Settings<number>>) => void;
  /** Label instead of "Steps", and a lower maximum than in addresses. */
  stepsLabel?: string;
  mostSteps?: number;
}

export const RunSettings = memo(function RunSettings({
  params,
  values,
  set,
  stepsLabel,
  mostSteps,
}: RunSettingsProps) {
  const t = useText(partTexts);
  return (
    <>
      <Hideable name="steps">
        <Slider
          label={stepsLabel ?? t('steps')}
          value={values.steps}
          min={params.steps.min}
          max={mostSteps ?? params.steps.max}
          step={10}
          text={String(values.steps)}
          onChange={(steps) => set({ steps })}
        />
      </Hideable>
      {params.batch && values.batch !== undefined && (
        <Hideable name="batch">
          <Slider
            label={t('batch')}
            value={values.batch}
            min={params.batch.min}
            max={params.batch.max}
            text={String(values.batch)}
            onChange={(batch) => set({ batch })}
          />
        </Hideable>
      )}
      <Hideable name="seed">
        <SeedField param={params.seed} value={values.seed} onChange={(seed) => set({ seed })} />
      </Hideable>
    </>
  );
});
