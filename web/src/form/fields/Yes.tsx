import { useId } from "react";
import type { FieldProps } from "../FieldRow";
import { Around, described } from "./Around";

/** Yes or no. */
export function Yes({ field, value, needed, problems, readOnly, onEdit, onLeave }: FieldProps) {
  const id = useId();
  return (
    <Around id={id} field={field} needed={needed} problems={problems} ticked>
      <input
        id={id}
        type="checkbox"
        checked={value === true}
        disabled={readOnly}
        {...described(id, field, problems)}
        onChange={({ target }) => onEdit(target.checked)}
        onBlur={() => onLeave?.(field.name)}
      />
    </Around>
  );
}
