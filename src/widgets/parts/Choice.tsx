/** @file One of a few, as a row of radio buttons. */
import { useId } from 'react';

interface ChoiceProps<Option extends string> {
  label: string;
  value: Option | null;
  options: readonly { value: Option; label: string }[];
  onChange: (value: Option) => void;
  /** Hides the label from all but screen readers. */
  quietLabel?: boolean;
}

export function Choice<Option extends string>(props: ChoiceProps<Option>) {
  const { label, value, options, onChange, quietLabel } = props;
  const name = useId();
  return (
    <fieldset className="choice">
      <legend className={quietLabel ? 'visually-hidden' : undefined}>{label}</legend>
      <span className="segmented">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </span>
    </fieldset>
  );
}
