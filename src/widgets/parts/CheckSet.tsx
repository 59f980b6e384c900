/** @file Checkboxes of which at least one is checked: the last one cannot be unchecked. */
import { Check } from './Check.tsx';

interface CheckSetProps<Option extends string> {
  legend: string;
  options: readonly Option[];
  /** The option's label; by default the option itself. */
  label?: (option: Option) => string;
  chosen: readonly Option[];
  onChange: (chosen: Option[]) => void;
  className?: string;
}

export function CheckSet<Option extends string>(props: CheckSetProps<Option>) {
  const { legend, options, label = String, chosen, onChange, className = '' } = props;
  return (
    <fieldset className={`check-set ${className}`}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <Check
          key={option}
          label={label(option)}
          checked={chosen.includes(option)}
          disabled={chosen.length === 1 && chosen.includes(option)}
          onChange={(on) => onChange(options.filter((one) => (one === option ? on : chosen.includes(one))))}
        />
      ))}
    </fieldset>
  );
}
