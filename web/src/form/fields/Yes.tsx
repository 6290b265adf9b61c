import { useId } from "react";
import type { FieldProps } from "../FieldRow";
import { described, Errors, Hint } from "./Around";

/** Yes or no. */
export function Yes({ field, value, problems, readOnly, onEdit, onLeave }: FieldProps) {
  const id = useId();
  return (
    <>
      <div className="title ticked">
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          disabled={readOnly}
          {...described(id, field, problems)}
          onChange={({ target }) => onEdit(target.checked)}
          onBlur={() => onLeave?.(field.name)}
        />
        <label htmlFor={id}>{field.title}</label>
      </div>
      <Hint id={id} field={field} />
      <Errors id={id} problems={problems} />
    </>
  );
}
