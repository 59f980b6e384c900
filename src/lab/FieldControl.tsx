/** @file One setting of a run as the control that fits it: list, switch, slider with stops, or number. */
import { useId } from 'react';
import { useLanguage } from '../page/language.ts';
import { nearestStop } from '../recipes/params.ts';
import type { FieldValue, SpecField } from '../recipes/spec-fields.ts';
import { Check } from '../widgets/parts/Check.tsx';
import { CheckSet } from '../widgets/parts/CheckSet.tsx';
import { SeedField } from '../widgets/parts/SeedField.tsx';
import { Slider } from '../widgets/parts/Slider.tsx';
import { RateSlider } from '../widgets/parts/StopSlider.tsx';
import { fieldName, valueText } from '../wording/field-texts.ts';

interface FieldControlProps {
  field: SpecField;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}

export function FieldControl({ field, value, onChange }: FieldControlProps) {
  const language = useLanguage();
  const id = useId();
  const { key, param, stops } = field;
  const label = fieldName(key, language);
  const text = (one: FieldValue) => valueText(field, one, language);
  switch (param.kind) {
    case 'flag':
      return <Check label={label} checked={value === true} onChange={onChange} />;
    case 'choice':
      return (
        <div className={param.options.some((option) => isLong(text(option))) ? 'field is-wide' : 'field'}>
          <label htmlFor={id}>{label}</label>
          <select
            id={id}
            className="select"
            value={String(value)}
            onChange={(event) => onChange(event.currentTarget.value)}
          >
            {param.options.map((option) => (
              <option key={option} value={option}>
                {text(option)}
              </option>
            ))}
          </select>
        </div>
      );
    case 'set':
      return (
        <CheckSet
          className="lab-set"
          legend={label}
          options={param.options}
          chosen={value as string[]}
          onChange={onChange}
        />
      );
    case 'number':
      if (key === 'seed') return <SeedField param={param} value={Number(value)} onChange={onChange} />;
      if (param.scale === 'log')
        return <RateSlider label={label} param={param} value={Number(value)} onChange={onChange} />;
      if (!stops)
        return (
          <Slider
            label={label}
            value={Number(value)}
            min={param.min}
            max={param.max}
            text={text(value)}
            onChange={onChange}
          />
        );
      return (
        <Slider
          label={label}
          // Zero may stand for "all" at the far end, so the place of an equal stop comes before the nearest.
          value={
            stops.includes(Number(value)) ? stops.indexOf(Number(value)) : nearestPlace(stops, Number(value))
          }
          min={0}
          max={stops.length - 1}
          text={text(value)}
          onChange={(index) => onChange(stops[index] ?? value)}
        />
      );
    case 'name':
      return null;
  }
}

/** Letters that fit into half of the form, beside the list's arrow. */
const SHORT = 15;

/** Chinese characters are as wide as two Latin letters. */
function isLong(text: string): boolean {
  const wide = [...text].filter((letter) => letter > '\u2e80').length;
  return text.length + wide > SHORT;
}

/** Place of the stop nearest by ratio, among those that have one. */
function nearestPlace(stops: readonly number[], value: number): number {
  const positive = stops.filter((stop) => stop > 0);
  return value > 0 ? stops.indexOf(positive[nearestStop(positive, value)]!) : 0;
}
