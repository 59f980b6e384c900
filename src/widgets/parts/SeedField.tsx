/** @file The seed, always visible: it determines everything random in a run. */
import { useId } from 'react';
import { useText } from '../../page/language.ts';
import type { NumberParam } from '../../recipes/params.ts';
import { partTexts } from './texts.ts';

interface SeedFieldProps {
  param: NumberParam;
  value: number;
  onChange: (seed: number) => void;
}

export function SeedField({ param, value, onChange }: SeedFieldProps) {
  const t = useText(partTexts);
  const id = useId();
  return (
    <div className="seed-field">
      <label htmlFor={id}>{t('seed')}</label>
      <input
        id={id}
        className="text-input"
        type="number"
        inputMode="numeric"
        min={param.min}
        max={param.max}
        value={value}
        onChange={(event) => {
          // An empty field is no seed; the value before applies until a number is typed.
          if (event.currentTarget.value !== '') onChange(event.currentTarget.valueAsNumber);
        }}
      />
      <button
        type="button"
        className="button button-icon is-small"
        aria-label={t('newSeed')}
        title={t('newSeed')}
        onClick={() => onChange((value * 48271 + 11) % 1000)}
      >
        ⟳
      </button>
    </div>
  );
}
