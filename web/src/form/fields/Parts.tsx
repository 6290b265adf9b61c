import { useId } from "react";
import type { Value } from "../../session/session";
import { type FieldProps, FieldRow } from "../FieldRow";
import { Errors } from "./Around";
import { below, exactly, withPart } from "./paths";

/** An object, its members under one heading. */
export function Parts({ field, value, problems, path = field.name, onEdit, ...others }: FieldProps) {
  const id = useId();
  const parts = (value ?? {}) as Record<string, Value>;
  return (
    <fieldset aria-describedby={`${id}-errors`}>
      <legend>{field.title}</legend>
      {field.fields.map((part) => (
        <FieldRow
          key={part.name}
          {...others}
          field={part}
          path={`${path}.${part.name}`}
          needed={part.required}
          value={parts[part.name] ?? null}
          problems={below(problems, `${path}.${part.name}`)}
          onEdit={(next) => onEdit(withPart(parts, part.name, next))}
        />
      ))}
      <Errors id={id} problems={exactly(problems, path)} />
    </fieldset>
  );
}
