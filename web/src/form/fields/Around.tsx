import type { ReactNode } from "react";
import type { Problem } from "../../session/session";
import type { Field } from "../schema";

interface AroundProps {
  id: string;
  field: Field;
  needed: boolean;
  problems: readonly Problem[];
  /** Written before what it names; after it where it is ticked. */
  children: ReactNode;
  ticked?: boolean;
}

/** A field's title, hint and errors, tied to it by their ids. */
export function Around({ id, field, needed, problems, children, ticked }: AroundProps) {
  const label = (
    <label key="label" htmlFor={id}>
      {field.title}
    </label>
  );
  return (
    <>
      <div className={ticked ? "title ticked" : "title"}>
        {ticked ? [<span key="box">{children}</span>, label] : label}
        {!needed && !ticked && (
          <span className="mark" id={`${id}-mark`}>
            optional
          </span>
        )}
      </div>
      {field.hint && (
        <p className="hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      {!ticked && children}
      <Errors id={id} problems={problems} />
    </>
  );
}

export function Errors({ id, problems }: { id: string; problems: readonly Problem[] }) {
  return (
    <div id={`${id}-errors`} className="errors">
      {problems.map((problem) => (
        <p key={problem.field + problem.code}>{problem.message}</p>
      ))}
    </div>
  );
}

/** What a screen reader says beside a field's title. */
export function described(id: string, field: Field, problems: readonly Problem[]) {
  const by = [problems.length && `${id}-errors`, field.hint && `${id}-hint`].filter(Boolean).join(" ");
  return { "aria-invalid": problems.length > 0, ...(by && { "aria-describedby": by }) };
}
