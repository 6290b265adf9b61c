import { useId } from "react";
import type { Value } from "../../session/session";
import { type FieldProps, FieldRow } from "../FieldRow";
import { Group } from "./Group";
import { below, unplaced, withPart } from "./paths";

/** An object, its members under one heading. */
export function Parts({ field, value, problems, path = field.name, onEdit, onLeave, ...others }: FieldProps) {
  const id = useId();
  const parts = (value ?? {}) as Record<string, Value>;
  const at = (part: string) => `${path}.${part}`;
  const own = unplaced(
    problems,
    field.fields.map((part) => at(part.name)),
  );
  return (
    <Group id={id} field={field} value={value} needed={others.needed} problems={own}>
      {field.fields.map((part) => (
        <FieldRow
          key={part.name}
          {...others}
          field={part}
          path={at(part.name)}
          needed={part.required}
          value={parts[part.name] ?? null}
          problems={below(problems, at(part.name))}
          onEdit={(next, found) => onEdit(withPart(parts, part.name, next), found)}
          onLeave={() => onLeave?.(field.name)}
        />
      ))}
    </Group>
  );
}
