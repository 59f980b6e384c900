/** @file The choice of a model of the hub that an exported run is also written for. */
import { useId } from 'react';
import { REAL_MODELS } from '../../exports/real.ts';
import { useText } from '../../page/language.ts';
import { getShared, useShared } from '../../page/shared-state.ts';
import { partTexts } from './texts.ts';

const KEY = 'export.real';
/** Stands for no model: the same run alone. */
const NONE = '';

/** The hub model chosen in the page; null for the same run alone. */
export function chosenRealModel(): string | null {
  return getShared<string>(KEY, REAL_MODELS[0]) || null;
}

export function RealModel() {
  const t = useText(partTexts);
  const id = useId();
  const [model, setModel] = useShared<string>(KEY, REAL_MODELS[0]);
  return (
    <p className="real-model">
      <label htmlFor={id}>{t('realModel')}</label>{' '}
      <select
        id={id}
        className="select"
        value={model}
        onChange={(event) => setModel(event.currentTarget.value)}
      >
        {REAL_MODELS.map((name) => (
          <option key={name}>{name}</option>
        ))}
        <option value={NONE}>{t('realNone')}</option>
      </select>
    </p>
  );
}
