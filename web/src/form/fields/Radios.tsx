import { useId } from "react";
import { words } from "../../session/stages";
import type { FieldProps } from "../FieldRow";
import { Group } from "./Group";
import { useTold } from "./told";

/** One of a few, all in sight. Where an answer may be taken back, "None" does it. */
export function Radios({ field, value, needed, problems, readOnly, left, onEdit, onLeave }: FieldProps) {
  const id = useId();
  const { shown, onFocus, onBlur } = useTold(problems, left);
  const listed = field.schema.enum ?? [];
  return (
    <Group
      id={id}
      field={field}
      value={value}
      needed={needed}
      problems={shown}
      role="radiogroup"
      aria-invalid={shown.length > 0}
      aria-required={needed}
      onFocus={onFocus}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) {
          onBlur();
          onLeave?.(field.name);
        }
      }}
    >
      <div className="radios">
        {(field.required ? listed : [...listed, ""]).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={id}
              checked={(value ?? "") === each}
              disabled={readOnly}
              onChange={() => onEdit(each || null)}
            />
            {each ? words(each) : "None"}
          </label>
        ))}
      </div>
    </Group>
  );
}
