import { type HTMLAttributes, useId } from "react";

type TextFieldProps = {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "date" | "email" | "month";
  inputMode?: HTMLAttributes<HTMLInputElement>["inputMode"];
  required?: boolean;
  disabled?: boolean;
  maxLength?: number;
  isFaulty?: boolean;
};

/** A labelled input. The label is above it and stays visible. */
export function TextField({ label, hint, value, onChange, type = "text", isFaulty = false, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <p id={`${id}-hint`}>{hint}</p>}
      <input
        id={id}
        className="form-control"
        type={type}
        value={value}
        autoComplete="off"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-invalid={isFaulty}
        onChange={({ target }) => onChange(target.value)}
        {...rest}
      />
    </div>
  );
}
