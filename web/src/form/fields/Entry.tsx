import { type FocusEvent, useId, useState } from "react";
import type { Problem, Value } from "../../session/session";
import { FieldRow } from "../FieldRow";
import type { Field } from "../schema";
import { Errors } from "./Around";
import { below, unplaced, withPart } from "./paths";
import { onceReleased } from "./pressing";

interface EntryProps {
  name: string;
  /** Of the whole list. */
  field: Field;
  value: Record<string, Value>;
  path: string;
  problems: readonly Problem[];
  readOnly?: boolean;
  onEdit: (value: Record<string, Value>) => void;
  onLeave: () => void;
  onRemove: () => void;
}

/** One object of a list. */
export function Entry({ name, field, value, path, problems, readOnly, onEdit, onLeave, onRemove }: EntryProps) {
  const id = useId();
  // An entry that was there before is looked at as one that has been left.
  const [left, setLeft] = useState(Object.keys(value).length > 0);
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) {
      onceReleased(() => setLeft((was) => was || !currentTarget.contains(document.activeElement)));
    }
  };
  const at = (part: Field) => `${path}.${part.name}`;
  return (
    <fieldset className="entry" data-entry onBlur={onBlur}>
      <legend>{name}</legend>
      {field.fields.map((part) => (
        <FieldRow
          key={part.name}
          field={part}
          path={at(part)}
          needed={part.required}
          value={value[part.name] ?? null}
          problems={below(problems, at(part))}
          readOnly={readOnly}
          left={left}
          onEdit={(next) => onEdit(withPart(value, part.name, next))}
          onLeave={onLeave}
        />
      ))}
      <Errors id={id} problems={unplaced(problems, field.fields.map(at))} />
      {!readOnly && (
        <button type="button" className="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </button>
      )}
    </fieldset>
  );
}
