/** @file Labelled fields: a select, and a text area that says what is wrong with its content. */
import { useId } from 'react';

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  groups: readonly { label: string | null; options: readonly { value: Value; label: string }[] }[];
  onChange: (value: Value) => void;
}

export function Select<Value extends string>({ label, value, groups, onChange }: SelectProps<Value>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as Value)}
      >
        {groups.map((group) => {
          const options = group.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ));
          if (group.label === null) return options;
          return (
            <optgroup key={group.label} label={group.label}>
              {options}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
}

interface JsonFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** One sentence, or null where the content is good. */
  problem: string | null;
}

export function JsonField({ label, value, onChange, problem }: JsonFieldProps) {
  const id = useId();
  return (
    <div className="field cost-json">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="text-area"
        rows={6}
        spellCheck={false}
        autoComplete="off"
        value={value}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {problem !== null && (
        <p className="note note-bad" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
