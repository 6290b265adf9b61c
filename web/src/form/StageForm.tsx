import { useId, useMemo } from "react";
import type { StageInfo } from "../api/client";
import type { Problem, Value } from "../session/session";
import { emptied, findings } from "./checks";
import { FieldRow } from "./FieldRow";
import { Errors } from "./fields/Around";
import { below, unplaced } from "./fields/paths";
import { type Field, fieldsOf } from "./schema";
import "./form.css";

export interface StageFormProps {
  stage: StageInfo;
  /** What is stored, under what was typed and is not yet saved. */
  data: Readonly<Record<string, Value>>;
  /** Fields without which the stage cannot be completed. */
  missing: readonly string[];
  /** What others have found: paths such as `tiers.0.price`. */
  problems: readonly Problem[];
  readOnly?: boolean;
  /** A field to mark and to bring into view. */
  highlighted?: { field: string } | null;
  /** A field's whole new value; null empties it. With findings of the form's own it had better not be sent. */
  onEdit: (field: string, value: Value | null, found: readonly Problem[]) => void;
  onLeave?: (field: string) => void;
}

/** One stage's form, drawn from its JSON Schema. Knows neither server nor storage. */
export function StageForm({ stage, data, missing, problems, highlighted, onEdit, ...others }: StageFormProps) {
  const id = useId();
  const fields = useMemo(() => fieldsOf(stage), [stage]);
  const names = fields.map((field) => field.name);
  return (
    <div className="form">
      <Errors id={id} problems={unplaced(problems, names)} />
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          value={data[field.name] ?? null}
          needed={field.required || missing.includes(field.name)}
          problems={told(field, data[field.name], problems)}
          highlighted={highlighted?.field === field.name ? highlighted : null}
          onEdit={(value, found) => onEdit(field.name, value, found ?? judged(field, value))}
          {...others}
        />
      ))}
    </div>
  );
}

function judged(field: Field, value: Value | null): readonly Problem[] {
  return value === null ? emptied(field) : findings(field, value);
}

/** The form's own findings, and those of others that it has not found itself; all of this field. */
function told(field: Field, value: Value | undefined, problems: readonly Problem[]): readonly Problem[] {
  const own = findings(field, value);
  const seen = new Set<string>();
  return [...own, ...below(problems, field.name)].filter((each) => {
    const mark = `${each.field}:${each.message}`;
    const isNew = !seen.has(mark);
    seen.add(mark);
    return isNew;
  });
}
