import type { ComponentProps, ReactNode } from "react";
import type { Problem } from "../../session/session";
import type { FieldProps } from "../FieldRow";
import type { Field } from "../schema";

interface AroundProps extends Pick<FieldProps, "field" | "value" | "needed" | "problems"> {
  id: string;
  children: ReactNode;
}

/** A field's title, hint and errors, tied to it by their ids. */
export function Around({ id, field, value, needed, problems, children }: AroundProps) {
  return (
    <>
      <div className="title">
        <label htmlFor={id}>{field.title}</label>
        <Mark value={value} needed={needed} />
      </div>
      <Hint id={id} field={field} />
      {children}
      <Errors id={id} problems={problems} />
    </>
  );
}

/** Whether the field may stay empty; once an optional one is filled, nobody asks. */
export function Mark({ value, needed, ...others }: Pick<FieldProps, "value" | "needed"> & ComponentProps<"span">) {
  const word = needed ? "required" : value === null ? "optional" : "";
  return (
    <span className="mark" {...others}>
      {word}
    </span>
  );
}

export function Hint({ id, field }: { id: string; field: Field }) {
  return (
    field.hint && (
      <p className="hint" id={`${id}-hint`}>
        {field.hint}
      </p>
    )
  );
}

export function Errors({ id, problems }: { id: string; problems: readonly Problem[] }) {
  return (
    <div id={`${id}-errors`} className="errors">
      {problems.map((problem) => (
        <p key={problem.field + problem.code + problem.message}>{problem.message}</p>
      ))}
    </div>
  );
}

/** What a screen reader says beside a field's title. */
export function described(id: string, field: Field, problems: readonly Problem[]) {
  const by = [problems.length && `${id}-errors`, field.hint && `${id}-hint`].filter(Boolean).join(" ");
  return { "aria-invalid": problems.length > 0, ...(by && { "aria-describedby": by }) };
}
