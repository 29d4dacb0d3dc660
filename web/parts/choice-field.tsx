import { useId } from "react";

type ChoiceFieldProps = {
  label: string;
  value: string;
  /** The choices, as value and text. */
  choices: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
};

/** A labelled list to choose one from. */
export function ChoiceField({ label, value, choices, onChange }: ChoiceFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="form-control" value={value} onChange={({ target }) => onChange(target.value)}>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
