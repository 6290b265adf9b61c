import { useId } from "react";
import { words } from "../../session/stages";
import type { FieldProps } from "../FieldRow";
import { Around, described } from "./Around";
import { useTold } from "./told";

/** One of a fixed list. */
export function Choice({ field, value, needed, problems, readOnly, left, onEdit, onLeave }: FieldProps) {
  const id = useId();
  const { shown, onFocus, onBlur } = useTold(problems, left);
  return (
    <Around id={id} field={field} value={value} needed={needed} problems={shown}>
      <select
        id={id}
        value={value === null ? "" : String(value)}
        disabled={readOnly}
        required={needed}
        {...described(id, field, shown)}
        onFocus={onFocus}
        onBlur={() => {
          onBlur();
          onLeave?.(field.name);
        }}
        onChange={({ target }) => onEdit(target.value || null)}
      >
        <option value="">Choose …</option>
        {field.schema.enum?.map((each) => (
          <option key={each} value={each}>
            {words(each)}
          </option>
        ))}
      </select>
    </Around>
  );
}
